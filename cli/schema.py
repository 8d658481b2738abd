"""``newskit schema``."""

from __future__ import annotations

import json
import sys


def command() -> int:
    """Print the JSON Schema of the record.

    \b
    newskit schema > record.schema.json
    """
    from newskit.io.record import json_schema

    sys.stdout.write(json.dumps(json_schema(), indent=2) + "\n")
    return 0
