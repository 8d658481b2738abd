"""Clean: from a page or a raw scrape to text in blocks, with metadata."""

from newskit.clean.stage import Clean

__all__ = ["Clean"]
