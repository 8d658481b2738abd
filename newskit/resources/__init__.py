"""Lexicons, gazetteers, rules and weights: data files, each with its origin and licence in the file."""
