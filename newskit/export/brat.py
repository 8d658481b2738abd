"""brat standoff: a text and an annotation file an article, and the configuration that brat needs to show them.

Mentions, times, quantities and their like are text-bound annotations (T); quotations and events are brat's events
(E), with cue, speakers, agents and so on as arguments; attributes (A) hold kinds, polarity, modality; mentions of
one entity are an equivalence (*); names, Wikidata items and values are notes (#). Offsets are code points. A span
that runs over a line end is written as fragments, as brat demands.
"""

from __future__ import annotations

import json
from collections import defaultdict
from importlib import resources
from types import TracebackType
from typing import Self, get_args

from newskit.article import Article, Modality, Polarity, QuoteKind
from newskit.export.marks import LABELS, QUOTE, TRIGGER, Mark, marks, pieces, text_sha256
from newskit.export.options import Options
from newskit.export.target import Folder

_BREAKS = "\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""What ends a line for one reader or another, and the tab, which parts the fields."""
_ATTRIBUTES = {"kind": "Kind", "polarity": "Polarity", "modality": "Modality", "mention": "Mention"}
_FLAGS = {"negated": "Negated"}


class BratExport:
    """A folder with ``.txt`` and ``.ann`` for each article, ``annotation.conf`` and ``documents.jsonl``."""

    def __init__(self, target: str, options: Options) -> None:
        del options
        self._folder = Folder(target.rstrip("/"))
        try:
            self._documents = (self._folder.path / "documents.jsonl").open("wb")
        except OSError as error:
            self._folder.__exit__(type(error), error, None)
            raise

    def __enter__(self) -> Self:
        return self

    def write(self, article: Article) -> None:
        """Add one article: its text, its annotations, and a line that says which it is."""
        text = article.text or ""
        name = self._folder.stem(article.id, ".txt")
        self._folder.write(f"{name}.txt", text.encode("utf-8", "replace"))
        self._folder.write(f"{name}.ann", annotation_lines(article).encode("utf-8", "replace"))
        told = {
            "document": name,
            "id": article.id,
            "url": article.canonical_url or article.url,
            "headline": article.headline,
            "text_sha256": text_sha256(text),
        }
        line = json.dumps({key: value for key, value in told.items() if value is not None}, ensure_ascii=False)
        self._documents.write(line.encode("utf-8", "replace") + b"\n")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self._documents.close()
            if kind is None:
                self._folder.write("annotation.conf", configuration().encode())
                visual = resources.files("newskit.resources").joinpath("export", "brat_visual.conf")
                self._folder.write("visual.conf", visual.read_bytes())
        except BaseException as failure:
            self._folder.__exit__(type(failure), failure, None)
            raise
        self._folder.__exit__(kind, error, traceback)


def annotation_lines(article: Article) -> str:
    """Return the lines of an ``.ann`` file."""
    text = article.text or ""
    lines: list[str] = []
    numbers: dict[str, str] = {}
    found = [mark for mark in marks(article) if _bound(text, mark, numbers, lines)]
    entities: dict[str, list[str]] = defaultdict(list)
    attributes = notes = events = 0
    for mark in found:
        name = numbers[mark.id]
        if mark.label in (QUOTE, TRIGGER):
            events += 1
            lines.append(f"E{events}\t{mark.label}:{name}{_arguments(mark, numbers)}")
            name = f"E{events}"
        for key, attribute in _ATTRIBUTES.items():
            if key in mark.attributes:
                attributes += 1
                lines.append(f"A{attributes}\t{attribute} {name} {mark.attributes[key]}")
        for key, attribute in _FLAGS.items():
            if key in mark.attributes:
                attributes += 1
                lines.append(f"A{attributes}\t{attribute} {name}")
        if note := _note(mark):
            notes += 1
            lines.append(f"#{notes}\tAnnotatorNotes {name}\t{note}")
        if mark.layer == "entities":
            entities[mark.attributes["entity"]].append(name)
    lines += [f"*\tEquiv {' '.join(names)}" for names in entities.values() if len(names) > 1]
    return "".join(f"{line}\n" for line in lines)


def _bound(text: str, mark: Mark, numbers: dict[str, str], lines: list[str]) -> bool:
    """Write a mark as a text-bound annotation; return whether there was anything to mark."""
    fragments = sorted(set(pieces(text, mark.spans, _BREAKS)))
    if not fragments:
        return False
    numbers[mark.id] = f"T{len(numbers) + 1}"
    offsets = ";".join(f"{start} {end}" for start, end in fragments)
    words = " ".join(text[start:end] for start, end in fragments)
    lines.append(f"{numbers[mark.id]}\t{mark.label} {offsets}\t{words}")
    return True


def _arguments(mark: Mark, numbers: dict[str, str]) -> str:
    seen: dict[str, int] = defaultdict(int)
    told = []
    for role, other in mark.links:
        if other in numbers:
            seen[role] += 1
            number = seen[role] if seen[role] > 1 else ""
            told.append(f" {role.capitalize()}{number}:{numbers[other]}")
    return "".join(told)


def _note(mark: Mark) -> str:
    told = {key: value for key, value in mark.attributes.items() if key not in _ATTRIBUTES and key not in _FLAGS}
    note = "; ".join(f"{key}={_plain(value)}" for key, value in told.items())
    return " ".join(note.split())


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def configuration() -> str:
    """Return ``annotation.conf``: which labels, arguments and attributes there are."""
    bound = [label for labels in LABELS.values() for label in labels if label not in (QUOTE, TRIGGER)]
    lines = ["[entities]", *bound, "", "[relations]"]
    lines += [
        "Equiv\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive",
        "<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>",
        "",
        "[events]",
        f"{QUOTE}\tCue?:<ENTITY>, Speaker*:<ENTITY>",
        f"{TRIGGER}\tAgent*:<ENTITY>, Patient*:<ENTITY>, Place?:<ENTITY>, Time?:<ENTITY>",
        "",
        "[attributes]",
        f"Kind\tArg:{QUOTE}, Value:{'|'.join(get_args(QuoteKind))}",
        f"Polarity\tArg:{QUOTE}, Value:{'|'.join(get_args(Polarity))}",
        f"Modality\tArg:{TRIGGER}, Value:{'|'.join(get_args(Modality))}",
        f"Negated\tArg:{TRIGGER}",
        "Mention\tArg:<ENTITY>, Value:name|nominal|pronoun",
    ]
    return "\n".join(lines) + "\n"
