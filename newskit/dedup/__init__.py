"""Dedup: the same story once, whether it was copied whole, edited, cut, or printed inside another."""

from newskit.dedup.corpus import Corpus, Decision
from newskit.dedup.keep import KEEP

__all__ = ["KEEP", "Corpus", "Decision"]
