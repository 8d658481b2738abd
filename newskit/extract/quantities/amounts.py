"""Amounts: numbers on their way to quantities."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from newskit.article import Bound, QuantityType
from newskit.extract.quantities.cardinals import Value, tidy
from newskit.extract.quantities.numerals import Numeral
from newskit.extract.quantities.tokens import Token

T = TypeVar("T")


@dataclass(slots=True)
class Amount:
    """A number that counts or measures, on its way to a quantity."""

    #: Offsets in the text, with sign and unit.
    start: int
    end: int
    #: Tokens, half-open, with sign and unit.
    first: int
    last: int
    numeral: Numeral
    value: Value | None
    type: QuantityType = "CARDINAL"
    unit: str | None = None
    #: How many of the unit that was printed make one of ``unit``: 100 for cents.
    parts: int = 1
    bound: Bound = "="
    range: tuple[Value, Value] | None = None
    #: What is counted, as offsets in the text.
    of: tuple[int, int] | None = None
    #: The amount that this one is a part of.
    whole: Amount | None = None
    #: First token after everything that belongs to the amount ("a month" too).
    after: int = 0
    #: Joined to the next word by a hyphen ("a four-year war").
    hyphen: bool = False
    #: The noun behind the number is a singular, so that a large number is a name: "the 787 Dreamliner".
    singular: bool = False
    #: Where the number alone stands, without its bound.
    core: tuple[int, int] = field(default=(0, 0))

    @property
    def bare(self) -> bool:
        """A number without unit, so far."""
        return self.unit is None and self.type == "CARDINAL"

    def extend(self, tokens: list[Token], end: int) -> None:
        """Take in what stands up to an offset."""
        self.end = end
        while self.last < len(tokens) and tokens[self.last].start < end:
            self.last += 1
        self.after = self.last

    def price(self, code: str, parts: int) -> None:
        """Make it money, in the currency's main unit."""
        self.type, self.unit, self.parts = "MONEY", code, parts
        if self.numeral.value is not None:
            self.value = self.numeral.value if parts == 1 else tidy(self.numeral.value / parts)
        if self.range and parts != 1:
            self.range = (self.range[0] / parts, self.range[1] / parts)


def variants(name: str, names: dict[str, T]) -> T | None:
    """Look a name up with its spaces as spaces or hyphens."""
    name = name.replace("\u00a0", " ").replace("\u202f", " ")
    for form in (name, name.replace("-", " "), name.replace(" ", "-")):
        if form in names:
            return names[form]
    return None
