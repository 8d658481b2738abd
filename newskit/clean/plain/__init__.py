"""Plain text to blocks and metadata: raw scrapes, copied text, newsletters, PDF text."""

from newskit.clean.plain.furniture import Furniture
from newskit.clean.plain.scrape import clean_plain

__all__ = ["Furniture", "clean_plain"]
