"""Headlines, read from left to right: who stands before the first finite verb, what happened from it on.

Taggers are trained on running text and stumble over headlines ("Singer protests outside the bank", "Ferry Sinks off
Lindau"); their word order, though, is simple. A headline is cut at colons and dashes, quotations that stand by
themselves are left out, and the first part with a finite verb tells the main event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newskit.extract.summary.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Range = tuple[int, int]

_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_NAMED = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_CUTS = frozenset({":", ";", "|", "–", "—", "--", "...", "…", "?", "!"})
_MARKS = "\"'“”‘’«»„‚`"
_RELATIVE = frozenset({"who", "which", "that", "whose", "whom"})
_ENOUGH = 3
"""Words that tell what happened, the verb among them, before which no phrase is left out."""
_MOST = 12
"""Words of the longest answer."""
_LONGEST = 80
"""Tokens of the longest headline that is read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Token ranges of the clause that a headline tells."""

    verb: int
    who: Range | None
    what: Range
    why: Range | None


def read_headline(parse: Doc, words: Lexicon) -> Reading | None:
    """Return the clause of a headline; ``None`` where no part has a verb, or where it only tells what is shown."""
    if len(parse) > _LONGEST:
        return None
    parts = [_main(part, words) for part in _parts(parse)]
    for place, part in enumerate(parts):
        verb = _verb(part, words)
        if verb is None:
            continue
        if any(token.lemma_.lower() in words.showing for token in part if token.i < verb.i):
            return None
        what = _what(part, verb, words)
        speaker = _speaker(parts[place - 1]) if place else None
        return Reading(verb.i, speaker or _who(part, verb), what, _why(part, what[1], words))
    return None


def _parts(parse: Doc) -> list[list[Token]]:
    """Cut a headline at colons and dashes; leave out the parts that are quotations, unless nothing else is there."""
    parts: list[list[Token]] = [[]]
    quoted: list[bool] = [False]
    closing = _closings(parse)
    place = 0
    while place < len(parse):
        token = parse[place]
        if place in closing and not parts[-1]:
            parts += [list(parse[place + 1 : closing[place]]), []]
            quoted += [True, False]
            place = closing[place] + 1
            continue
        if token.text in _CUTS or (token.text == "-" and token.whitespace_ and place and parse[place - 1].whitespace_):
            parts.append([])
            quoted.append(False)
        else:
            parts[-1].append(token)
        place += 1
    kept = [part for part, is_quoted in zip(parts, quoted, strict=True) if part and not is_quoted]
    return kept or [part for part in parts if part]


def _main(part: list[Token], words: Lexicon) -> list[Token]:
    """Leave out a clause that stands before the main one ("While markets fall, gold rises")."""
    if part[0].lower_ in words.trailing:
        comma = next((place for place, token in enumerate(part) if token.text == ","), None)
        if comma is not None and comma + 1 < len(part):
            return part[comma + 1 :]
    return part


def _closings(parse: Doc) -> dict[int, int]:
    """Return where each quotation mark that opens is closed, for stretches of three words and more."""
    found: dict[int, int] = {}
    opened: int | None = None
    for token in parse:
        if token.text[0] not in _MARKS or len(token) > 2:
            continue
        if opened is None:
            opened = token.i
        else:
            if token.i - opened > 2:
                found[opened] = token.i
            opened = None
    return found


def _verb(part: Sequence[Token], words: Lexicon) -> Token | None:
    """Return the first finite verb behind a noun; else the participle, noun or infinitive that stands for it."""
    doubtful: Token | None = None
    weak: Token | None = None
    is_relative = named = False
    for place, token in enumerate(part):
        lower = token.lower_
        found = doubtful or weak
        if found is not None and (lower in words.trailing or lower == "and"):
            return found
        if found is not None and lower == "," and part[found.i - part[0].i - 1].text != ",":
            return found
        if lower in _RELATIVE:
            is_relative = named
        elif named and token.tag_ in _FINITE and token.is_alpha:
            if not is_relative:
                return token
            is_relative = False
        elif named and not is_relative:
            if doubtful is None and _is_doubtful(part, place, words):
                doubtful = token
            elif weak is None and _is_weak(part, place):
                weak = token
        named = named or token.pos_ in _NAMED
    return doubtful or weak


def _is_weak(part: Sequence[Token], place: int) -> bool:
    """Whether a token may be the verb where there is no other ("Bank to close branches", "Carmaker cutting jobs")."""
    token, before = part[place], part[place - 1]
    if token.tag_ == "VB":
        return before.lower_ == "to" and place > 1 and part[place - 2].pos_ in _NAMED
    follower = part[place + 1] if place + 1 < len(part) else None
    return (
        token.tag_ == "VBG" and before.pos_ in ("NOUN", "PROPN") and follower is not None and follower.pos_ != "PUNCT"
    )


def _is_doubtful(part: Sequence[Token], place: int, words: Lexicon) -> bool:
    """Whether a token may be the verb: a participle without an auxiliary, or a noun that is one of the verbs."""
    token, before = part[place], part[place - 1]
    follower = part[place + 1] if place + 1 < len(part) else None
    lower = token.lower_
    is_free = follower is None or follower.pos_ in ("ADP", "SCONJ", "PUNCT", "ADV", "PART")
    if token.tag_ == "VBN":
        return True
    if lower in words.participles or (token.tag_ == "JJ" and lower.endswith("ed")):
        return is_free and before.pos_ in (*_NAMED, "PUNCT")
    if lower in words.verbs:
        is_plural = before.tag_ in ("NNS", "NNPS") or any(one.lower_ == "and" for one in part[:place])
        return (
            token.tag_ in ("VB", "NN", "NNP")
            and is_plural
            and before.pos_ in (*_NAMED, "ADV")
            and _opens(follower, token)
        )
    return token.tag_ in _NOUNS and lower in words.forms and _opens(follower, token)


def _opens(follower: Token | None, verb: Token) -> bool:
    """Whether what stands behind a verb can be its object or its complement."""
    if follower is None:
        return False
    if follower.pos_ == "NOUN":
        return verb.tag_ in ("NNS", "NNPS", "NNP")  # a noun in the plural is seldom a part of a compound
    return follower.pos_ in ("DET", "ADP", "PRON", "NUM", "ADV", "SCONJ", "ADJ", "PROPN") or (
        follower.tag_ in ("TO", "PRP$", ",")
    )


def _who(part: Sequence[Token], verb: Token) -> Range | None:
    """Return the words before the verb, or whom a passive names with "by"."""
    if verb.tag_ == "VBN" or (verb.lemma_ == "be" and verb.pos_ == "AUX"):
        for token in part:
            if token.i > verb.i and token.lower_ == "by":
                doer = _names_behind(part, token)
                if doer is not None:
                    return doer
    before = [token for token in part if token.i < verb.i and token.pos_ not in ("AUX", "PART")]
    while before and (before[-1].pos_ in ("ADV", "PUNCT", "ADP") or before[-1].text[0] in _MARKS):
        before.pop()
    while before and (before[0].pos_ in ("PUNCT", "CCONJ", "SCONJ") or before[0].text[0] in _MARKS):
        before.pop(0)
    commas = [place for place, token in enumerate(before) if token.text == ","]
    if commas and before[0].pos_ in ("ADV", "ADP"):  # "In Paris, farmers block roads"
        before = before[commas[-1] + 1 :]
    return (before[0].i, before[-1].i + 1) if before else None


def _names_behind(part: Sequence[Token], by: Token) -> Range | None:
    """Return the noun phrase behind a preposition, where it names somebody or something, not a doing or an amount."""
    behind: list[Token] = []
    for token in part:
        if token.i <= by.i:
            continue
        if token.pos_ not in ("DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON"):
            break
        behind.append(token)
    if not behind or not any(token.pos_ in ("NOUN", "PROPN") for token in behind):
        return None
    return behind[0].i, behind[-1].i + 1


def _speaker(part: Sequence[Token]) -> Range | None:
    """Return the person that a part before a colon begins with ("Merkel to Europe: we stand together")."""
    first = part[0]
    if first.ent_type_ != "PERSON":
        return None
    last = first.i
    for token in part[1:]:
        if token.ent_type_ != "PERSON":
            break
        last = token.i
    rest = [token for token in part if token.i > last]
    return (first.i, last + 1) if not rest or rest[0].lower_ in ("to", "on") else None


def _what(part: Sequence[Token], verb: Token, words: Lexicon) -> Range:
    """Return the verb and the words behind it, up to the phrase or clause that no longer tells what happened."""
    first = last = verb.i
    if first > part[0].i and verb.nbor(-1).text == "-":
        first -= 2
    number = 0
    is_quoted = sum(token.text[0] in _MARKS for token in part if token.i < verb.i) % 2 == 1
    for token in part:
        if token.i < verb.i:
            continue
        if (
            token.i > verb.i
            and not _is_chained(token, verb)
            and (_is_cut(token, words, number) or (is_quoted and token.text[0] in _MARKS))
        ):
            break
        if not _is_chained(token, verb):
            number += token.pos_ != "DET" and any(letter.isalnum() for letter in token.text)
        last = token.i
    while last > verb.i and _is_dangling(verb.doc[last], words):
        last -= 1
    return first, last + 1


def _is_dangling(token: Token, words: Lexicon) -> bool:
    return token.is_punct or token.tag_ in ("IN", "DT", "CC", "TO") or token.lower_ in words.causes


def _why(part: Sequence[Token], end: int, words: Lexicon) -> Range | None:
    """Return the cause or purpose behind what happened ("after losing the vote", "to save jobs")."""
    rest = [token for token in part if token.i >= end]
    for place, token in enumerate(rest):
        follower = rest[place + 1] if place + 1 < len(rest) else None
        if follower is None:
            break
        is_purpose = token.lower_ == "to" and _is_purpose(token, follower, words)
        if token.lower_ not in words.causes and not is_purpose:
            continue
        first = place if is_purpose else place + 1
        if follower.lower_ in ("of", "to"):  # "because of", "due to"
            first += 1
        clause = rest[first:]
        last = next(
            (
                number
                for number, one in enumerate(clause)
                if number and (one.lower_ in words.trailing or one.text in {",", "("})
            ),
            len(clause),
        )
        while last and (clause[last - 1].is_punct or clause[last - 1].is_space):
            last -= 1
        return (clause[0].i, clause[last - 1].i + 1) if last else None
    return None


def _is_purpose(to: Token, verb: Token, words: Lexicon) -> bool:
    """Whether an infinitive tells what for, and does not belong to the word before it ("a decision to sell")."""
    before = to.nbor(-1)
    if verb.tag_ != "VB" or verb.ent_type_ or before.pos_ not in ("NOUN", "PROPN", "NUM"):
        return False
    return before.lemma_.lower() not in words.aims and not before.lower_.endswith(("tion", "sion"))


def _is_chained(token: Token, verb: Token) -> bool:
    """Whether a token only leads from one verb to the next ("allowed to bid")."""
    if token.i == verb.i:
        return False
    if token.lower_ == "to":
        return token.nbor(-1).tag_.startswith("VB")
    return token.tag_ == "VB" and token.nbor(-1).lower_ == "to" and token.i > 1 and token.nbor(-2).tag_.startswith("VB")


def _is_cut(token: Token, words: Lexicon, number: int) -> bool:
    """Whether what happened is told before a token, with so many words."""
    if number >= _MOST:
        return True
    lower = token.lower_
    if token.text in {",", "("}:
        return True
    if lower in words.trailing:
        return number > 1
    if lower == "to" and token.i + 1 < len(token.doc) and token.nbor().tag_ == "VB":
        return number > 1 and _is_purpose(token, token.nbor(), words)
    is_joint = token.pos_ in ("ADP", "SCONJ", "CCONJ") or lower in ("to", "and")
    return number >= _ENOUGH and is_joint and lower != "of" and token.dep_ != "prt"
