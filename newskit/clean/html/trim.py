"""What nobody reads of a page, cut out of its text before it is parsed: scripts, style sheets and drawings.

They are more than half of a news page's characters and an eighth of its elements. JSON-LD stays. Where there is any
doubt what belongs to an element, it is left for the parser.
"""

from __future__ import annotations

import re

_BEGINS = re.compile(r"<(?:!--|(script|style|svg)(?=[\s>]))")
_NEXT = {name: re.compile(f"<(/?){name}") for name in ("script", "style", "svg")}
# possessive, so that a tag that never ends costs one pass
_START_TAG = re.compile(r"<\w+(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_DATA = "json"
"""What the type of a script holds that is data; some of it is read."""


def without_unread(content: str) -> str:
    """Return a page without its scripts, style sheets and drawings, or at least without what they hold."""
    kept: list[str] = []
    taken = place = 0
    # the kinds of which one was left for the parser: the next end tag may be that one's, and stays
    doubtful: set[str] = set()
    while begin := _BEGINS.search(content, place):
        name = begin[1]
        if name is None:
            place = content.find("-->", begin.start() + len("<!")) + 1
            if not place:
                break
            continue
        tag = _START_TAG.match(content, begin.start())
        if tag is None or content[tag.end() - 2] == "/":
            place = begin.end()
            doubtful.add(name)
            continue
        start = tag.end()
        is_data = name == "script" and _DATA in tag[0].lower()
        end = _NEXT[name].search(content, start)
        while end and is_data and not end[1]:
            end = _NEXT[name].search(content, end.end())
        if end is None:
            break
        place = end.end()
        if not end[1]:
            # another of its kind: text of a script, or the first is not closed, or stands in an attribute
            place = end.start()
            doubtful.add(name)
        elif not is_data:
            whole = name not in doubtful and content.startswith(">", place)
            doubtful.discard(name)
            kept.append(content[taken : begin.start() if whole else start])
            taken = place + 1 if whole else end.start()
    if not kept:
        return content
    kept.append(content[taken:])
    return "".join(kept)
