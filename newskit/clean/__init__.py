"""Clean: from a page or a raw scrape to text in blocks, with metadata."""
