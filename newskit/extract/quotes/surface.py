"""Direct quotations without a parse: quotation marks, cue words beside them, and the name beside the cue."""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec.structs import replace

from newskit.article import Cue, Participant, Polarity, Quote, Span
from newskit.extract.document import Document, ParsedBlock
from newskit.extract.quotation_marks import QuotedSpan, quoted_spans
from newskit.extract.quotes.lexicon import Form, Lexicon
from newskit.extract.quotes.speakers import Speakers

_REACH = 160
"""How far from a quotation its cue may stand, in code points."""

_SPEECH_WORDS = 4
_FLOATING_WORDS = 6
_NAME_WORDS = 9
_PARTS = 100
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_STOP = re.compile(r"(?:(?<=\w{4})\.|[!?…])(?=[\s\"”»“]|$)|[\n\"“”„«»]")
_INVERTED = re.compile(r"-(?:t-)?([^\W\d_]{2,5})\s*$")
_BREAK = frozenset(',;:()–—\n"“”„«»')
_NEAR = 3


class _Found(NamedTuple):
    """A cue beside a quotation, with who speaks."""

    start: int
    end: int
    form: Form
    speaker: tuple[int, int] | None


def surface_quotes(document: Document, parsed: ParsedBlock, words: Lexicon, speakers: Speakers) -> list[Quote]:
    """Return the direct quotations of one block, in order."""
    text, limits = document.text, (parsed.start, parsed.block.end)
    spans = quoted_spans(text, *limits)
    found: list[Quote] = []
    for number, span in enumerate(spans):
        size = sum(1 for _ in _WORD.finditer(text, span.start, span.end))
        before = spans[number - 1].end if number else limits[0]
        after = spans[number + 1].start if number + 1 < len(spans) else limits[1]
        cue = _cue(text, span, (before, after), words) if size >= _SPEECH_WORDS or _is_utterance(text, span) else None
        if cue is not None:
            quote = _quote(text, span, cue, speakers, words)
            if not quote.speakers and found:
                quote = replace(quote, speakers=found[-1].speakers)
            found.append(quote)
        elif found and (size >= _SPEECH_WORDS or _is_utterance(text, span)) and _continues(text, found[-1], span):
            found[-1] = _longer(found[-1], span)
        elif size >= _FLOATING_WORDS:
            inherited = found[-1].speakers if found else []
            found.append(Quote(kind="direct", content=[_content(span)], speakers=inherited))
    return found


def _is_utterance(text: str, span: QuotedSpan) -> bool:
    return text[span.inside()[1] - 1] in ".?!," or text[span.end : span.end + 1] == ","


def _content(span: QuotedSpan) -> Span:
    return Span(start=span.start, end=span.end)


def _quote(text: str, span: QuotedSpan, cue: _Found, speakers: Speakers, words: Lexicon) -> Quote:
    named: list[Participant] = []
    if cue.speaker is not None:
        named = [speakers.at(text, cue.speaker, words)]
    polarity: Polarity = cue.form.polarity
    return Quote(
        kind="direct",
        content=[_content(span)],
        cue=Cue(start=cue.start, end=cue.end, lemma=cue.form.lemma),
        speakers=named,
        polarity=polarity,
    )


def _continues(text: str, quote: Quote, span: QuotedSpan) -> bool:
    """Whether a quotation follows the one before it after no more than one end of a sentence."""
    start = max(quote.content[-1].end, quote.cue.end if quote.cue is not None else 0)
    if quote.cue is None or len(quote.content) >= _PARTS or span.start - start > _REACH:
        return False
    between = text[start : span.start]
    return "\n" not in between and len(re.findall(r"[.!?](?=\s|$)", between)) <= 1


def _longer(quote: Quote, span: QuotedSpan) -> Quote:
    return replace(quote, content=[*quote.content, _content(span)])


def _cue(text: str, span: QuotedSpan, limits: tuple[int, int], words: Lexicon) -> _Found | None:
    """Return the cue after a quotation in the same sentence, else the one before it."""
    end = min(span.end + _REACH, limits[1])
    stop = _STOP.search(text, span.end, end)
    end = stop.start() if stop is not None else end
    start = max(span.start - _REACH, limits[0])
    for last in _STOP.finditer(text, start, span.start):
        start = last.end()
    after = _forms(text, span.end, end, words)
    before = _forms(text, start, span.start, words)
    closed_by_stop = text[span.inside()[1] - 1] == "."
    introduced = text[start : span.start].rstrip()[-1:] == ":"
    if after and not (before and (closed_by_stop or introduced)):
        first = after[0]
        if _distance(text, span.end, first[0]) <= _NAME_WORDS:
            return _Found(*first, _speaker(text, first, (span.end, end), words, inverted=True))
    if before:
        last_form = before[-1]
        return _Found(*last_form, _speaker(text, last_form, (start, span.start), words, inverted=False))
    return None


def _distance(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _WORD.finditer(text, start, end))


def _forms(text: str, start: int, end: int, words: Lexicon) -> list[tuple[int, int, Form]]:
    """Return the cue words in a stretch of text."""
    found = []
    tokens = list(_WORD.finditer(text, start, end))
    for place, token in enumerate(tokens):
        lower = token.group().lower()
        form = words.forms.get(lower)
        if form is None and place + 1 < len(tokens):
            following = tokens[place + 1]
            form = words.forms.get(f"{lower} {following.group().lower()}")
            token_end = following.end()
        else:
            token_end = token.end()
        if form is not None:
            found.append((token.start(), token_end, form))
    return found


def _speaker(
    text: str, cue: tuple[int, int, Form], limits: tuple[int, int], words: Lexicon, *, inverted: bool
) -> tuple[int, int] | None:
    """Return who stands beside a cue: behind it in inverted order or after a preposition, else before it."""
    start, end, form = cue
    pronoun = _INVERTED.search(text, limits[0], start)
    if pronoun is not None and pronoun.group(1) in words.words["pronouns"]:
        return pronoun.span(1)
    behind = _behind(text, end, limits[1], words)
    if form.lemma in words.words["before_speaker"]:
        return behind
    before = _before(text, start, limits[0], words)
    return (behind or before) if inverted and before is None else (before or behind)


def _behind(text: str, start: int, end: int, words: Lexicon) -> tuple[int, int] | None:
    """Return the name or noun phrase that starts right after a cue."""
    kept: list[re.Match[str]] = []
    place = start
    for token in _WORD.finditer(text, start, end):
        gap = text[place : token.start()]
        if any(mark in _BREAK for mark in gap):
            if kept and gap.strip() == "," and not _is_name(kept[-1].group()):
                name = _name_alone(text, token.start(), end)
                if name is not None:
                    return name
            break
        lower = token.group().lower()
        if lower in words.words["pronouns"] and not kept:
            return token.span()
        if lower in words.words["ends_speaker"] or len(kept) == _NAME_WORDS:
            break
        kept.append(token)
        place = token.end()
    return _phrase(kept, words)


def _before(text: str, end: int, start: int, words: Lexicon) -> tuple[int, int] | None:
    """Return the noun phrase that ends right before a cue and its auxiliary."""
    tokens = list(_WORD.finditer(text, start, end))
    while tokens and tokens[-1].group().lower() in words.words["auxiliaries"]:
        tokens.pop()
    kept: list[re.Match[str]] = []
    place = end
    for token in reversed(tokens):
        if kept and any(mark in _BREAK for mark in text[token.end() : place]):
            break
        lower = token.group().lower()
        if lower in words.words["pronouns"] and not kept:
            return token.span()
        if lower in words.words["ends_speaker"] and not token.group()[0].isupper():
            break
        kept.append(token)
        place = token.start()
    kept.reverse()
    while kept and kept[0].group().lower() in words.words["ends_speaker"]:
        kept.pop(0)
    return _phrase(kept[-_NAME_WORDS:], words)


def _phrase(tokens: list[re.Match[str]], words: Lexicon) -> tuple[int, int] | None:
    """Return the span of some words if they can name somebody: one is capitalized, or an article leads."""
    if not tokens:
        return None
    if any(_is_name(token.group()) for token in tokens) or tokens[0].group().lower() in words.words["definite"]:
        return tokens[0].start(), tokens[-1].end()
    return None


def _name_alone(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return a name that stands between commas, as in ``the minister, Jane Doe, said``."""
    last = start
    for token in _WORD.finditer(text, start, end):
        if token.start() > start and any(mark in _BREAK for mark in text[last : token.start()]):
            break
        if not _is_name(token.group()):
            return None
        last = token.end()
    return (start, last) if last > start else None


def _is_name(word: str) -> bool:
    return word[0].isupper()
