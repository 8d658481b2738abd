"""Dedup: the same story once."""
