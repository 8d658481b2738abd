"""From a text to quantities: numerals, units, guards, ranges, bounds, ages, what is counted, part and whole."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise

from newskit.article import Article, Quantity, Span
from newskit.extract.document import Document, ParsedBlock
from newskit.extract.quantities.amounts import Amount
from newskit.extract.quantities.counted import find_counted
from newskit.extract.quantities.guards import Guard
from newskit.extract.quantities.lexicon import Lexicon, lexicon
from newskit.extract.quantities.modifiers import ModifierReader
from newskit.extract.quantities.nearby import counted_noun, phrase_after, phrase_before
from newskit.extract.quantities.numerals import NumeralReader
from newskit.extract.quantities.people import read_ages
from newskit.extract.quantities.tokens import Token, tokenize
from newskit.extract.quantities.units import UnitReader
from newskit.extract.quantities.wholes import find_wholes

Spans = list[tuple[int, int]]
"""Offsets, half-open, in order."""

_DURATIONS = frozenset({"a", "mo", "wk", "d", "h", "min", "s", "ms"})
_SMALL = 12
#: A block with more numbers is a table or a list, where walks over its parse take long and find little.
_MOST_PARSED = 1000
_MODEL = 100
_ENDS = frozenset(".!?\n")


def find_quantities(text: str, language: str) -> list[Quantity]:
    """Return the quantities of a bare string, offsets into it; ``language`` is BCP 47.

    What is counted is read off the words that follow. The time is linear in the text.
    """
    found = _read(text, language, None, [])
    return _quantities(found, 0, 0)


def read_block(document: Document, block: ParsedBlock, times: Spans, base: int) -> list[Quantity]:
    """Return the quantities of one block.

    ``times`` is where the dates, clock times and sets of the article stand, in order; ``base`` the index that the first
    quantity has in the article.
    """
    text = document.text[block.block.start : block.block.end]
    first = bisect_left(times, (block.block.start, 0))
    last = bisect_left(times, (block.block.end, 0))
    within = [(start - block.start, end - block.start) for start, end in times[first:last]]
    language = document.language if document.article.language is None else document.article.language
    found = _read(text, language, _country(document.article), within, block)
    return _quantities(found, block.start, base)


def _country(article: Article) -> str | None:
    """Return the country of an article's language tag or site, for what "$" means there."""
    parts = (article.language or "").replace("_", "-").split("-")
    for part in parts[1:]:
        if len(part) == 2 and part.isalpha():
            return part.upper()
    site = (article.canonical_url or article.url or "").partition("://")[2].partition("/")[0].partition(":")[0]
    top = site.rpartition(".")[2]
    return top.upper() if len(top) == 2 else None


def _read(
    text: str,
    language: str,
    country: str | None,
    times: Spans,
    block: ParsedBlock | None = None,
) -> list[Amount]:
    parts = language.replace("_", "-").split("-")
    if country is None and len(parts) > 1 and len(parts[-1]) == 2:
        country = parts[-1].upper()
    rules = lexicon(parts[0].lower())
    tokens = tokenize(text)
    amounts = _amounts(text, tokens, rules, country, times)
    if not amounts:
        return []
    for amount in amounts:
        amount.hyphen = amount.hyphen or text[amount.core[1] : amount.core[1] + 1] in {"-", "‑"}
    find_wholes(tokens, amounts, rules)
    ends = _sentence_ends(text, block)
    if block is not None and block.parse is not None and len(amounts) <= _MOST_PARSED:
        find_counted(block.parse, text, amounts, rules)
    else:
        for amount in amounts:
            amount.of = _near(tokens, amount, rules)
    amounts = [amount for amount in amounts if not _stands_alone(text, amount, tokens, rules)]
    _inherit(text, amounts, ends)
    return amounts


def _amounts(text: str, tokens: list[Token], rules: Lexicon, country: str | None, times: Spans) -> list[Amount]:
    numerals = NumeralReader(text, tokens, rules).read()
    if not numerals:
        return []
    guard = Guard(text, tokens, rules, [])
    reader = UnitReader(text, tokens, rules, country)
    amounts: list[Amount] = []
    for numeral in numerals:
        if guard.refuses(numeral) or (amounts and numeral.first < amounts[-1].after):
            continue
        amount = reader.read(numeral)
        if amounts and amount.start < amounts[-1].end:
            continue
        amounts.append(amount)
    if times:
        amounts = [amount for amount in amounts if not _timed(amount, times, tokens)]
    modifiers = ModifierReader(text, tokens, rules)
    amounts = modifiers.join(amounts)
    for place, amount in enumerate(amounts):
        modifiers.bound(amount)
        if place and amount.start < amounts[place - 1].end:
            amount.start = amount.core[0]
        if place and _converts(text, amounts[place - 1], amount):
            amount.bound = amounts[place - 1].bound
    read_ages(text, tokens, amounts, rules)
    return [amount for amount in amounts if not guard.drops(amount)]


def _converts(text: str, before: Amount, amount: Amount) -> bool:
    """Whether a measure repeats the one before in another unit, bound and all: "under 296 hp (224 kW / 300 PS)"."""
    if amount.type != "MEASURE" or before.type != "MEASURE" or amount.bound != "=" or amount.unit == before.unit:
        return False
    return text[before.end : amount.start].strip() in {"(", "/"}


def _timed(amount: Amount, times: Spans, tokens: list[Token]) -> bool:
    """Whether an amount belongs to a date, a clock time or a set; "two years later" holds a duration of its own."""
    place = bisect_right(times, amount.start, key=lambda span: span[1])
    if place >= len(times) or times[place][0] >= amount.end:
        return False
    unit = (amount.unit or "").split("/")[0]
    before = tokens[amount.first - 1].lower if amount.first else ""
    return amount.type != "MEASURE" or unit not in _DURATIONS or before in {"every", "each"}


def _is_name(text: str, tokens: list[Token], amount: Amount, rules: Lexicon) -> bool:
    """Whether a large number before a singular noun, or behind a possessive and before none, names a thing."""
    if (amount.value or 0) < _MODEL or amount.hyphen or amount.range:
        return False
    if amount.singular and amount.of:
        return text[amount.of[0] : amount.of[1]].rpartition(" ")[2].lower() not in rules.listed("plurals")
    owned = amount.first > 1 and tokens[amount.first - 1].text == "s" and tokens[amount.first - 2].text in {"'", "’"}
    return owned and amount.of is None


def _stands_alone(text: str, amount: Amount, tokens: list[Token], rules: Lexicon) -> bool:
    """Whether a number is a name, or a small number word a pronoun: "the two said", "the same one"."""
    numeral = amount.numeral
    if numeral.plain and amount.bare and amount.bound == "=" and _is_name(text, tokens, amount, rules):
        return True
    if numeral.digits or amount.of or amount.whole or not amount.bare or amount.range or numeral.kind != "cardinal":
        return False
    if numeral.value is None or numeral.value > _SMALL:
        return False
    if numeral.value == 1:
        return tokens[numeral.first].lower in rules.number_words("one")
    return tokens[numeral.first - 1].lower in rules.number_words("pronoun_after") if numeral.first else False


def _near(tokens: list[Token], amount: Amount, rules: Lexicon) -> tuple[int, int] | None:
    """Return what is counted by the words that follow, or what the amount is the size of: "a fine of $3"."""
    phrase = phrase_after(tokens, amount.after, rules)
    if phrase is None and amount.type == "CARDINAL":
        single = amount.hyphen or amount.value == 1
        phrase = counted_noun(tokens, amount.after, rules, plural=not single, hyphen=amount.hyphen)
    elif phrase is None:
        phrase = counted_noun(tokens, amount.after, rules, plural=False, hyphen=amount.hyphen)
        phrase = phrase or phrase_before(tokens, amount.first, rules)
    return (tokens[phrase[0]].start, tokens[phrase[1] - 1].end) if phrase else None


def _sentence_ends(text: str, block: ParsedBlock | None) -> list[int]:
    if block is not None:
        return [end - block.start for _, end in block.sentences]
    return [
        place + 1 for place, char in enumerate(text) if char in _ENDS and text[place + 1 : place + 2] in {" ", "\n", ""}
    ]


def _inherit(text: str, amounts: list[Amount], ends: list[int]) -> None:
    """Let a bare number count what its neighbour in the sentence counts: "102 and 21 people", "55 raids of 57"."""
    for amount in amounts:
        if amount.whole is not None:
            amount.of = amount.of or amount.whole.of
            amount.whole.of = amount.whole.of or amount.of
    for order in (amounts, amounts[::-1]):
        for before, amount in pairwise(order):
            if amount.of is None and amount.type == before.type == "CARDINAL" and before.numeral.kind != "ordinal":
                low, high = sorted((before.start, amount.start))
                if bisect_right(ends, low) == bisect_right(ends, high) and ";" not in text[low:high]:
                    amount.of = before.of


def _quantities(amounts: list[Amount], offset: int, base: int) -> list[Quantity]:
    places = {id(amount): base + place for place, amount in enumerate(amounts)}
    return [
        Quantity(
            start=offset + amount.start,
            end=offset + amount.end,
            type=amount.type,
            value=amount.value,
            bound=amount.bound,
            unit=amount.unit,
            of=Span(start=offset + amount.of[0], end=offset + amount.of[1]) if amount.of else None,
            range=list(amount.range) if amount.range else None,
            part_of=places.get(id(amount.whole)) if amount.whole else None,
        )
        for amount in amounts
    ]
