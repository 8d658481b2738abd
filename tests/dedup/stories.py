"""Stories made of our own words, and the ways in which a story is printed again."""

from __future__ import annotations

import random

from newskit.article import Article, Block

_SUBJECTS = [
    "council",
    "harbour",
    "minister",
    "school",
    "court",
    "museum",
    "bridge",
    "hospital",
    "union",
    "farmer",
    "airport",
    "library",
    "ferry",
    "factory",
]
_VERBS = (
    "opened",
    "closed",
    "repaired",
    "rejected",
    "approved",
    "delayed",
    "visited",
    "sold",
    "financed",
    "measured",
    "painted",
    "counted",
)
_OBJECTS = (
    "report",
    "tunnel",
    "budget",
    "vaccine",
    "painting",
    "railway",
    "contract",
    "orchard",
    "turbine",
    "archive",
    "satellite",
    "garden",
)
_NAMES = (
    "Lindau",
    "Brandt",
    "Keller",
    "Osei",
    "Marchetti",
    "Nowak",
    "Silva",
    "Tanaka",
    "Dubois",
    "Haddad",
    "Larsen",
    "Petrov",
    "Quinn",
    "Rossi",
)


def story(seed: int, sentences: int = 24) -> list[str]:
    """Return the paragraphs of a story of its own."""
    pick = random.Random(seed)
    lines = [
        f"The {pick.choice(_SUBJECTS)} of {pick.choice(_NAMES)} {pick.choice(_VERBS)} the {pick.choice(_OBJECTS)} after"
        f" {pick.randint(2, 900)} days, {pick.choice(_NAMES)} said, although the {pick.choice(_SUBJECTS)}"
        f" {pick.choice(_VERBS)} another {pick.choice(_OBJECTS)} near {pick.choice(_NAMES)}."
        for _ in range(sentences)
    ]
    return [" ".join(lines[place : place + 2]) for place in range(0, sentences, 2)]


def article(name: str, paragraphs: list[str], **fields: str) -> Article:
    """Return an article with these paragraphs."""
    text, blocks = "", []
    for paragraph in paragraphs:
        start = len(text) + 2 if text else 0
        text = f"{text}\n\n{paragraph}" if text else paragraph
        blocks.append(Block(start=start, end=len(text), kind="paragraph"))
    return Article(id=name, text=text, blocks=blocks, **fields)  # type: ignore[arg-type]
