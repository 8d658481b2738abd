"""A page as its parser tells it: the starts and ends of elements and the texts between them, in order.

A tree of a thousand elements, each asked for its name, its text and its children, takes twice as long to build and to
walk as this list. Elements are known by the place of their start in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

Event = tuple[str, Mapping[str, str]] | str | None
"""The start of an element with its attributes, a text (a long one comes in pieces), or the end of an element."""

_DECLARING = frozenset(("meta", "link", "title", "script"))


class Reader:
    """Takes down the events of one page after another; what a parser of lxml calls."""

    def __init__(self) -> None:
        """Begin with no event."""
        self.all: list[Event] = []
        self.declaring: list[int] = []
        events, append, declare = self.all, self.all.append, self.declaring.append

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            if tag in _DECLARING or "itemprop" in attributes:
                declare(len(events))
            append((tag, attributes))

        # called thousands of times a page: functions that know the lists, not methods that look them up
        #: What the parser calls with the start of every element, with its end and with every text.
        self.start = start
        self.end: Callable[[str], None] = lambda _tag: append(None)
        self.data = append

    def close(self) -> Events:
        """Return the events of the page, every element with its end and nothing after the last, and forget them."""
        events = Events(self.all.copy(), self.declaring.copy())
        self.forget()
        if events.all and events.all[-1] is not None:
            begun = [*map(type, events.all)].count(tuple)
            events.all.extend([None] * (begun - events.all.count(None)))
            while events.all and events.all[-1] is not None:
                events.all.pop()
        return events

    def forget(self) -> None:
        """Forget what was taken down."""
        # the lists stay: the parser holds on to them
        self.all.clear()
        self.declaring.clear()


class Events:
    """The events of one page."""

    def __init__(self, events: list[Event], declaring: list[int]) -> None:
        """Keep all events, and where elements start that declare something: meta, title, microdata and the like."""
        self.all = events
        self.declaring = declaring

    def end_and_tags(self, place: int) -> tuple[int, list[str]]:
        """Return where the element that starts at a place ends, and the tags of all elements inside it."""
        tags: list[str] = []
        inside = 0
        for end in range(place + 1, len(self.all)):
            event = self.all[end]
            if event is None:
                if not inside:
                    return end, tags
                inside -= 1
            elif isinstance(event, tuple):
                inside += 1
                tags.append(event[0])
        return len(self.all), tags

    def end(self, place: int) -> int:
        """Return where the element that starts at a place ends."""
        return self.end_and_tags(place)[0]

    def element(self, place: int) -> tuple[str, Mapping[str, str]]:
        """Return tag and attributes of the element that starts at a place."""
        event = self.all[place]
        assert isinstance(event, tuple)
        return event

    def starts(self, *tags: str, within: int = -1) -> Iterator[int]:
        """Yield where elements with one of these tags start: all, or those inside the element at a place."""
        stop = self.end(within) if within >= 0 else len(self.all)
        for place in range(within + 1, stop):
            event = self.all[place]
            if isinstance(event, tuple) and event[0] in tags:
                yield place

    def texts(self, place: int) -> list[str]:
        """Return the pieces of all text inside an element."""
        return [event for event in self.all[place : self.end(place)] if isinstance(event, str)]

    def text(self, place: int) -> str:
        """Return all text inside an element."""
        return "".join(self.texts(place))

    def text_at(self, place: int) -> str:
        """Return the text that begins at a place, all its pieces, up to the next start or end."""
        return "".join(self.texts_at(place))

    def texts_at(self, place: int) -> list[str]:
        """Return the pieces of the text that begins at a place."""
        pieces: list[str] = []
        while place < len(self.all) and isinstance(event := self.all[place], str):
            pieces.append(event)
            place += 1
        return pieces

    def children(self, place: int) -> Iterator[int]:
        """Yield where the elements directly inside an element start."""
        inside, stop = place + 1, self.end(place)
        while inside < stop:
            if isinstance(self.all[inside], tuple):
                yield inside
                inside = self.end(inside)
            inside += 1

    def parent(self, place: int) -> int:
        """Return where the element around another starts, or -1."""
        depth = 0
        for before in range(place - 1, -1, -1):
            event = self.all[before]
            if event is None:
                depth += 1
            elif isinstance(event, tuple):
                if not depth:
                    return before
                depth -= 1
        return -1
