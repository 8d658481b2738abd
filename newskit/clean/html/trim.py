"""What nobody reads of a page, cut out of its text before it is parsed: scripts, style sheets, drawings and menus.

They are more than half of a news page's characters and a quarter of its elements. JSON-LD stays. Where there is any
doubt what belongs to an element, it is left for the parser.
"""

from __future__ import annotations

import re
from collections import Counter

_BEGINS = re.compile(r"<(?:!--|(script|style|svg|nav)(?=[\s>]))")
_NEXT = {name: re.compile(f"<(/?){name}") for name in ("script", "style", "svg", "nav")}
# possessive, so that a tag that never ends costs one pass
_START_TAG = re.compile(r"<\w+(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_DATA = "json"
"""What the type of a script holds that is data; some of it is read."""
_MARKED = "itemprop"
_TAG = re.compile(r"<(?:/?[a-zA-Z][^\s/>]*|!--)")
"""How a tag begins, or a comment."""
_KEPT = {
    *("<article", "<main", "<h1", "<h2", "<h3", "<p", "<figure", "<table", "<time"),
    *("<meta", "<link", "<script", "<style", "<head", "<body", "<html", "<!--"),
}
"""What a menu may hold that is looked for elsewhere, makes it more than a menu, or may hide a tag."""


def without_unread(content: str, *, menus: bool = True) -> str:
    """Return a page without its scripts, style sheets and drawings, or at least without what they hold.

    Without ``menus`` also without what its menus (``nav``) hold, where that is links and nothing else.
    """
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
        if name == "nav":
            place = start
            end_of_menu = -1 if menus else _end_of_menu(content, begin.start(), start)
            if end_of_menu >= 0:
                kept.append(content[taken:start])
                taken = place = end_of_menu
            continue
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


def _end_of_menu(content: str, begin: int, start: int) -> int:
    """Return where the content ends of a menu that has nothing but links, or -1.

    ``begin`` is where its start tag begins, ``start`` where what it holds does. Elements that end in it must begin in
    it, and those that its own end does not end must end in it: else the parser would place what follows differently.
    """
    end = _NEXT["nav"].search(content, start)
    if end is None or not end[1] or content.find(_MARKED, begin, end.start()) >= 0:
        return -1
    tags = Counter(_TAG.findall(content, start, end.start()))
    is_whole = tags["<div"] <= tags["</div"] and all(
        number <= tags[f"<{tag[2:]}"] for tag, number in tags.items() if tag[1] == "/"
    )
    return end.start() if is_whole and _KEPT.isdisjoint(tags) else -1
