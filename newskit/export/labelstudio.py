"""Label Studio: tasks with predictions, to be corrected there.

``start`` and ``end`` are code points, as Label Studio counts them since it stores code points instead of
JavaScript's UTF-16 units; ``end`` is exclusive. A quotation in several pieces is several regions joined by a
relation. The labelling interface that fits is ``label_config.xml`` in a folder of tasks, and :func:`configuration`.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

from newskit.article import Article
from newskit.export.marks import LABELS, LINKS, Mark, marks, text_sha256
from newskit.export.pages import Pages
from newskit.version import __version__

_CONTINUES = "continues"


class LabelStudioExport(Pages):
    """One JSON array of tasks; in a folder one array an article, and the labelling interface."""

    ending: ClassVar[str] = ".json"
    opening: ClassVar[str] = "[\n"
    joint: ClassVar[str] = ",\n"
    closing: ClassVar[str] = "\n]\n"

    def page(self, article: Article) -> str:
        """Return one task, as an array."""
        return f"[\n{self.piece(article)}\n]\n"

    def piece(self, article: Article) -> str:
        """Return one task."""
        return json.dumps(task(article), ensure_ascii=False)

    def companions(self) -> dict[str, str]:
        """Return the labelling interface."""
        return {"label_config.xml": configuration()}


def task(article: Article) -> dict[str, Any]:
    """Return an article as a task with one prediction."""
    text = article.text or ""
    data = {
        "text": text,
        "id": article.id,
        "headline": article.headline,
        "url": article.canonical_url or article.url,
        "publisher": article.publisher,
        "date_published": article.date_published,
        "language": article.language,
        "text_sha256": text_sha256(text),
    }
    found = marks(article)
    results = [region for mark in found for region in _regions(text, mark)]
    results += [relation for mark in found for relation in _relations(mark)]
    prediction = {"model_version": f"newskit {__version__}", "result": results}
    return {"data": {key: value for key, value in data.items() if value is not None}, "predictions": [prediction]}


def _regions(text: str, mark: Mark) -> list[dict[str, Any]]:
    regions = []
    for number, (start, end) in enumerate(mark.spans):
        region: dict[str, Any] = {
            "id": _id(mark, number),
            "type": "labels",
            "from_name": "label",
            "to_name": "text",
            "value": {"start": start, "end": end, "text": text[start:end], "labels": [mark.label]},
        }
        if mark.attributes:
            region["meta"] = {"text": [f"{key}={_plain(value)}" for key, value in mark.attributes.items()]}
        regions.append(region)
    return regions


def _relations(mark: Mark) -> list[dict[str, Any]]:
    ends = [(role, _id(mark, 0), other) for role, other in mark.links]
    ends += [(_CONTINUES, _id(mark, number - 1), _id(mark, number)) for number in range(1, len(mark.spans))]
    return [
        {"type": "relation", "from_id": start, "to_id": end, "direction": "right", "labels": [role]}
        for role, start, end in ends
    ]


def _id(mark: Mark, number: int) -> str:
    return mark.id if number == 0 else f"{mark.id}+{number}"


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def configuration() -> str:
    """Return the labelling interface that the tasks are made for."""
    labels = "\n".join(f'    <Label value="{label}"/>' for group in LABELS.values() for label in group)
    relations = "\n".join(f'    <Relation value="{role}"/>' for role in (*LINKS, _CONTINUES))
    return (
        f'<View>\n  <Relations>\n{relations}\n  </Relations>\n  <Labels name="label" toName="text">\n{labels}\n'
        '  </Labels>\n  <Header value="$headline"/>\n  <Text name="text" value="$text"/>\n</View>\n'
    )
