"""Segment: blocks to sentences and tokens."""

from newskit.segment.sentences import split_sentences
from newskit.segment.stage import Segment
from newskit.segment.tokens import tokenize

__all__ = ["Segment", "split_sentences", "tokenize"]
