"""Posts and players of other sites inside a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newskit.clean.html.events import Events
from newskit.clean.html.outline import Outline

_LEVELS = 8
"""Elements around a block that may be an embedded post."""
_POST = re.compile(
    r"(?:^|\s)(?:twitter-(?:tweet|video|timeline)|instagram-media|tiktok-embed|fb-(?:post|video|comments?)|"
    r"reddit-(?:embed|card)\S*|bluesky-embed|mastodon-embed|telegram-post|threads-embed|imgur-embed-pub|"
    r"text-post-media|js-reveal\S*tweet)(?:\s|$)"
)


def is_embed(page: Outline, node: int) -> bool:
    """Whether a node stands in a post of another site."""
    for _ in range(_LEVELS):
        if node < 0:
            return False
        if _POST.search(page.names[node]):
            return True
        node = page.parents[node]
    return False


def embedded(events: Events) -> Iterator[str]:
    """Yield the addresses of the frames, players and objects that a page embeds."""
    for place in events.starts("iframe", "embed", "object"):
        _, attributes = events.element(place)
        address = attributes.get("src") or attributes.get("data-src") or attributes.get("data")
        if address and not address.startswith(("about:", "javascript:")):
            yield address.strip()
