"""Clean a raw scrape: plain text in, blocks and metadata out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newskit.clean.page import CleanedPage
from newskit.clean.plain import assemble, characters
from newskit.clean.plain.classify import Model, classify, model
from newskit.clean.plain.decide import DROP, PARAGRAPH, Decision, decide
from newskit.clean.plain.language import detect
from newskit.clean.plain.pieces import Piece, cut
from newskit.clean.plain.wrapping import logical_lines
from newskit.clean.repair import repair

if TYPE_CHECKING:
    from newskit.article import FieldOrigin

MOST_PIECES = 20_000
"""Above this many lines a text is no article: its sentences are kept and nothing else is looked at."""
_SENTENCE = 40


def clean_plain(content: str, *, language: str | None = None, url: str | None = None) -> CleanedPage:
    """Cut raw text into blocks with their kind, leave out what is not the article, and read the front matter.

    ``content`` may be a scrape, text copied from a browser, a newsletter, PDF text; ``language`` is BCP 47 where it is
    known, else it is detected; ``url`` only helps to read dates. Text is repaired, in NFC, with plain spaces; hard
    wraps and hyphenation are undone. Time is linear in the length of ``content``.
    """
    return clean_with(model(), content, language=language, url=url)


def clean_with(
    weights: Model | None, content: str, *, language: str | None = None, url: str | None = None
) -> CleanedPage:
    """Do what ``clean_plain`` does with other weights; ``None`` keeps sentences and knows no kinds."""
    lines, _ = logical_lines(characters.normalise(repair(content)))
    pieces = cut(lines)
    kept = [piece for piece in pieces if piece.reason is None]
    origin: FieldOrigin | None = None
    if language is None:
        language, origin = detect([piece.text for piece in kept])
    notes = []
    if len(kept) > MOST_PIECES or weights is None:
        decisions = _sentences(kept)
        notes.append(f"more than {MOST_PIECES} lines: only sentences are kept, kinds are not told apart")
    elif kept:
        decisions = decide(*classify(kept, weights))
    else:
        decisions = []
    cleaned = assemble.page(decisions, language=language, url=url)
    cleaned.notes += notes
    cleaned.dropped = [(piece.text, piece.reason) for piece in pieces if piece.reason] + cleaned.dropped
    if origin is not None:
        cleaned.origins["language"] = origin
    return cleaned


def _sentences(pieces: list[Piece]) -> list[Decision]:
    """Keep what is long and ends as a sentence does."""
    decisions = []
    for piece in pieces:
        good = len(piece.text) >= _SENTENCE and piece.text.rstrip("\"'”’»)")[-1:] in characters.TERMINALS
        decisions.append(Decision(piece.text, PARAGRAPH if good else DROP, None if good else "furniture"))
    return decisions
