"""The language of a text: by its function words where they leave no doubt, else by py3langid."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.resources import files

import tomli

_LEAST, _SHARE, _MARGIN = 5, 0.045, 2
"""How many function words of one language a text must have, what share of its words, how many times another's."""
_KANA, _HAN = re.compile(r"[\u3040-\u30ff]"), re.compile(r"[\u4e00-\u9fff]")
_SCRIPTS = {
    "ko": re.compile(r"[\uac00-\ud7a3]"),
    "th": re.compile(r"[\u0e01-\u0e4e]"),
    "el": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"),
    "ka": re.compile(r"[\u10d0-\u10ff]"),
    "hy": re.compile(r"[\u0531-\u0587]"),
}
"""Scripts that the news of one language alone is written in."""
_SCRIPT_SHARE, _HAN_SHARE, _KANA_SHARE = 0.2, 0.3, 0.05
_WORD = re.compile(r"[^\W\d_]+")


def detect_language(text: str) -> str:
    """Return the language (ISO 639-1) that a text is in.

    The detector's model takes as long to unpack as dozens of pages to read, and most texts do not need it.
    """
    if not text.isascii():
        by_script = _by_script(text)
        if by_script is not None:
            return by_script
    sure = by_function_words(text)
    if sure is not None:
        return sure
    import py3langid

    return str(py3langid.classify(text)[0])


def _by_script(text: str) -> str | None:
    """Return the language that a text's letters tell: Japanese has kana between its Chinese characters."""
    kana, han = len(_KANA.findall(text)), len(_HAN.findall(text))
    if kana + han > _HAN_SHARE * len(text):
        return "ja" if kana > _KANA_SHARE * len(text) else "zh"
    for language, script in _SCRIPTS.items():
        if len(script.findall(text)) > _SCRIPT_SHARE * len(text):
            return language
    return None


def by_function_words(text: str) -> str | None:
    """Return the language whose function words the text has many of, and others hardly any, or nothing."""
    table = _table()
    words = _WORD.findall(text.lower())
    counts = Counter([language for word in words if word in table for language in table[word]])
    (best, most), (_, second) = (*counts.most_common(2), ("", 0), ("", 0))[:2]
    sure = most >= max(_LEAST, _SHARE * len(words)) and most >= _MARGIN * second
    return best if sure else None


@cache
def _table() -> dict[str, list[str]]:
    """Return the languages that have a word among theirs."""
    source = files("newskit.resources").joinpath("clean", "function_words.toml")
    table: dict[str, list[str]] = {}
    for language, words in tomli.loads(source.read_text("utf-8"))["words"].items():
        for word in words:
            table.setdefault(word, []).append(language)
    return table
