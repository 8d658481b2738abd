"""Take out of pages what they declare about their dates, to measure how well printed dates are read.

    python benchmarks/undeclared_dates.py DATA OUTPUT

DATA holds the sets ``fundus258``, ``wcxb``, ``trafilatura``, ``postlight`` and ``htmldate`` (see ``train_clean.py``).
OUTPUT gets the same pages without scripts, without meta elements about dates, and without the names of microdata that
mark a date; time elements stay, for readers see what they print. Clean both as usual, and score against the same gold.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from pathlib import Path

SETS = ("fundus258", "wcxb", "trafilatura", "postlight", "htmldate")
_SCRIPT = re.compile(r"<script\b.*?</script>", re.IGNORECASE | re.DOTALL)
_META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
_OF_DATES = re.compile(
    r"(?:name|property|itemprop|http-equiv)\s*=\s*[\"']?[^\"'>]*"
    r"(?:date|time|publish|modif|issued|created|updated|revised|pubd|lastmod)",
    re.IGNORECASE,
)
_MARKED = re.compile(r"\bitemprop\s*=\s*([\"']?)date\w+\1", re.IGNORECASE)


def main() -> None:
    """Write each set without its declared dates."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("output", type=Path)
    options = parser.parse_args()
    for name in SETS:
        folder = options.output / name
        folder.mkdir(parents=True, exist_ok=True)
        with (
            gzip.open(options.data / name / "dev.input.jsonl.gz", "rt", encoding="utf-8") as pages,
            gzip.open(folder / "dev.input.jsonl.gz", "wt", encoding="utf-8", compresslevel=1) as output,
        ):
            for line in pages:
                page = json.loads(line)
                page["content"] = without_dates(page["content"])
                output.write(json.dumps(page, ensure_ascii=False) + "\n")


def without_dates(content: str) -> str:
    """Return a page without what it declares about its dates."""
    content = _SCRIPT.sub(" ", content)
    content = _META.sub(lambda meta: "" if _OF_DATES.search(meta[0]) else meta[0], content)
    return _MARKED.sub("", content)


if __name__ == "__main__":
    main()
