"""Lists of links to other pages (menus, teasers, most-read lists): found in an outline, and taken out of it.

Half the blocks of a news page stand in such lists; what is left is judged by the classifier.
"""

from __future__ import annotations

from itertools import compress
from typing import Any

import numpy as np

from newskit.clean.html.outline import CAPTION, Outline

LEAST_BLOCKS, LEAST_LINKED = 8, 0.7
"""Blocks of a container, and the share of their characters inside links, from which it is a list of links."""
_LONG = 80
"""Characters of a block, mostly outside links, that no such list has."""


def take_out_link_lists(page: Outline) -> None:
    """Take the blocks of all lists of links out of an outline, and whatever points at them; its nodes stay.

    A container with a heading of the first level, a caption or a longer text of its own is no such list.
    """
    if len(page.texts) < LEAST_BLOCKS:
        return
    node = np.array(page.nodes, dtype=np.int64)
    inside = _blocks_inside(page, node)
    if not inside.any():
        return
    kept = ((node < 0) | ~inside[node]).tolist()
    # a place is the number of kept blocks before it
    place_of = np.concatenate(([0], np.cumsum(kept))).tolist()
    page.left_out = [(place_of[place], what, reason) for place, what, reason in page.left_out]
    page.left_out.extend(
        (place_of[place], text, "links")
        for place, (text, stays) in enumerate(zip(page.texts, kept, strict=True))
        if not stays
    )
    for name in ("texts", "nodes", "link_characters", "bold_characters", "links", "after_break"):
        setattr(page, name, list(compress(getattr(page, name), kept)))
    kept.append(True)
    page.times = [(place_of[place], moment) for place, moment in page.times if kept[place]]
    page.mentions = [mention for mention in page.mentions if kept[mention.place]]
    for mention in page.mentions:
        mention.place = place_of[mention.place]
    page.pictures = [picture for picture in page.pictures if picture.node < 0 or not inside[picture.node]]
    for picture in page.pictures:
        picture.place = place_of[picture.place]


def _blocks_inside(page: Outline, node: Any) -> Any:
    """Return for every node whether it is a list of links or inside one."""
    size = len(page.tags)
    ends = np.array(page.ends, dtype=np.int64)
    characters = np.fromiter(map(len, page.texts), dtype=np.float64, count=len(page.texts))
    linked = np.minimum(np.array(page.link_characters), characters)
    spoken = (characters > _LONG) & (linked < characters / 2)
    flags = np.array(page.flags, dtype=np.int64)
    kept_open = (flags & CAPTION) > 0
    kept_open[[place for place, tag in enumerate(page.tags) if tag == "h1"]] = True
    of_blocks = (np.ones(len(node)), linked, characters, spoken)
    values = [np.bincount(node + 1, weights=weights, minlength=size + 1)[1:] for weights in of_blocks]
    running = np.zeros((len(values) + 1, size + 1))
    np.cumsum([*values, kept_open], axis=1, out=running[:, 1:])
    blocks, linked, characters, spoken, kept_open = running[:, ends] - running[:, :size]
    found = (blocks >= LEAST_BLOCKS) & (linked >= LEAST_LINKED * characters) & (spoken == 0) & (kept_open == 0)
    # several may end at the same node
    change = found.astype(np.int64)
    change -= np.bincount(ends[found], minlength=size + 1)[:size]
    return np.cumsum(change) > 0
