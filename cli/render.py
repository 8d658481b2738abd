"""An article as a person would like to read it: blocks by kind, annotations as colours, layers as tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

from msgspec import structs
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from newskit.article import BODY_KINDS, Article, Block, Entity, Event, Participant, Quantity, Quote, Summary

STYLES = {
    "PERSON": "bold green",
    "ORG": "bold blue",
    "GPE": "bold yellow",
    "LOC": "yellow",
    "FAC": "yellow",
    "NORP": "cyan",
    "EVENT": "bright_blue",
    "PRODUCT": "bright_blue",
    "WORK_OF_ART": "bright_blue",
    "LAW": "bright_blue",
}
TIME_STYLE = "underline magenta"
QUANTITY_STYLE = "underline red"
QUOTE_STYLE = "italic"
_QUESTIONS = ("who", "what", "whom", "when", "where", "why", "how")
_KIND_WIDTH = 12
_ID_WIDTH = 16
_PUBLISHER_WIDTH = 18
LAYERS = ("summary", "quotes", "entities", "times", "quantities", "events", "keyphrases", "topics")
"""What can be shown or left out, in the order in which it is shown."""
_FORMS = 8
"""Words that are shown as the reasons for a topic."""


class _Stretch(Protocol):
    """Whatever covers a stretch of the text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def render(article: Article, layers: Collection[str] | None = None) -> RenderableType:
    """Return the whole article with everything that was found in it, or with the ``layers`` that are named."""
    wanted = LAYERS if layers is None else layers
    shown = structs.replace(article, **{name: None for name in LAYERS if name not in wanted})
    parts = [_head(article), _blocks(shown), *_layers(shown, {each.id: each.name for each in article.entities or ()})]
    return Group(*(Padding(part, (0, 0, 1, 0)) for part in parts if part is not None))


def line(article: Article) -> Text:
    """Return an article as one line: id, day, publisher, headline."""
    told = Text(f"{article.id[:_ID_WIDTH]:{_ID_WIDTH}}  ", style="dim")
    told.append(f"{(article.date_published or article.date_modified or '')[:10]:10}  ", style="magenta")
    publisher = " ".join((article.publisher or "").split())
    told.append(f"{publisher[:_PUBLISHER_WIDTH]:{_PUBLISHER_WIDTH}}  ", style="dim")
    return told.append(" ".join((article.headline or "(no headline)").split()), style="default")


def _head(article: Article) -> RenderableType:
    table = _table(None, "", "", header=False)
    rows: list[tuple[str, str | None]] = [
        ("id", article.id),
        ("url", article.canonical_url or article.url),
        ("source", article.source.uri if article.source else None),
        ("publisher", article.publisher),
        ("authors", ", ".join(author.name for author in article.authors or ()) or None),
        ("agencies", ", ".join(article.agencies or ()) or None),
        ("published", article.date_published),
        ("modified", article.date_modified),
        ("language", article.language),
        ("duplicate of", f"{article.duplicate_of} ({article.duplicate_kind})" if article.duplicate_of else None),
    ]
    for name, value in rows:
        if value:
            table.add_row(Text(name, style="dim"), Text(value))
    title = Text(article.headline or "(no headline)", style="bold reverse")
    return Group(title, table)


def _blocks(article: Article) -> RenderableType | None:
    if article.text is None:
        return Text("(not cleaned yet: run newskit clean)", style="dim")
    text = _annotated(article)
    table = Table(box=None, show_header=False, padding=(0, 2, 1, 0), expand=True)
    table.add_column(width=_KIND_WIDTH, style="dim", no_wrap=True)
    table.add_column(ratio=1)
    blocks = article.blocks or [Block(start=0, end=len(article.text), kind="paragraph")]
    for block in blocks:
        piece = text[block.start : block.end] if block.end > block.start else Text()
        if block.kind not in BODY_KINDS:
            piece.stylize("dim" if block.kind != "headline" else "bold")
        table.add_row(block.kind, piece)
    return table


def _annotated(article: Article) -> Text:
    text = Text(article.text or "")
    for quote in article.quotes or ():
        if quote.kind != "indirect":
            _mark(text, quote.content, QUOTE_STYLE)
    for entity in article.entities or ():
        _mark(
            text, (mention for mention in entity.mentions if mention.kind == "name"), STYLES.get(entity.label, "bold")
        )
    _mark(text, article.times or (), TIME_STYLE)
    _mark(text, article.quantities or (), QUANTITY_STYLE)
    return text


def _mark(text: Text, spans: Iterable[_Stretch], style: str) -> None:
    for span in spans:
        text.stylize(style, span.start, span.end)


def _layers(article: Article, names: dict[str, str]) -> Iterator[RenderableType]:
    if article.summary is not None:
        yield _summary(article, article.summary)
    if article.quotes:
        yield _quotes(article, article.quotes, names)
    if article.entities:
        yield _entities(article.entities)
    if article.times:
        table = _table("Times", "words", "type", "value", "anchor")
        for time in article.times:
            value = " ".join(filter(None, (time.value or "?", time.mod)))
            table.add_row(Text(_words(article, time), TIME_STYLE), time.type, value, time.anchor or "")
        yield table
    if article.quantities:
        yield _quantities(article, article.quantities)
    if article.events:
        table = _table("Events", "what", "who", "whom", "where", "when", "how many", "class")
        for event in article.events:
            what = Text(("not " if event.negated else "") + event.lemma)
            if event.modality != "actual":
                what.append(f" ({event.modality})", "dim")
            table.add_row(
                what,
                _people(article, event.agents, names),
                _people(article, event.patients, names),
                _words(article, event.place) if event.place else "",
                _when(article, event),
                ", ".join(_words(article, article.quantities[number]) for number in event.quantities)
                if article.quantities
                else "",
                event.class_ or "",
            )
        yield table
    if article.keyphrases:
        yield Group(
            Text("Keyphrases", style="bold"), Text(", ".join(keyphrase.text for keyphrase in article.keyphrases))
        )
    if article.topics:
        table = _table("Topics", "topic", "score", "words that speak for it")
        for topic in article.topics:
            table.add_row(topic.name, f"{topic.score:.2f}", _distinct(article, topic.mentions))
        yield table


def _summary(article: Article, summary: Summary) -> RenderableType:
    table = _table("Main event", "", "", header=False)
    for question in _QUESTIONS:
        span = getattr(summary, question)
        if span is None:
            table.add_row(question, Text("not stated", style="dim"))
            continue
        answer = Text(_words(article, span))
        if question == "when" and span.value:
            answer.append(f"  {span.value}", "magenta")
        table.add_row(question, answer)
    return table


def _quotes(article: Article, quotes: list[Quote], names: dict[str, str]) -> RenderableType:
    table = _table("Quotations", "speaker", "cue", "what was said", "kind")
    for quote in quotes:
        said = " … ".join(_words(article, span) for span in quote.content)
        speakers = ", ".join(names.get(one.entity or "", _words(article, one)) for one in quote.speakers)
        polarity = "" if quote.polarity == "asserts" else f", {quote.polarity}"
        table.add_row(
            Text(speakers or "?", STYLES["PERSON"] if speakers else "dim"),
            quote.cue.lemma if quote.cue else "",
            Text(said, QUOTE_STYLE),
            f"{quote.kind}{polarity}",
        )
    return table


def _entities(entities: list[Entity]) -> RenderableType:
    table = _table("People, places, organisations", "name", "label", "roles and other names", "country", "mentions")
    for entity in sorted(entities, key=lambda entity: (list(STYLES).index(entity.label), -len(entity.mentions))):
        others = "; ".join([*entity.roles, *(f"“{alias}”" for alias in entity.aliases)])
        country = " ".join(filter(None, (entity.country, entity.wikidata)))
        table.add_row(
            Text(entity.name, STYLES[entity.label]), entity.label, Text(others), country, str(len(entity.mentions))
        )
    return table


def _quantities(article: Article, quantities: list[Quantity]) -> RenderableType:
    table = _table("Quantities", "words", "type", "value", "of")
    for quantity in quantities:
        bound = "" if quantity.bound == "=" else quantity.bound
        value = "–".join(f"{end:,}" for end in quantity.range) if quantity.range else _number(quantity.value)
        of = _words(article, quantity.of) if quantity.of else ""
        if quantity.part_of is not None:
            of += f" (of {_words(article, quantities[quantity.part_of])})"
        told = " ".join(filter(None, (f"{bound}{value}", quantity.unit)))
        table.add_row(Text(_words(article, quantity), QUANTITY_STYLE), quantity.type, told, of)
    return table


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:,}"


def _when(article: Article, event: Event) -> str:
    if event.time is None or not article.times:
        return ""
    time = article.times[event.time]
    return time.value or _words(article, time)


def _people(article: Article, people: list[Participant], names: dict[str, str]) -> str:
    return ", ".join(names.get(one.entity or "", _words(article, one)) for one in people)


def _distinct(article: Article, spans: Iterable[_Stretch]) -> str:
    """Return the words of spans, each form once, the first few of them."""
    forms = list(dict.fromkeys(_words(article, span).lower() for span in spans))
    return ", ".join(forms[:_FORMS]) + (" …" if len(forms) > _FORMS else "")


def _words(article: Article, span: _Stretch) -> str:
    return " ".join((article.text or "")[span.start : span.end].split())


def _table(title: str | None, *columns: str, header: bool = True) -> Table:
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=None,
        show_header=header,
        header_style="dim",
        padding=(0, 2, 0, 0),
    )
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
