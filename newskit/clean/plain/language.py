"""The language of a text, detected from its longest lines."""

from __future__ import annotations

import functools
from typing import Any

from newskit.article import FieldOrigin

_SAMPLE = 3000
_LEAST_LETTERS = 20
_SURE = 0.5


def detect(lines: list[str]) -> tuple[str | None, FieldOrigin | None]:
    """Return the ISO 639-1 code of the language that the longest lines are in, with confidence; ``None`` if unsure."""
    sample = ""
    for line in sorted(lines[:2000], key=len, reverse=True):
        sample += line[: _SAMPLE - len(sample)] + "\n"
        if len(sample) >= _SAMPLE:
            break
    if sum(map(str.isalpha, sample)) < _LEAST_LETTERS:
        return None, None
    language, confidence = _identifier().classify(sample)
    if confidence < _SURE:
        return None, None
    return str(language), FieldOrigin(source="text", confidence=round(float(confidence), 3))


@functools.cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
