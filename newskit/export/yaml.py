"""As much YAML as a header needs: keys with values that are written as JSON, which YAML includes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
"""What JSON leaves as it is and YAML wants escaped."""


def front_matter(values: Mapping[str, Any]) -> str:
    """Return a YAML header between its marks; what is ``None`` or empty is left out."""
    lines = [f"{key}: {flow(value)}\n" for key, value in values.items() if value not in (None, [], "")]
    return "---\n" + "".join(lines) + "---\n"


def flow(value: Any) -> str:
    """Return a value in YAML's flow style, on one line."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
