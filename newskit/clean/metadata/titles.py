"""Titles without what is not the headline: the site's name at either end, a kicker before it."""

from __future__ import annotations

import re

from newskit.clean.html.characters import squeeze
from newskit.clean.metadata.declared import Declared
from newskit.clean.metadata.json_ld import text_of

_SEPARATOR = re.compile(r"\s+[|–—·•»«:-]+\s+|\s*[|ㅣ｜]\s*|\s+::\s+|(?<=\S)(?:--|——)(?=\S)")
_KICKER = re.compile(r"^([^:|–—]{2,70}?)(?:\s*[:|]\s+|\s+[–—-]\s+)(?=\S)")
_TAIL = re.compile(r"(?<=[^\s_-])[_-]+[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2,4}$")
"""The section before the site's name, as titles in Chinese, Japanese and Korean have it ("…-사회ㅣ신문")."""
_PLACE, _LAST = re.compile(r"\s+[·•]\s+"), re.compile(r"\s+[-–—|·•]\s+(?!.*\s[-–—|·•]\s)")
_HOUSES = ("NewsMediaOrganization", "Organization", "WebSite")
_OF_HOUSE = ("name", "alternateName", "slogan", "description")
_LEAST = 2
"""Letters that a house's name must have more of."""
_NAME = 40
"""Characters of a site's name, or a place, before or after a description, mark included."""
_LEFT = 10
"""Letters that must be left of a headline without its kicker."""


def without_site(title: str | None, houses: set[str], section: str = "") -> str | None:
    """Return a title without the parts that are the site's name ("Title | Sport | The Gazette").

    ``section`` is the letters of the section that the page says it stands in; at the end it is no headline either.
    """
    if not title:
        return None
    pieces = _SEPARATOR.split(title)
    if len(pieces) == 1:
        return title
    marks = _SEPARATOR.findall(title)
    count = len(marks)
    while len(pieces) > 1 and (_is_house(pieces[-1], houses) or (section and squeeze(pieces[-1]) == section)):
        pieces.pop()
        marks.pop()
    while len(pieces) > 1 and _is_house(pieces[0], houses):
        pieces.pop(0)
        marks.pop(0)
    whole = len(marks) == count
    out = pieces[0]
    for mark, piece in zip(marks, pieces[1:], strict=True):
        out += mark + piece
    return out.strip() if whole else _TAIL.sub("", out.strip())


def without_label(text: str, houses: set[str]) -> str:
    """Return a text without the site's whole name at either end, set off by a dash or a bar."""
    start, end = 0, len(text)
    if first := _SEPARATOR.search(text, 0, _NAME):
        start = first.end() if squeeze(text[: first.start()]) in houses else 0
    for last in _SEPARATOR.finditer(text, max(start, len(text) - _NAME)):
        name = squeeze(text[last.end() :])
        if not name or name in houses:
            end = last.start()
            break
    return text[start:end] if start < end else text


def without_ends(text: str) -> list[str]:
    """Return a text without a place that a dot sets off before it, and without what a dash sets off behind it."""
    place = _PLACE.search(text, 0, _NAME)
    site = _LAST.search(text, max(0, len(text) - _NAME))
    bare = [text[place.end() :]] if place else []
    return [*bare, text[: site.start()]] if site and site.start() > 0 else bare


def without_kicker(title: str) -> str | None:
    """Return a title without the words before its first colon or dash, or nothing where there are none."""
    found = _KICKER.match(title)
    rest = title[found.end() :] if found else ""
    return rest if len(squeeze(rest)) >= _LEFT else None


def houses_of(declared: Declared, publisher: str | None) -> set[str]:
    """Return the letters of the names that the site goes by."""
    names = [
        publisher,
        declared.first_meta("og:site_name"),
        declared.first_meta("application-name"),
        declared.first_meta("twitter:site"),
    ]
    names.extend(text_of(item.get("name")) for item in declared.objects if item.get("@type") in _HOUSES)
    host = re.sub(r"^\w+://(?:www\.)?", "", declared.url or "").split("/")[0]
    labels = host.split(".")
    names.extend((host, labels[-2] if len(labels) > 1 else None))
    return {letters for name in names if name and len(letters := squeeze(name)) > _LEAST}


def slogans_of(declared: Declared) -> set[str]:
    """Return the letters of what the site says of itself in JSON-LD: its names, slogan and description."""
    texts = (text_of(item.get(key)) for item in declared.objects if item.get("@type") in _HOUSES for key in _OF_HOUSE)
    return {letters for text in texts if text and (letters := squeeze(text))}


def _is_house(piece: str, houses: set[str]) -> bool:
    letters = squeeze(piece)
    return not letters or any(
        letters == house
        or (
            len(letters) > _LEAST
            and len(house) > _LEAST
            and (letters in house or house in letters)
            and len(letters) < 2 * len(house) + 8
        )
        for house in houses
    )
