"""The language of ``--filter``: a small expression over the fields of a record, parsed here, never run as code.

``language == "en" and date_published >= "2015-10"``
``"PERSON" in entities.label or not (publisher in ("Reuters", "AFP"))``
``len(quotes) > 3 and "Syria" in headline and summary.who != null``

A name is a field of the record or, below it, a field of its objects (``entities.label`` is the list of all labels);
``extra.NAME`` is a key of the user's own. ``in`` asks for a member of a list or a part of a text. A field that is
absent is ``null``: it equals ``null`` alone, and every other comparison with it fails.

Dates are compared at the granularity that both are known in: ``date_published == "2015-10"`` holds for every day of
that October, ``<= "2015-10"`` up to its last, and a date that is given as ``2015`` is neither before nor after it.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

import msgspec

from newskit.article import Article
from newskit.errors import UsageError
from newskit.export.record_fields import Field, Kind, find_field

Test = Callable[[Article], bool]
Value = Callable[[Article], Any]
_DEEPEST = 40
"""How deep an expression may be nested."""
_TOKEN = re.compile(
    r"""(?P<blank>\s+)
    |(?P<number>-?\d+(?:\.\d+)?(?![\w.]))
    |(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)
    |(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<operator>==|!=|<=|>=|<|>|\(|\)|,)""",
    re.VERBOSE,
)
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_CONSTANTS: dict[str, Any] = {"null": None, "true": True, "false": False}
_WORDS = frozenset({"and", "or", "not", "in", "len", *_CONSTANTS})
_ESCAPES = {"n": "\n", "t": "\t"}


def parse_filter(source: str) -> Test:
    """Return the test that an expression describes; raises UsageError with the column of the mistake."""
    return _Parser(source).parse()


@dataclass(frozen=True)
class _Token:
    kind: Literal["number", "name", "string", "operator", "end"]
    text: str
    column: int


@dataclass(frozen=True)
class _Operand:
    """One side of a comparison: what it is, and how it is found in an article."""

    kind: Kind
    value: Value
    column: int
    told: str
    is_list: bool = False
    is_field: bool = False


class _Parser:
    """Recursive descent: ``or`` over ``and`` over ``not`` over comparisons."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = self._read()
        self._place = 0
        self._depth = 0

    def parse(self) -> Test:
        test = self._either()
        if self._here.kind != "end":
            raise self._wrong(f"expected and, or, or the end, not {self._here.text!r}", self._here.column)
        return test

    def _read(self) -> list[_Token]:
        tokens = []
        place = 0
        while place < len(self._source):
            match = _TOKEN.match(self._source, place)
            if match is None:
                what = "a quotation mark that is not closed" if self._source[place] in "\"'" else "no part of a filter"
                raise self._wrong(f"{self._source[place]!r} is {what}", place + 1)
            if match.lastgroup != "blank":
                kind: Any = match.lastgroup
                tokens.append(_Token(kind, match.group(), place + 1))
            place = match.end()
        return [*tokens, _Token("end", "", len(self._source) + 1)]

    # -------------------------------------------------------------- grammar

    def _either(self) -> Test:
        tests = [self._both()]
        while self._takes("or"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda article: any(test(article) for test in tests)

    def _both(self) -> Test:
        tests = [self._negated()]
        while self._takes("and"):
            tests.append(self._negated())
        return tests[0] if len(tests) == 1 else lambda article: all(test(article) for test in tests)

    def _negated(self) -> Test:
        column = self._here.column
        if self._takes("not"):
            self._deeper(column)
            inner = self._negated()
            self._depth -= 1
            return lambda article: not inner(article)
        if self._takes("("):
            self._deeper(column)
            inner = self._either()
            self._expect(")")
            self._depth -= 1
            return inner
        return self._comparison()

    def _comparison(self) -> Test:
        left = self._operand()
        token = self._here
        if token.text in _COMPARISONS and token.kind == "operator":
            self._place += 1
            return self._compared(token, left, self._operand())
        if self._takes("not"):
            self._expect("in")
            return self._member(left, negated=True)
        if self._takes("in"):
            return self._member(left, negated=False)
        if left.kind == "bool" and not left.is_list:
            return lambda article: left.value(article) is True
        raise self._wrong(f"expected a comparison (== != < <= > >= in) after {left.told}", token.column)

    def _operand(self) -> _Operand:
        token = self._here
        self._place += 1
        if token.kind == "string":
            return _constant("text", _unquoted(token.text), token)
        if token.kind == "number":
            return _constant("number", float(token.text), token)
        if token.kind == "name" and token.text in _CONSTANTS:
            value = _CONSTANTS[token.text]
            return _constant("null" if value is None else "bool", value, token)
        if token.text == "len" and self._takes("("):
            field = self._field(self._take_name())
            self._expect(")")
            size = field.value
            return _Operand("number", lambda article: len(size(article) or ()), token.column, f"len({field.told})")
        if token.kind == "name" and token.text not in _WORDS:
            return self._field(token)
        told = repr(token.text) if token.text else "the end"
        raise self._wrong(f"expected a field, a text, a number or null, not {told}", token.column)

    def _field(self, token: _Token) -> _Operand:
        found = find_field(token.text)
        if not isinstance(found, Field):
            close = get_close_matches(token.text, found, 1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise self._wrong(f"there is no field {token.text}{hint}", token.column)
        return _Operand(found.kind, found.value, token.column, token.text, is_list=found.is_list, is_field=True)

    # -------------------------------------------------------------- comparisons

    def _compared(self, token: _Token, left: _Operand, right: _Operand) -> Test:
        compare = _COMPARISONS[token.text]
        is_order = token.text not in ("==", "!=")
        if "null" in (left.kind, right.kind):
            if is_order:
                raise self._wrong("null has no order: compare it with == or !=", token.column)
            return lambda article: compare(left.value(article) is None, right.value(article) is None)
        if (listed := left if left.is_list else right if right.is_list else None) is not None:
            message = f"{listed.told} is a list: ask with in, or for its len({listed.told})"
            raise self._wrong(message, listed.column)
        kinds = {left.kind, right.kind} - {"any"}
        if kinds == {"date", "text"}:
            kinds = {"date"}
        if len(kinds) > 1 or (is_order and "bool" in kinds):
            message = f"{left.told} is {_A[left.kind]}, {right.told} is {_A[right.kind]}: they cannot be compared"
            raise self._wrong(message, token.column)
        if "object" in kinds:
            raise self._wrong(f"{left.told} is an object: name one of its fields", left.column)
        if kinds == {"date"}:
            if left.is_field:
                return _dated(token.text, left.value, right.value)
            return _dated(_MIRRORED.get(token.text, token.text), right.value, left.value)
        return lambda article: _safely(compare, left.value(article), right.value(article))

    def _member(self, left: _Operand, *, negated: bool) -> Test:
        if self._takes("("):
            members = [self._operand()]
            while self._takes(","):
                members.append(self._operand())
            self._expect(")")
            tests = [self._compared(_Token("operator", "==", left.column), left, member) for member in members]
            return lambda article: any(test(article) for test in tests) is not negated
        right = self._operand()
        if not right.is_list and right.kind not in ("text", "date", "any"):
            message = f"in needs a list or a text; {right.told} is {_A[right.kind]}"
            raise self._wrong(message, right.column)
        if left.kind not in (right.kind, "any") and right.kind not in ("any", "date"):
            message = f"{left.told} is {_A[left.kind]}, {right.told} holds {_A[right.kind]}: it is never in there"
            raise self._wrong(message, left.column)

        def holds(article: Article) -> bool:
            whole, part = right.value(article), left.value(article)
            return whole is not None and part is not None and _is_in(part, whole)

        return lambda article: holds(article) is not negated

    # -------------------------------------------------------------- tokens

    @property
    def _here(self) -> _Token:
        return self._tokens[self._place]

    def _takes(self, text: str) -> bool:
        if self._here.text == text and self._here.kind in ("name", "operator"):
            self._place += 1
            return True
        return False

    def _take_name(self) -> _Token:
        token = self._here
        if token.kind != "name":
            raise self._wrong("expected a field", token.column)
        self._place += 1
        return token

    def _expect(self, text: str) -> None:
        if not self._takes(text):
            found = repr(self._here.text) if self._here.text else "the end"
            raise self._wrong(f"expected {text!r}, not {found}", self._here.column)

    def _deeper(self, column: int) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._wrong("the filter is nested too deeply", column)

    def _wrong(self, message: str, column: int) -> UsageError:
        shown = self._source if len(self._source) <= 200 else self._source[:200] + "…"
        return UsageError(f"--filter, column {column}: {message}\n  {shown}\n  {' ' * (min(column, 201) - 1)}^")


_A = {
    "text": "a text",
    "date": "a date",
    "number": "a number",
    "bool": "true or false",
    "null": "null",
    "object": "an object",
    "any": "of any kind",
}


def _constant(kind: Kind, value: Any, token: _Token) -> _Operand:
    return _Operand(kind, lambda _: value, token.column, token.text)


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match.group(1), match.group(1)), text[1:-1])


def _safely(compare: Callable[[Any, Any], bool], left: Any, right: Any) -> bool:
    """Compare what may be absent, or of another kind where the user's own keys are concerned."""
    if left is None or right is None:
        return False
    try:
        return compare(left, right)
    except TypeError:
        return False


def _is_in(part: Any, whole: Any) -> bool:
    if isinstance(whole, msgspec.Struct):
        return False
    try:
        return part in whole
    except TypeError:
        return False


def _dated(sign: str, left: Value, right: Value) -> Test:
    """Compare two dates as the stretches of time that they may mean, by the text that ISO 8601 orders."""

    def test(article: Article) -> bool:
        ours, theirs = left(article), right(article)
        if ours is None or theirs is None:
            return False
        if sign in ("==", "!="):
            return ours.startswith(theirs) is (sign == "==")
        first, last = ours, ours + "~"
        begin, end = theirs, theirs + "~"
        return bool({"<": last < begin, "<=": last <= end, ">": first > end, ">=": first >= begin}[sign])

    return test
