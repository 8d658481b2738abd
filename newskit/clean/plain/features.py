"""What a classifier sees of a piece or a block of plain text: numbers, without a DOM.

Length, punctuation, letters, what the lexicon finds, where it stands, what stands around it, and how much of it is
said again in the running text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from newskit.clean.plain.characters import CASELESS, DIGIT, LOWER, OPENING, OTHER, TERMINALS, UPPER, classes
from newskit.clean.plain.credits import is_credit, names_agency
from newskit.clean.plain.dates import stamps
from newskit.clean.plain.lexicon import BIT, CATEGORIES, WORD, lexicon
from newskit.clean.plain.names import read_byline
from newskit.clean.plain.pieces import BLANK, GLUE, LINE, Piece
from newskit.clean.plain.repetition import NEAR, repetition
from newskit.clean.plain.usage import usage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

_CLOSERS = "\"'”’»)]›“"
_OPENERS = "\"'“‘«„([‹「『"
_DASHES = "-–—•*·●▪◦►▶›>・※"
_TIME = re.compile(r"\b[0-2]?\d[:.h][0-5]\d\b")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE = re.compile(
    r"(?<!\d)\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:\d\d){1,2}(?!\d)|(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{4}\s?[年년]"
)
_ADDRESS = re.compile(r"https?:|www\.|@\w|\w\.(?:com|org|net|de|co\.uk)\b")
_SENTENCES = re.compile(r"[.!?…][\"”»’)]?\s+(?=[^\W\d_a-z])|[。！？]")
_SAMPLE = 1500
_HEAD_WORDS, _TAIL_WORDS = 40, 12
_LONG_WORDS = 20
_CASELESS_WORD = 2.2
"""Characters of a caseless script that make up about one word."""
_KNOWN = 4
_SHORT = 140
_FOLLOWING = 5
_RECURS = 3
"""How often a line stands in a text that parts paragraphs without being one: "Story continues"."""
_FAR = 30

STATISTICS = (
    *("length", "words", "word_length", "caseless", "upper", "title", "digits", "punctuation"),
    *("terminal", "colon", "comma_end", "question", "lower_start", "upper_start", "digit_start", "quote_start"),
    *("bullet_start", "quote_end", "commas", "sentences", "quotes", "copyright", "separators", "address", "time"),
    *("date", "month", "year", "slashes", "bracketed", "name", "all_caps", "good", "listed", "phrases"),
    *(f"share_{category}" for category in CATEGORIES),
    *(f"start_{category}" for category in CATEGORIES),
)
PLACE = {name: place for place, name in enumerate(STATISTICS)}

_AROUND = tuple(
    PLACE[name]
    for name in (
        *(
            "words",
            "terminal",
            "title",
            "digits",
            "lower_start",
            "good",
            "time",
            "month",
            "copyright",
            "name",
            "phrases",
        ),
        *("start_by", "share_credit", "start_share", "start_promo", "share_navigation", "share_agency", "colon"),
    )
)


@dataclass(slots=True)
class Block:
    """A run of pieces taken to be one block."""

    text: str
    before: int
    distance: int
    indent: int
    pieces: int


def statistics(texts: list[str]) -> Matrix:
    """Return one row of ``STATISTICS`` for each text."""
    rows = np.zeros((len(texts), len(STATISTICS)), dtype=np.float32)
    known: dict[str, NDArray[np.float32]] = {}
    for place, text in enumerate(texts):
        row = known.get(text)
        if row is None:
            row = known[text] = _statistics(text)
        rows[place] = row
    return rows


def _statistics(full: str) -> NDArray[np.float32]:
    length = len(full)
    text = full if length <= _SAMPLE else full[: _SAMPLE - 300] + " " + full[-300:]
    kinds = np.bincount(classes(text), minlength=16)
    size = len(text)
    letters = max(1, int(kinds[LOWER] + kinds[UPPER] + kinds[CASELESS]))
    words = [word for word in text.split() if any(map(str.isalnum, word))]
    caseless = kinds[CASELESS] / letters
    count = len(words) * length / size if caseless < 0.5 else length / _CASELESS_WORD
    titled = sum(word.lstrip(_OPENERS)[:1].isupper() for word in words)
    last = text.rstrip(_CLOSERS + " ")[-1:] or text[-1:]
    first = text.lstrip(_OPENERS + " ")[:1]
    tokens = WORD.findall(text.casefold()) if size <= _SAMPLE else WORD.findall(text[:600].casefold())
    shares, starts, covered, month = _phrases(tokens, text)
    terminal = text[-1:] in TERMINALS or (last in TERMINALS and text[-1:] in _CLOSERS)
    good = count >= 12 and terminal and not starts & _FURNITURE and shares[_HARD].sum() < 0.3
    name = 2 <= len(words) <= 4 and titled == len(words) and not kinds[DIGIT] and not terminal
    row = [
        *(np.log1p(length), np.log1p(count), letters / max(1, len(words)), caseless, kinds[UPPER] / letters),
        *(titled / max(1, len(words)), kinds[DIGIT] / size, (kinds[OTHER] + kinds[OPENING]) / size),
        *(terminal, last == ":", last == ",", last in "?？؟;" if last else 0),
        *(first.islower(), first.isupper(), first.isdigit(), text[0] in _OPENERS, text[0] in _DASHES),
        *(text[-1] in _CLOSERS, min(9, text.count(",") + text.count("、")), min(9, len(_SENTENCES.findall(text)))),
        *(any(mark in text for mark in '"“”«»„'), "©" in text or "(c)" in text.lower()),
        *(sum(map(text.count, "|•·›»")), bool(_ADDRESS.search(text)), bool(_TIME.search(text))),
        *(bool(_DATE.search(text)), month, bool(_YEAR.search(text)), min(5, text.count("/"))),
        *(text[0] in "([" and text[-1] in ")]", name, kinds[UPPER] > 0.8 * letters, good),
        *(text.count(", ") > 2 and not terminal, covered),
        *shares,
        *(bool(starts & BIT[category]) for category in CATEGORIES),
    ]
    return np.array(row, dtype=np.float32)


_FURNITURE = BIT["subscribe"] | BIT["consent"] | BIT["legal"] | BIT["promo"] | BIT["share"] | BIT["comments"]
_HARD = np.array([category in ("subscribe", "consent", "legal", "comments", "share") for category in CATEGORIES])


def _phrases(tokens: list[str], text: str) -> tuple[NDArray[np.float32], int, float, bool]:
    """Return the share of words in phrases of each category, the categories at the start, the share in all, a month."""
    words = tokens if len(tokens) <= _HEAD_WORDS + _TAIL_WORDS else tokens[:_HEAD_WORDS] + tokens[-_TAIL_WORDS:]
    known = lexicon()
    shares = np.zeros(len(CATEGORIES), dtype=np.float32)
    starts = 0
    covered = 0.0
    hits = known.hits(words)
    total = max(1, len(words))
    inside = known.hits_inside(text[:300])
    if inside:
        hits = inside
        total = max(1, min(300, len(text)))
    for start, end, categories in hits:
        covered += end - start
        if start == 0:
            starts |= categories
        for place in range(len(CATEGORIES)):
            if categories >> place & 1:
                shares[place] += end - start
    month = not known.month_names.isdisjoint(words)
    return (shares / total).astype(np.float32), starts, covered / total, month


def boundaries(pieces: list[Piece]) -> Matrix:
    """Return one row for each piece but the first: whether it goes on where the piece before it ended."""
    rows = statistics([piece.text for piece in pieces])
    count = len(pieces)
    own = np.zeros((count, 9), dtype=np.float32)
    for place, (piece, last) in enumerate(zip(pieces[1:], pieces, strict=False), 1):
        own[place] = (
            *(piece.before, min(9, piece.distance), min(20, piece.indent), piece.indent - last.indent),
            *(_unclosed(last.text), ord(piece.text[0]) == ord(last.text[0]), piece.text == last.text),
            *(_kind(last.text[-1]), _kind(piece.text[0])),
        )
    before = [piece.before for piece in pieces]
    line = np.array([kind == LINE for kind in before])
    lower = rows[:, PLACE["lower_start"]]
    document = [
        *(np.log1p(count), np.mean([kind == BLANK for kind in before]), line.mean()),
        *((lower * line).sum() / max(1, line.sum()), (rows[:, PLACE["terminal"]] * line).sum() / max(1, line.sum())),
        *(rows[:, PLACE["words"]].mean(), rows[:, PLACE["good"]].mean(), rows[:, PLACE["caseless"]].mean()),
    ]
    around = rows[:, _AROUND]
    table = [own, usage(pieces), shifted(rows, 1), rows, shifted(around, 2), shifted(around, -1)]
    table.append(np.tile(np.array(document, dtype=np.float32), (count, 1)))
    return np.concatenate(table, axis=1, dtype=np.float32)[1:]


def _unclosed(text: str) -> int:
    """Say whether a quotation or a bracket is left open: the difference of opening and closing marks."""
    opened = sum(map(text.count, "“„«(["))
    return int(np.clip(opened - sum(map(text.count, "”»)]")), -2, 2)) + 3 * (text.count('"') % 2)


def _kind(character: str) -> int:
    return 12 if character in ".," else int(classes(character)[0])


def blocks(found: list[Block]) -> Matrix:
    """Return one row for each block: what it is."""
    texts = [block.text for block in found]
    rows = statistics(texts)
    count = len(found)
    seen = Counter(texts)
    first: set[str] = set()
    own = np.zeros((count, 7), dtype=np.float32)
    signs = np.zeros((count, 6), dtype=np.float32)
    for place, block in enumerate(found):
        after = found[place + 1].before if place + 1 < count else 0
        own[place] = (
            *(block.before, min(9, block.distance), min(20, block.indent), block.pieces, after),
            *(min(9, seen[block.text]), block.text in first),
        )
        signs[place] = _signs(block.text)
        first.add(block.text)
    lengths = np.array([len(text) for text in texts], dtype=np.float32)
    good = rows[:, PLACE["good"]]
    like = repetition(texts, good)
    words = [content_words(text) for text in texts]
    return np.concatenate(
        [own, signs, rows, _position(lengths, good), _document(found, rows, lengths), _known(words, rows)]
        + [_beyond_repeated(seen, texts, rows)]
        + [shifted(rows[:, _AROUND], by) for by in (3, 2, 1, -1, -2, -3)]
        + [shifted(signs, by) for by in (2, 1, -1, -2)]
        + [like, *(shifted(like[:, :NEAR], by) for by in (1, -1))],
        axis=1,
        dtype=np.float32,
    )


def _signs(text: str) -> tuple[float, ...]:
    """Return what the readers of bylines, dates and credits make of a short text."""
    if len(text) > _SHORT:
        return (0.0,) * 6
    signature = read_byline(text, sure=False)
    sure = read_byline(text)
    dates = stamps(text) if any(map(str.isdigit, text)) else []
    return (
        *(bool(signature.people), bool(sure.people), bool(sure.agencies), len(dates)),
        *(is_credit(text), names_agency(text)),
    )


def _position(lengths: Matrix, good: Matrix) -> Matrix:
    """Return where each block stands: from both ends, and against the first and the last long sentence."""
    count = len(lengths)
    index = np.arange(count, dtype=np.float32)
    characters = np.cumsum(lengths) - lengths
    total = max(1.0, float(lengths.sum()))
    places = np.flatnonzero(good)
    first, last = (int(places[0]), int(places[-1])) if len(places) else (count, count)
    share = (np.cumsum(good) - good) / max(1.0, float(good.sum()))
    window = np.convolve(good, np.ones(9), mode="same") if count >= 9 else np.full(count, good.sum())
    columns = [
        *(np.minimum(index, 200), np.minimum(count - 1 - index, 200), index / count, characters / total),
        *(np.clip(index - first, -50, 50), np.clip(index - last, -50, 50), share, window),
        np.minimum(good.sum() * np.ones(count), 60),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _document(found: list[Block], rows: Matrix, lengths: Matrix) -> Matrix:
    """Return what the whole text is like, the same for every block."""
    count = len(found)
    words = np.expm1(rows[:, PLACE["words"]])
    good = rows[:, PLACE["good"]]
    values = [
        *(np.log1p(count), np.log1p(lengths.sum()), good.mean(), float((lengths * good).sum() / lengths.sum())),
        *(np.median(words), np.mean([block.before == BLANK for block in found])),
        *(np.mean([block.before == GLUE for block in found]), rows[:, PLACE["phrases"]].mean()),
        *(float((words < 6).mean()), float(np.mean([block.indent > 0 for block in found]))),
    ]
    return np.tile(np.array(values, dtype=np.float32), (count, 1))


def _beyond_repeated(seen: Counter[str], texts: list[str], rows: Matrix) -> Matrix:
    """Return how far the long sentences before and after are, and the neighbours beyond lines that recur."""
    count = len(texts)
    near = np.array([PLACE[name] for name in ("words", "terminal", "good", "lower_start", "start_by", "share_credit")])
    table = np.full((count, 4 + 2 * len(near)), -1, dtype=np.float32)
    once = [seen[text] < _RECURS for text in texts]
    good = rows[:, PLACE["good"]] > 0
    for column, order in ((0, range(count)), (1, range(count - 1, -1, -1))):
        last, neighbour = -1, -1
        for place in order:
            if last >= 0:
                table[place, column] = min(_FAR, abs(place - last))
            if neighbour >= 0:
                table[place, 2 + column] = min(_FAR, abs(place - neighbour))
                first = 4 + column * len(near)
                table[place, first : first + len(near)] = rows[neighbour, near]
            if good[place]:
                last = place
            if once[place]:
                neighbour = place
    return table


def _known(words: list[set[str]], rows: Matrix) -> Matrix:
    """Return the share of a block's longer words that long blocks use, their number, and the share in the next few."""
    long_block = rows[:, PLACE["words"]] >= np.log1p(_LONG_WORDS)
    uses: Counter[str] = Counter()
    for place in np.flatnonzero(long_block).tolist():
        uses.update(words[place])
    table = np.zeros((len(words), 3), dtype=np.float32)
    following: list[set[str]] = []
    for place in range(len(words) - 1, -1, -1):
        own = words[place]
        if own and following:
            table[place, 2] = sum(any(word in other for other in following) for word in own) / len(own)
        if rows[place, PLACE["good"]]:
            following = [own, *following[: _FOLLOWING - 1]]
    for place, own in enumerate(words):
        if own:
            least = 2 if long_block[place] else 1
            table[place, :2] = (sum(uses[word] >= least for word in own) / len(own), len(own))
    return table


def content_words(text: str) -> set[str]:
    """Return the longer words of a text, folded; pairs of characters where the script has no spaces."""
    sample = text[:_SAMPLE].casefold()
    words = {word for word in WORD.findall(sample) if len(word) >= _KNOWN and not word.isdigit()}
    if words and max(map(len, words)) > 3 * _KNOWN and sample[0] > "\u0e00":
        words = {sample[place : place + 2] for place in range(len(sample) - 1)}
    return words


def context(probabilities: Matrix) -> Matrix:
    """Return what a second look sees: the first look's opinion of a block, of its neighbours and of the whole."""
    total = np.cumsum(probabilities, axis=0)
    before = total - probabilities
    highest = probabilities.max(axis=0, keepdims=True)
    running = np.maximum.accumulate(probabilities, axis=0)
    around = [shifted(probabilities, by) for by in (3, 2, 1, -1, -2, -3)]
    parts = [probabilities, before, total[-1:] - total, probabilities / np.maximum(highest, 1e-6), running, *around]
    return np.concatenate(parts, axis=1, dtype=np.float32)


def shifted(rows: Matrix, by: int) -> Matrix:
    """Return the rows moved down by ``by`` places (up where negative), with -1 where there is none."""
    moved = np.full_like(rows, -1)
    if abs(by) < len(rows):
        if by > 0:
            moved[by:] = rows[:-by]
        else:
            moved[:by] = rows[-by:]
    return moved
