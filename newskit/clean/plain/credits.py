"""Credits of pictures: what begins as one, and who is credited."""

from __future__ import annotations

import re

from newskit.clean.plain.lexicon import BIT, WORD, lexicon
from newskit.clean.plain.names import agency_of

_LONGEST = 110
_LONGEST_LABEL = 40
_LABEL = re.compile(r"[\s–—|/-]*([^\W\d_][^:=]{1,30}?)\s?[:=]\s*")
_SIGN = re.compile(r"[\s–—|/-]*(?:©|\(c\))\s*", re.IGNORECASE)
_LIST = re.compile(r"\s+\|\s+|[;,]\s+|\s/(?=\w)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LABEL_WORDS = 3
_MOST_WORDS = 14
_NO_CREDIT = BIT["legal"] | BIT["promo"] | BIT["share"] | BIT["subscribe"] | BIT["comments"]
_NEVER_ALONE = frozenset({"source", "quelle", "fuente", "fonte", "bron", "zdroj", "video", "vídeo", "kaynak", "via"})


def credit_name(text: str) -> str | None:
    """Return a credit without its label and brackets: "Photo by: Reuters" is Reuters."""
    inner = _unlabelled(_opened(text), named=True)
    return inner.strip(" .:;|–—-/()[]") or None


def credit_names(text: str) -> list[str]:
    """Return who is credited, each by itself: "Photo by Jane Doe /AP", "© Orbit | Jane Doe" are two."""
    name = credit_name(text)
    parts = [part.strip(" .:;|–—-/()[]") for part in _LIST.split(name)] if name is not None else []
    return parts if len(parts) > 1 and all(len(part) > 1 and part[0].isalnum() for part in parts) else [name or text]


def is_credit(text: str) -> bool:
    """Whether a line is a credit by its label alone: ``©``, ``Foto:``, ``(Photo by``."""
    if len(text) > _LONGEST or len(text.split()) > _MOST_WORDS:
        return False
    opened = _opened(text)
    name = _unlabelled(opened)
    if text[0] in "([" and text[-1] in ")]" and "/" in opened:
        words = opened.replace("/", " ").split()
        return len(words) > 1 and all(word[0].isupper() or word.islower() for word in words) and words[0][0].isupper()
    if name == opened or not any(map(str.isalpha, name)):
        return False
    label = opened[: len(opened) - len(name)].strip(" :=–—|/-").casefold()
    hits = lexicon().hits(WORD.findall(text.casefold()))
    legal = _YEAR.search(text) is not None or any(bits & _NO_CREDIT and not bits & BIT["credit"] for _, _, bits in hits)
    return not legal and label not in _NEVER_ALONE and name[-1] not in "?!"


def is_label(text: str) -> bool:
    """Whether a line is the label of a credit and nothing else: "Foto:", "(Image:", "Photo by"."""
    if len(text) > _LONGEST_LABEL or text.rstrip()[-1:] == ",":
        return False
    label = text.strip(" :([").casefold()
    leads = lexicon().by_category["by"]
    return label in lexicon().by_category["credit"] and (text.rstrip()[-1] == ":" or label.split()[-1] in leads)


def is_caption_label(text: str) -> bool:
    """Whether a line only says that a caption follows: "Image caption,"."""
    marked = len(text) <= _LONGEST_LABEL and text.rstrip()[-1:] in (",", ":")
    return marked and text.strip(" :,").casefold() in lexicon().by_category["caption"]


def names_agency(text: str) -> bool:
    """Whether a short line is a name with an agency: "Jane Doe/AP", "AFP via Getty Images"."""
    parts = [part for part in re.split(r"\s*[/|,]\s*|\s+via\s+|\s+-\s+", text.strip(" ()[]")) if part]
    return len(text) <= _LONGEST and 0 < len(parts) <= _LABEL_WORDS + 1 and any(agency_of(part) for part in parts)


def _opened(text: str) -> str:
    inner = text.strip()
    return inner[1:-1].strip() if inner[:1] in "([" and inner[-1:] in ")]" else inner.lstrip("([")


def _unlabelled(inner: str, *, named: bool = False) -> str:
    """Return what follows the labels; where a ``named`` party is wanted, the name of an agency is no label."""
    known = lexicon().by_category["credit"]
    for _ in range(2):
        match = _SIGN.match(inner)
        if match is not None:
            inner = inner[match.end() :]
            continue
        match = _LABEL.match(inner)
        if match is not None and match.group(1).casefold() in known:
            inner = inner[match.end() :]
            continue
        words = [word.span() for word in WORD.finditer(inner[:40])]
        for count in range(min(_LABEL_WORDS, len(words) - 1), 1, -1):
            label = inner[: words[count - 1][1]]
            if label.casefold() in known and not (named and agency_of(label)):
                inner = inner[words[count - 1][1] :].lstrip(" :")
                break
        else:
            break
    return inner
