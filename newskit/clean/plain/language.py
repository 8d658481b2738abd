"""The language of a text, detected from its longest lines: by function words where they leave no doubt."""

from __future__ import annotations

import functools
from typing import Any

from newskit.article import FieldOrigin
from newskit.clean.metadata.languages import by_function_words

_SAMPLE = 3000
_LEAST_LETTERS = 20
_SURE = 0.5


def detect(lines: list[str]) -> tuple[str | None, FieldOrigin | None]:
    """Return the ISO 639-1 code of the language that the longest lines are in; ``None`` if unsure.

    The confidence is that of py3langid, where it was asked.
    """
    sample = ""
    for line in sorted(lines[:2000], key=len, reverse=True):
        sample += line[: _SAMPLE - len(sample)] + "\n"
        if len(sample) >= _SAMPLE:
            break
    if sum(map(str.isalpha, sample)) < _LEAST_LETTERS:
        return None, None
    sure = by_function_words(sample)
    if sure is not None:  # most texts do not need the detector's model, which takes as long to unpack as many to read
        return sure, FieldOrigin(source="text")
    language, confidence = _identifier().classify(sample)
    if confidence < _SURE:
        return None, None
    return str(language), FieldOrigin(source="text", confidence=round(float(confidence), 3))


@functools.cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
