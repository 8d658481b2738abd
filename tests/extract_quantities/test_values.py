"""Round trips: a number that is written out is read back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newskit.extract.quantities import find_quantities

SMALL = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCALES = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"))
NUMBERS = st.integers(min_value=1, max_value=999_999_999_999)


def english(number: int, *, hyphen: str, link: str) -> str:
    """Write a number in English words."""
    for scale, name in SCALES:
        if number >= scale:
            rest = number % scale
            head = f"{english(number // scale, hyphen=hyphen, link=link)} {name}"
            return f"{head} {english(rest, hyphen=hyphen, link=link)}" if rest else head
    if number >= 100:
        rest = number % 100
        head = f"{SMALL[number // 100]} hundred"
        return f"{head}{link}{english(rest, hyphen=hyphen, link=link)}" if rest else head
    if number >= 20:
        return TENS[number // 10] + (hyphen + SMALL[number % 10] if number % 10 else "")
    return SMALL[number]


def german(number: int) -> str:
    """Write a number below a million in German, in one word."""
    units = ["null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"]
    units += ["dreizehn", "vierzehn", "fünfzehn"]
    units += ["sechzehn", "siebzehn", "achtzehn", "neunzehn"]
    tens = ["_", "_", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
    if number >= 1000:
        return german(number // 1000) + "tausend" + (german(number % 1000) if number % 1000 else "")
    if number >= 100:
        return units[number // 100] + "hundert" + (german(number % 100) if number % 100 else "")
    if number >= 20:
        return (units[number % 10] + "und" if number % 10 else "") + tens[number // 10]
    return units[number]


def value(text: str, language: str = "en") -> int | float | None:
    """Return the value of the only quantity of a text, which covers the number."""
    found = find_quantities(text, language)
    assert len(found) == 1, [text[quantity.start : quantity.end] for quantity in found]
    return found[0].value


@given(NUMBERS.filter(lambda number: number > 1), st.sampled_from(["-", " "]), st.sampled_from([" and ", " "]))
@settings(deadline=None)
def test_english_words_have_their_value(number: int, hyphen: str, link: str):
    """Any number below a billion billions is read from its English words."""
    assert value(f"We saw {english(number, hyphen=hyphen, link=link)} ships.") == number


@given(st.integers(min_value=13, max_value=999_999))
@settings(deadline=None)
def test_german_words_are_taken_apart(number: int):
    """A German number in one word has its value."""
    assert value(f"Es kamen {german(number)} Menschen.", "de") == number


@given(NUMBERS.filter(lambda number: not 1000 <= number <= 2100))
@settings(deadline=None)
def test_digits_have_their_value_with_and_without_groups(number: int):
    """Digits are read with the groups of each language, with spaces and with none."""
    grouped = f"{number:,}"
    assert value(f"We saw {number} ships.") == number
    assert value(f"We saw {grouped} ships.") == number
    assert value(f"Es kamen {grouped.replace(',', '.')} Menschen.", "de") == number
    assert value(f"On a vu {grouped.replace(',', chr(0xA0))} navires.", "fr") == number


@given(st.decimals(min_value=1, max_value=99999, places=2))
@settings(deadline=None)
def test_money_has_its_value_in_any_dress(price: object):
    """A price has the same value with a sign, with a code and with a name."""
    for text in (
        f"It costs ${price}.",
        f"It costs USD {price}.",
        f"It costs {price} dollars.",
        f"It costs {price} USD.",
    ):
        assert value(text) == pytest.approx(float(str(price)))
        assert find_quantities(text, "en")[0].unit == "USD"
