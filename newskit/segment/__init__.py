"""Segment: blocks to sentences and tokens."""
