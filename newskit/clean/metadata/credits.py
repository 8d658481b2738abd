"""Credits of pictures: told from captions, split off their ends, freed from the words that introduce them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

import tomli

MAX_CREDIT = 110
MAX_WORDS, FEW_WORDS = 12, 4
_INTRODUCTION = (
    r"(?:(?:photo(?:graph)?(?:er|ie)?s?|foto(?:s|credit|graf(?:[íi]a|ie)?|graf)?|images?|pictures?|pic|bild(?:er|quelle|nachweis|rechte)?|"
    r"quelle|credits?|cr[ée]dits?|source|bron|beeld|kuva|copyright|imagen|immagine|illustrations?|illustratie|grafik|grafika|"
    r"zdj[ęe]cie|zdroj|źródło|fotó|kép|kilde|källa|fuente|fonte|sumber|kaynak|фото|источник|φωτο(?:γραφία)?|ảnh|isithombe|umfanekiso|fotografij[ae]|slika|nuotrauka|снимка|снимок|צילום|تصوير|صورة|عکس|video|사진|출처|"
    r"写真|画像|提供|照片|图片|圖片|图源)"
    r"(?:\s+(?:credits?|courtesy|by|of|von|van|de|di|av|af|via|source|출처|illustration|par|por|via|:))*)"
)
_COLON = re.compile(
    rf"^\W*(?:{_INTRODUCTION}\s*[:：/©=＝|]+\s*|©\s*|fot\.\s+|\(c\)\s+|（[cｃ]）\s*|(?:photo(?:graph)?|image|picture|illustration)s?\s+(?:by|courtesy(?:\s+of)?|credit)\s*:?\s+)",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    rf"(?:（[cｃ]）|(?<![^\W_])(?:{_INTRODUCTION}\s*[:：©=＝]+\s*|©\s*|fot\.\s+|(?:photo(?:graph)?|image|picture|illustration)s?\s+(?:by|courtesy(?:\s+of)?|credit)\s*:?\s+))\S",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\s*[(\[（【]([^()\[\]（）【】]{2,120})[)\]）】]\s*[.。]?\s*$")
_SEPARATED = re.compile(r"\s+[|—–·•/]\s+|\s*[|｜＝]\s*")
_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’»]?\s+(?=\S)")
_EDGES = " |｜·•,;:：–—-/=＝\u200b"
_WORD = re.compile(r"[^\W_]+")
_CACHED = 1_000
"""How many texts are remembered: those around a picture are asked for several times."""


@lru_cache(maxsize=_CACHED)
def split_credit(text: str) -> tuple[str, str]:
    """Return a caption without the credit at its end, and the credit, either of which may be empty.

    "… in Berlin. Foto: A. Bee/dpa" · "… in Berlin (AFP)" · "… in Berlin. Getty Images" · "… in Berlin | AP".
    """
    text = text.strip()
    if _COLON.match(text) and len(text) <= MAX_CREDIT:
        return "", tidy_credit(text)
    if (found := _BRACKETED.search(text[-140:])) and is_credit(found.group(1)):
        start = max(0, len(text) - 140) + found.start()
        return text[:start].strip(_EDGES), tidy_credit(found.group(1))
    tail = text[-(MAX_CREDIT + 20) :]
    offset = len(text) - len(tail)
    inside = [match.start() for match in _INSIDE.finditer(tail)]
    if inside and len(tail) - inside[0] <= MAX_CREDIT:
        caption = text[: offset + inside[0]].strip(_EDGES + "([")
        return caption, tidy_credit(text[offset + inside[0] :])
    # what follows the last sentence whole before a part of it: "… in Berlin. picture alliance / AP | Ann Lee"
    sentences = [match.end() for match in _SENTENCE_END.finditer(tail)]
    separated = [match.end() for match in _SEPARATED.finditer(tail)]
    for cut in (*sentences[-1:], *sorted([*sentences, *separated], reverse=True)):
        if is_credit(tail[cut:]):
            return text[: offset + cut].rstrip(_EDGES), tidy_credit(tail[cut:])
    return text, ""


@lru_cache(maxsize=_CACHED)
def is_credit(text: str) -> bool:
    """Whether a short text names who made or owns a picture: it holds an agency or a word of credits."""
    text = text.strip()
    if not text or len(text) > MAX_CREDIT:
        return False
    if _COLON.match(text):
        return True
    # ＡＰ is AP
    words = _WORD.findall((text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold())
    if not words or len(words) > MAX_WORDS:
        return False
    sources, credit_words, unspaced = _sources()
    joined = "".join(words)
    if joined in sources or joined in credit_words:
        return True
    for size in (1, 2, 3):
        for place in range(len(words) - size + 1):
            if "".join(words[place : place + size]) in sources:
                return True
    if len(words) <= FEW_WORDS and (words[0] in credit_words or words[-1] in credit_words):
        return True
    return text.endswith(unspaced)


def tidy_credit(text: str) -> str:
    """Return a credit without the word that introduces it and without stray marks."""
    bare = _COLON.sub("", text.strip(), count=1).strip()
    bare = (bare or text).strip(_EDGES + ".")
    for opening, closing in ("()", "[]", "（）"):
        if bare.endswith(closing) and bare.count(closing) > bare.count(opening):
            bare = bare[:-1]
        if bare.startswith(opening) and bare.endswith(closing):
            bare = bare[1:-1]
        if bare.startswith(opening) and closing not in bare:
            bare = bare[1:]
    again = _COLON.sub("", bare, count=1).strip(_EDGES)
    return again or bare


def _bicameral(text: str) -> bool:
    return text.upper() != text.lower()


@cache
def _sources() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """Return the names of sources, the words of credits, and those that stand at the end of a name without a space."""
    table = tomli.loads(files("newskit.resources").joinpath("clean", "agencies.toml").read_text("utf-8"))
    names = [*table["agencies"], *table["pictures"]]
    words = frozenset(word.casefold() for word in table["credit_words"])
    words |= frozenset("".join(word.split()) for word in words)
    return (
        frozenset(
            "".join(_WORD.findall(name.casefold()))
            for name in names
            if name not in ("AA", "UNI", "TT", "PA", "ANA", "SPA")
        ),
        words,
        tuple(word for word in words if len(word) > 1 and not word.isascii() and not _bicameral(word)),
    )
