"""Money before a number: signs and codes, with spaces or without, and what they mean in the news of a country."""

from __future__ import annotations

from newskit.extract.quantities.lexicon import Lexicon
from newskit.extract.quantities.numerals import Numeral
from newskit.extract.quantities.tokens import Token

_WINDOW = 8
_SPACES = " \u00a0\u202f"
_LONGEST_SIGN = 5
_MOST_GAPS = 4
_LONG_NUMBER = 3
_TWO = 2
#: What an article or a stray letter must not become, with a space behind it.
_ARTICLES = frozenset({"A", "a", "s", "S."})
_SIGN_BEFORE_MINUS = frozenset("-−")
_SIGNS_AND_ENDS = frozenset("$€£¥₹.=#￥₩₽₺₴₦₱₫₪₡₭₮₲₵¢₸₼₾฿৳៛₿")


class SignReader:
    """Finds the sign or code before a number."""

    def __init__(self, text: str, tokens: list[Token], lexicon: Lexicon, context: dict[str, str]) -> None:
        self.text = text
        self.tokens = tokens
        self.lexicon = lexicon
        self.context = context
        self.signs: dict[str, str] = lexicon.currencies["signs"]
        self.letters: dict[str, int] = lexicon.numbers.get("letter_scales", {})
        self.strict = frozenset(lexicon.currencies["strict"]["signs"])

    def before(self, numeral: Numeral, least: int) -> tuple[str, int, int] | None:
        """Return currency, start and first token of a sign or code before a number and behind ``least``."""
        end = numeral.start
        written = "".join(char for char in self.text[max(0, end - _WINDOW) : end] if char not in _SPACES)
        if not written or not (written[-1].isalpha() or written[-1] in _SIGNS_AND_ENDS):
            return None
        for length in range(min(len(written), _LONGEST_SIGN), 0, -1):
            sign = written[-length:]
            code = self.context.get(sign) or self._currency(sign)
            start = self._start_of(sign, end) if code else None
            if code is None or start is None or start < least:
                continue
            if sign == "#" and start and self.text[start - 1] == "&":
                continue
            if sign[:-1] in _ARTICLES and end - start > len(sign):
                continue
            glued = self.text[end - 1] not in _SPACES
            if (
                self._is_strict(sign)
                and not (glued and self._weighty(numeral))
                and not (sign == "#" and numeral.scale > 1)
            ):
                continue
            first = numeral.first
            while first and self.tokens[first - 1].start >= start:
                first -= 1
            if start and self.text[start - 1] in _SIGN_BEFORE_MINUS and numeral.value is not None and numeral.value > 0:
                before = self.text[start - 2] if start > 1 else " "
                if before in " \n(\u00a0":
                    numeral.value, start, first = -numeral.value, start - 1, first - 1
            return code, start, first
        return None

    def _currency(self, sign: str) -> str | None:
        if sign in self.signs:
            return self.signs[sign]
        if sign in self.lexicon.codes or sign in self.lexicon.strict_codes:
            return sign
        small = sign.endswith("$") and (len(sign) > _TWO or sign == "c$")
        return self.signs.get(sign.upper()) if small else None

    def _start_of(self, sign: str, end: int) -> int | None:
        """Return where a sign that ends before an offset starts, spaces inside it skipped; ``None`` inside a word."""
        at = end
        gaps = 0
        for char in reversed(sign):
            at -= 1
            while self.text[at] in _SPACES:
                at -= 1
                gaps += 1
            if self.text[at] != char:
                return None
        if gaps > _MOST_GAPS:
            return None
        if sign[0].isalpha() and at and self.text[at - 1].isalnum():
            return None
        return at

    def _is_strict(self, sign: str) -> bool:
        return sign in self.strict or sign in self.lexicon.strict_codes

    def _weighty(self, numeral: Numeral) -> bool:
        """Whether a number looks like money: a scale, a separator, or a letter for a scale behind it."""
        behind = self.text[numeral.end : numeral.end + 2].strip()
        return (
            numeral.scale > 1
            or not numeral.plain
            or behind[:1] in self.letters
            or len(str(numeral.value)) >= _LONG_NUMBER
        )
