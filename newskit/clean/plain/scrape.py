"""Clean a raw scrape: plain text in, blocks and metadata out."""

from __future__ import annotations

from newskit.article import FieldOrigin
from newskit.clean.page import CleanedPage
from newskit.clean.plain import assemble, characters
from newskit.clean.plain.classify import Model, classify, model
from newskit.clean.plain.decide import decide
from newskit.clean.plain.decision import Decision
from newskit.clean.plain.language import detect
from newskit.clean.plain.mail import Header, split_header
from newskit.clean.plain.pieces import cut
from newskit.clean.plain.wrapping import logical_lines
from newskit.clean.repair import repair

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


def clean_with(weights: Model, content: str, *, language: str | None = None, url: str | None = None) -> CleanedPage:
    """Do what ``clean_plain`` does, with other weights."""
    header, content = split_header(content)
    lines, _ = logical_lines(characters.normalise(repair(content)))
    origin: FieldOrigin | None = None
    if language is None:
        language, origin = detect([line.text for line in lines if line.reason is None])
    pieces = cut(lines) if len(lines) <= MOST_PIECES else None
    kept = [piece for piece in pieces or [] if piece.reason is None]
    if pieces is None or len(kept) > MOST_PIECES:
        decisions = _sentences([line.text for line in lines if line.reason is None])
    elif kept:
        decisions = decide(*classify(kept, weights))
    else:
        decisions = []
    cleaned = assemble.page(decisions, language=language, url=url)
    if pieces is None or len(kept) > MOST_PIECES:
        cleaned.notes.append(f"more than {MOST_PIECES} lines: only sentences are kept, kinds are not told apart")
    cleaned.dropped = [(line.text, line.reason) for line in lines if line.reason] + cleaned.dropped
    if origin is not None:
        cleaned.origins["language"] = origin
    if header is not None:
        _add_header(cleaned, header)
    return cleaned


def _add_header(cleaned: CleanedPage, header: Header) -> None:
    """Take from a mail's header what the text does not state."""
    for field, value in (("headline", header.subject), ("date_published", header.date)):
        if value is not None and getattr(cleaned, field) is None:
            setattr(cleaned, field, value)
            cleaned.origins[field] = FieldOrigin(source="text", confidence=1.0)


def _sentences(texts: list[str]) -> list[Decision]:
    """Keep what is long and ends as a sentence does."""
    decisions = []
    for text in texts:
        good = len(text) >= _SENTENCE and text.rstrip("\"'”’»)")[-1:] in characters.TERMINALS
        decisions.append(Decision(text, "paragraph" if good else "drop", None if good else "furniture"))
    return decisions
