"""Ages: "aged 55", "at the age of 56", "Jobs, 49, said", "who was 10"."""

from __future__ import annotations

from newskit.extract.quantities.amounts import Amount
from newskit.extract.quantities.lexicon import Lexicon, words_of
from newskit.extract.quantities.nearby import is_plural
from newskit.extract.quantities.tokens import Token

_OLDEST = 115


def read_ages(text: str, tokens: list[Token], amounts: list[Amount], lexicon: Lexicon) -> None:
    """Give numbers that are ages the unit of years."""
    introduced = {words_of(phrase) for phrase in lexicon.measure_words("age_before")}
    symbols = lexicon.measure_words("age_symbols")
    for amount in amounts:
        if not amount.bare or amount.numeral.scale != 1 or amount.numeral.kind != "cardinal":
            continue
        ends = amount.range or (amount.value,)
        if not all(end is not None and 0 < end <= _OLDEST for end in ends):
            continue
        if (
            _introduced(tokens, amount, introduced)
            or _apposed(tokens, amount)
            or _stated(tokens, amount, lexicon)
            or _grouped(tokens, amount, lexicon)
        ):
            amount.type, amount.unit = "MEASURE", "a"
        elif end := _adjective(tokens, amount, lexicon):
            amount.type, amount.unit, amount.hyphen = "MEASURE", "a", True
            amount.extend(tokens, end)
        elif symbol := next((symbol for symbol in symbols if text.startswith(symbol, amount.end + 1)), None):
            end = amount.end + 1 + len(symbol)
            if not text[end : end + 1].isalnum():
                amount.type, amount.unit, amount.end = "MEASURE", "a", end


def _adjective(tokens: list[Token], amount: Amount, lexicon: Lexicon) -> int | None:
    """Return where an adjective of age ends that is written to a number: "43-jährige"."""
    place = amount.last
    if place < len(tokens) and tokens[place].text in {"-", "‑"}:
        place += 1
    if place < len(tokens) and tokens[place].glued and tokens[place].lower in lexicon.measure_words("age_adjectives"):
        return tokens[place].end
    return None


def _introduced(tokens: list[Token], amount: Amount, phrases: set[tuple[str, ...]]) -> bool:
    first = amount.numeral.first if amount.range is None else amount.first
    return any(
        tuple(token.lower for token in tokens[max(0, place - size) : place]) in phrases
        for place in {first, amount.first}
        for size in (1, 2)
    )


def _apposed(tokens: list[Token], amount: Amount) -> bool:
    """Whether a number stands between commas behind a name: "Papermaster, 49, left"."""
    if not amount.numeral.plain or amount.range or amount.first <= 1 or amount.last >= len(tokens):
        return False
    comma, name, after = tokens[amount.first - 1], tokens[amount.first - 2], tokens[amount.last]
    named = comma.text in {",", "("} and name.kind == "w" and name.text[0].isupper() and not name.text.isupper()
    return named and after.text in {",", ")"} and after.glued


def _grouped(tokens: list[Token], amount: Amount, lexicon: Lexicon) -> bool:
    """Whether a bound on people is one of age: "men over 75", "people between 50 and 64"."""
    if amount.first < 1 or tokens[amount.first].lower not in lexicon.measure_words("age_bounds"):
        return False
    after = tokens[amount.last] if amount.last < len(tokens) else None
    if after and after.kind == "w" and is_plural(after, lexicon):
        return False
    return tokens[amount.first - 1].lower in lexicon.measure_words("age_groups")


def _stated(tokens: list[Token], amount: Amount, lexicon: Lexicon) -> bool:
    """Whether a pronoun is as old as the number: "who was 10", "she will be 35 by May"."""
    persons = lexicon.measure_words("age_persons")
    verbs = lexicon.measure_words("age_verbs")
    place = amount.first - 1
    while place > 1 and tokens[place].lower in lexicon.measure_words("age_adverbs"):
        place -= 1
    if place < 1 or tokens[place].lower not in verbs:
        return False
    if amount.last < len(tokens):
        after = tokens[amount.last]
        if (
            after.kind == "n"
            or (after.kind == "w" and after.lower not in lexicon.listed("stops"))
            or after.text in "-%°"
        ):
            return False
        if after.lower in lexicon.listed("of"):
            return False
    return any(token.lower in persons for token in tokens[max(0, place - 2) : place])
