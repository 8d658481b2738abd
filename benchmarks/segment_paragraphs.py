"""Lost paragraphs: how many starts ``paragraphs auto`` finds again, and how many it invents.

    python benchmarks/segment_paragraphs.py PAGES.jsonl

PAGES holds one news page a line with ``language`` and ``body``, a list of ``{kind, text}`` in order (the development
pages come from the test data of flairNLP/fundus, MIT, and are not part of this repository). Each body is run together
into one block three times: a paragraph a line; wrapped at 72 columns without blank lines; all in one line. Printed are
precision and recall of the starts for each way.
"""

from __future__ import annotations

import argparse
import json
import textwrap
from collections.abc import Callable
from pathlib import Path

from newskit.article import Block
from newskit.segment.paragraphs import refine_blocks
from newskit.segment.rules import load_rules

WAYS: dict[str, tuple[Callable[[str], str], str]] = {
    "a paragraph a line": (str, "\n"),
    "wrapped at 72 columns": (lambda paragraph: "\n".join(textwrap.wrap(paragraph, 72)), "\n"),
    "all in one line": (str, " "),
}


def main() -> None:
    """Print precision and recall of paragraph starts for each way to lose them."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("pages", type=Path, help="news pages with language and body (JSONL)")
    text = options.parse_args().pages.read_text(encoding="utf-8")
    pages = [json.loads(line) for line in text.split("\n") if line]
    for name, (lose, separator) in WAYS.items():
        hits = predicted = wanted = 0
        for page in pages:
            paragraphs = [lose(" ".join(block["text"].split())) for block in page["body"] if block["text"].strip()]
            text = separator.join(paragraphs)
            starts, place = set(), 0
            for paragraph in paragraphs:
                starts.add(place)
                place += len(paragraph) + len(separator)
            whole = Block(start=0, end=len(text), kind="paragraph")
            found = {block.start for block in refine_blocks(text, [whole], load_rules(page.get("language")))}
            hits, predicted, wanted = hits + len(starts & found), predicted + len(found), wanted + len(starts)
        print(f"{name:24} precision {100 * hits / predicted:5.1f}   recall {100 * hits / wanted:5.1f}")


if __name__ == "__main__":
    main()
