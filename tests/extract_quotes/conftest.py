from collections.abc import Callable

import pytest
from spacy.language import Language

from newskit.article import Article, Block, Entity, Span
from newskit.extract.document import Document, open_documents, parse_documents
from newskit.extract.model import DEFAULT_MODEL, load

Model = tuple[Language, dict[str, str]]


def article(text: str, language: str = "en") -> Article:
    """Make an article whose paragraphs are parted by ``|``."""
    blocks, start = [], 0
    for paragraph in text.split("|"):
        blocks.append(Block(start=start, end=start + len(paragraph), kind="paragraph"))
        start += len(paragraph) + 2
    return Article(text="\n\n".join(text.split("|")), blocks=blocks, language=language)


@pytest.fixture
def opened() -> Callable[[str, str], Document]:
    """Open a text without a parse."""
    return lambda text, language: open_documents([article(text, language)])[0]


@pytest.fixture(scope="session")
def pipeline() -> Model:
    """Load the model once."""
    return load(DEFAULT_MODEL)


@pytest.fixture
def parsed(pipeline: Model) -> Callable[..., Document]:
    """Parse an English text with given sentences and entities."""

    def parse(text: str, entities: list[Entity] | None = None, sentences: list[Span] | None = None) -> Document:
        made = article(text)
        made.entities, made.sentences = entities, sentences or _sentences(made)
        document = open_documents([made])[0]
        parse_documents([document], *pipeline)
        return document

    return parse


def _sentences(made: Article) -> list[Span]:
    """Sentences of a test's text: each ends at a full stop or mark that a blank and a capital or mark follow."""
    found = []
    text = made.text or ""
    for block in made.blocks or []:
        start = block.start
        for place in range(block.start, block.end):
            ends = text[place] in ".?!" or (text[place] in '”"' and text[place - 1] in ".?!")
            ahead = text[place + 1 : place + 3]
            opens = len(ahead) == 2 and ahead[0] == " " and (ahead[1].isupper() or ahead[1] in '“"')
            if ends and opens and text[place - 2 : place] not in {"Mr", "Ms"}:
                found.append(Span(start=start, end=place + 1))
                start = place + 2
        found.append(Span(start=start, end=block.end))
    return found
