"""Repair of text whose bytes were read in the wrong encoding, or whose entities were escaped once too often.

ftfy does the work, set so that it touches only damage: quotation marks stay curly, ligatures and full-width characters
stay, nothing is normalised. Beyond it: UTF-8 read as Windows-1251 inside Latin text, and Cyrillic or Greek read as
MacRoman. Two things are left that ftfy would change: a broken sequence that stands alone between quotation marks
(someone cites it), and a single ``Ã`` before a space (a letter, not a damaged ``à``).
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_ENTITY = re.compile(r"&(?:amp;)*#?\w{2,31};")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_FOREIGN = re.compile("[^\x00-\x7f]{2}|[\xc2\xc3\xd0\xd1\xe2]")
"""What damage cannot be without: two characters outside ASCII side by side, or one that begins a sequence."""
_FOLLOWS = (
    "[\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201e\u2020-\u2022"
    "\u2026\u2030\u2039\u203a\u20ac\u2122]"
)
# two bytes, the first two of a mark such as a dash or an apostrophe, or three and more; "áž" is Lithuanian
# a set of characters to begin with, which is searched for faster than two
_UTF8_AS_LATIN = re.compile(f"[\xc2-\xf4](?:(?<=[\xc2-\xdf\xe2]){_FOLLOWS}|(?<=[\xe0-\xf4]){_FOLLOWS}{{2}})")
_CITED = re.compile("(?<=[“„«‘‚‹])[^\\x00-\\x7f“”„«»‘’‚‹›]{1,8}[“”]?(?=[”“»’›])")
_LONE_A = re.compile("Ã(?= )")
_MAC_LEADS = "".join(bytes([lead]).decode("mac_roman") for lead in (0xCE, 0xCF, 0xD0, 0xD1, 0xD2))
_LETTER_SHARE = 0.5
_SEQUENCES = 3
_LONGEST_LINE = 100_000


def repair(text: str) -> str:
    """Return the text with mis-decoded characters and over-escaped entities put right; sound text stays as it is."""
    if not _CONTROL.search(text) and (text.isascii() or not _FOREIGN.search(text)) and not _ENTITY.search(text):
        return text
    return "".join(_repair_line(line) for line in _pieces(text))


def may_be_damaged(text: str) -> bool:
    """Whether a page's text holds what UTF-8 looks like when it was read as Latin, an escaped entity or a control.

    Quick, and enough to look for in pages; ``repair`` finds more.
    """
    return bool(
        (not text.isascii() and _UTF8_AS_LATIN.search(text))
        or ("&" in text and _ENTITY.search(text))
        # what can be printed is no control, and that is seen faster
        or (not text.replace("\n", "").isprintable() and _CONTROL.search(text))
    )


def _suspicious(text: str) -> bool:
    if ("&" in text and _ENTITY.search(text)) or _CONTROL.search(text):
        return True
    if text.isascii() or not _FOREIGN.search(text):
        return False
    return _is_bad(text) or any(_sequences(encoding).search(text) for encoding in ("cp1251", "mac_roman"))


def _pieces(text: str) -> list[str]:
    """Cut the text after line feeds, and very long lines between words."""
    pieces = []
    for line in re.split("(?<=\n)", text):
        start = 0
        while len(line) - start > _LONGEST_LINE:
            end = line.find(" ", start + _LONGEST_LINE) + 1 or len(line)
            pieces.append(line[start:end])
            start = end
        pieces.append(line[start:])
    return pieces


def _repair_line(line: str) -> str:
    if not _suspicious(line):
        return line
    cited = [match for match in _CITED.finditer(line) if _is_bad(match.group())]
    if not cited or _suspicious(_CITED.sub("x", line)):
        return _repair_part(line)
    parts = []
    place = 0
    for match in cited:
        parts += [_repair_part(line[place : match.start()]), match.group()]
        place = match.end()
    return "".join([*parts, _repair_part(line[place:])])


def _repair_part(text: str) -> str:
    text = _windows_cyrillic(_macroman(text))
    alone = _LONE_A.search(text) is not None and not _is_bad(_LONE_A.sub("A", text))
    if not alone:
        return _fixed(text)
    return "Ã".join(_fixed(part) for part in _LONE_A.split(text))


def _is_bad(text: str) -> bool:
    from ftfy.badness import is_bad

    return bool(is_bad(text))


def _fixed(text: str) -> str:
    import ftfy

    return str(ftfy.fix_text(text, _settings()))


@functools.cache
def _settings() -> Any:
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        uncurl_quotes=False,
        normalization=None,
        fix_character_width=False,
        fix_latin_ligatures=False,
        fix_line_breaks=False,
        explain=False,
    )


@functools.cache
def _sequences(encoding: str) -> re.Pattern[str]:
    """Return the pattern of UTF-8 sequences of two and three bytes as this encoding shows them."""

    def characters(first: int, last: int) -> str:
        shown = (bytes([byte]).decode(encoding, "ignore") for byte in range(first, last + 1))
        return "".join(re.escape(character) for character in shown)

    follow = f"[{characters(0x80, 0xBF)}]"
    return re.compile(f"[{characters(0xC3, 0xDF)}]{follow}|[{characters(0xE1, 0xEF)}]{follow}{{2}}|В{follow}")


def _decoder(encoding: str) -> Callable[[re.Match[str]], str]:
    def decode(match: re.Match[str]) -> str:
        try:
            return match.group().encode(encoding).decode("utf-8")
        except UnicodeError:
            return match.group()

    return decode


def _windows_cyrillic(text: str) -> str:
    """Undo UTF-8 read as Windows-1251 where the text is Latin and every Cyrillic letter belongs to a sequence."""
    if not any("Ѐ" <= character <= "ӿ" for character in text):
        return text
    pattern = _sequences("cp1251")
    rest = pattern.sub("", text.replace("Г ", "Г\u00a0"))
    latin = sum(character.isalpha() and character < "ɐ" for character in rest)
    if not latin or any("Ѐ" <= character <= "ӿ" for character in rest):
        return text
    found = pattern.findall(text)
    decoded = [_decoder("cp1251")(match) for match in pattern.finditer(text)]
    good = all(character < "ɐ" or "\u2000" <= character <= "\u20bf" for character in decoded)
    if not found or not good or latin < len(found):
        return text
    return pattern.sub(_decoder("cp1251"), text.replace("Г ", "Г\u00a0") if len(found) > 1 else text)


def _macroman(text: str) -> str:
    """Undo UTF-8 read as MacRoman where most of the text is such sequences of a Cyrillic or Greek letter each."""
    pattern = re.compile(f"[{_MAC_LEADS}].")
    if len(pattern.findall(text)) < _SEQUENCES:
        return text
    sequences = _sequences("mac_roman")
    found = [match for match in sequences.finditer(text) if match.group()[0] in _MAC_LEADS]
    letters = sum(character.isalpha() for character in sequences.sub("", text))
    if len(found) < _SEQUENCES or len(found) * _LETTER_SHARE < letters:
        return text
    decode = _decoder("mac_roman")
    return sequences.sub(decode, text)
