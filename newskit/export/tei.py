"""TEI P5: an article as an encoded text, with blocks, sentences and what was found in them.

Blocks are paragraphs, list items, quotations and anonymous blocks of a type; sentences are ``seg type="s"``.
Mentions are names (``persName``, ``orgName``, ``placeName``, ``name``) or, where they are no names, ``rs``; times
are ``date`` and ``time`` with the TIMEX3 value as ``key``; quantities are ``measure``. What cannot nest (a mention
that crosses a sentence, a quotation over two paragraphs) stands in ``standOff`` with the pointer ``#string-
range(block, offset, length)``, as do all quotations and the entities with their Wikidata items. The text of each
block is the record's own, but for characters that XML cannot hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar
from xml.sax.saxutils import escape, quoteattr

from newskit.article import Article, Block
from newskit.export.marks import text_sha256
from newskit.export.pages import Pages, reading_blocks
from newskit.export.tei_text import Inline, entity_ids, inline_xml, marked, pointers
from newskit.version import __version__

NAMESPACE = "http://www.tei-c.org/ns/1.0"
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""
_WIKIDATA = "https://www.wikidata.org/wiki/"
_LISTS = {
    "PERSON": ("listPerson", "person", "persName"),
    "ORG": ("listOrg", "org", "orgName"),
    "GPE": ("listPlace", "place", "placeName"),
    "LOC": ("listPlace", "place", "placeName"),
    "FAC": ("listPlace", "place", "placeName"),
}
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


class TeiExport(Pages):
    """One ``teiCorpus``; in a folder one ``TEI`` file an article."""

    ending: ClassVar[str] = ".xml"
    opening: ClassVar[str] = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<teiCorpus xmlns="{NAMESPACE}">\n'
        "<teiHeader><fileDesc><titleStmt><title>News corpus</title></titleStmt>"
        f"<publicationStmt><p>Made with newskit {__version__}.</p></publicationStmt>"
        "<sourceDesc><p>The source of each article is told in its own header.</p></sourceDesc></fileDesc></teiHeader>\n"
    )
    closing: ClassVar[str] = "</teiCorpus>\n"
    _number = 0

    def page(self, article: Article) -> str:
        """Return a document of its own."""
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{_tei(self, article, 1)}'

    def piece(self, article: Article) -> str:
        """Return a text of the corpus."""
        self._number += 1
        return _tei(self, article, self._number)


def _tei(export: Pages, article: Article, number: int) -> str:
    own = f"a{number}"
    text = _ILLEGAL.sub("\ufffd", article.text or "")
    options = export.options
    blocks = reading_blocks(article, options) if options.text or article.blocks is None else _every(article)
    inline, apart = marked(article, blocks, own)
    language = f" xml:lang={quoteattr(article.language)}" if article.language else ""
    body = "".join(_body(text, blocks, inline, own))
    around = "".join(_stand_off(article, text, blocks, apart, own))
    stand_off = f"<standOff>\n{around}</standOff>\n" if around else ""
    return (
        f'<TEI xmlns="{NAMESPACE}" xml:id="{own}">\n{_header(article)}'
        f'<text{language}><body><div type="article">\n{body}</div></body></text>\n{stand_off}</TEI>\n'
    )


def _every(article: Article) -> list[Block]:
    return sorted(article.blocks or (), key=lambda block: block.start)


# ------------------------------------------------------------------ header


def _header(article: Article) -> str:
    title = f"<title>{_text(article.headline)}</title>" if article.headline else "<title/>"
    authors = "".join(f"<author><persName>{_text(each.name)}</persName></author>" for each in article.authors or ())
    agencies = "".join(f"<author><orgName>{_text(name)}</orgName></author>" for name in article.agencies or ())
    source = [title, authors, agencies]
    if article.publisher:
        source.append(f"<publisher>{_text(article.publisher)}</publisher>")
    for kind, date in (("published", article.date_published), ("modified", article.date_modified)):
        if date:
            source.append(f'<date type="{kind}"{_when(date)}>{_text(date)}</date>')
    for kind, value in (
        ("newskit", article.id),
        ("url", article.canonical_url or article.url),
        ("text_sha256", text_sha256(article.text or "")),
    ):
        if value:
            source.append(f'<idno type="{kind}">{_text(value)}</idno>')
    profile = ""
    if article.description:
        profile += f"<abstract><p>{_text(article.description)}</p></abstract>"
    if article.language:
        profile += (
            f"<langUsage><language ident={quoteattr(article.language)}>{_text(article.language)}</language></langUsage>"
        )
    if terms := [*([article.section] if article.section else []), *(article.keywords or ())]:
        profile += (
            f"<textClass><keywords>{''.join(f'<term>{_text(term)}</term>' for term in terms)}</keywords></textClass>"
        )
    return (
        f"<teiHeader><fileDesc><titleStmt>{title}{authors}</titleStmt>"
        f"<publicationStmt><p>Made with newskit {__version__}.</p></publicationStmt>\n"
        f"<sourceDesc><bibl>{''.join(source)}</bibl></sourceDesc></fileDesc>"
        + (f"<profileDesc>{profile}</profileDesc>" if profile else "")
        + "</teiHeader>\n"
    )


def _when(date: str) -> str:
    found = _DAY.match(date)
    return f' when="{found.group()}"' if found else ""


def _text(value: str | None) -> str:
    return escape(_ILLEGAL.sub("\ufffd", value or ""))


# ------------------------------------------------------------------ body


def _body(text: str, blocks: list[Block], inline: list[list[Inline]], own: str) -> Iterator[str]:
    in_list = False
    for number, (block, elements) in enumerate(zip(blocks, inline, strict=True)):
        name = f"{own}.b{number}"
        words = inline_xml(text, block.start, block.end, elements)
        if (block.kind == "list_item") is not in_list:
            yield "</list>\n" if in_list else "<list>"
            in_list = not in_list
        if block.kind == "list_item":
            yield f'<item xml:id="{name}">{words}</item>\n'
        elif block.kind == "paragraph":
            yield f'<p xml:id="{name}">{words}</p>\n'
        elif block.kind == "blockquote":
            yield f'<quote xml:id="{name}">{words}</quote>\n'
        elif block.kind == "headline" and number == 0:
            yield f'<head xml:id="{name}">{words}</head>\n'
        else:
            yield f'<ab xml:id="{name}" type="{block.kind}">{words}</ab>\n'
    if in_list:
        yield "</list>\n"


# ------------------------------------------------------------------ stand-off


def _stand_off(article: Article, text: str, blocks: list[Block], apart: list[Inline], own: str) -> Iterator[str]:
    ids = entity_ids(article, own)
    entities = [each for number, each in enumerate(article.entities or ()) if ids[each.id] == f"{own}.e{number + 1}"]
    for list_name in ("listPerson", "listOrg", "listPlace"):
        members = []
        for entity in entities:
            kind = _LISTS.get(entity.label)
            if kind is None or kind[0] != list_name:
                continue
            _, element, name = kind
            names = "".join(f"<{name}>{_text(each)}</{name}>" for each in (entity.name, *entity.aliases))
            known = f'<idno type="wikidata">{_text(_WIKIDATA + entity.wikidata)}</idno>' if entity.wikidata else ""
            members.append(f'<{element} xml:id="{ids[entity.id]}">{names}{known}</{element}>\n')
        if members:
            yield f"<{list_name}>\n{''.join(members)}</{list_name}>\n"
    others = [entity for entity in entities if entity.label not in _LISTS]
    if others:
        items = "".join(
            f'<item xml:id="{ids[each.id]}"><name type="{each.label}">{_text(each.name)}</name></item>\n'
            for each in others
        )
        yield f"<list>\n{items}</list>\n"
    yield from _quotations(article, text, blocks, ids, own)
    crossing = [(each, pointers([(each.start, each.end)], blocks, own)) for each in apart]
    lines = [
        f'<annotation xml:id="{own}.x{number}" target="{target}"><note>{_text(each.told)}</note></annotation>\n'
        for number, (each, target) in enumerate(crossing)
        if target
    ]
    if lines:
        yield f'<listAnnotation type="crossing">\n{"".join(lines)}</listAnnotation>\n'


def _quotations(article: Article, text: str, blocks: list[Block], ids: dict[str, str], own: str) -> Iterator[str]:
    lines = []
    for number, quote in enumerate(article.quotes or ()):
        targets = pointers([(span.start, span.end) for span in quote.content], blocks, own)
        if not targets:
            continue
        inside = [f'<ptr target="#{ids[who.entity]}"/>' for who in quote.speakers if who.entity in ids]
        inside += [f'<note type="speaker">{escape(text[who.start : who.end])}</note>' for who in quote.speakers]
        if quote.cue is not None:
            inside.append(f'<note type="cue">{escape(text[quote.cue.start : quote.cue.end])}</note>')
        inside += [f'<note type="kind">{quote.kind}</note>', f'<note type="polarity">{quote.polarity}</note>']
        lines.append(
            f'<annotation xml:id="{own}.q{number}" target={quoteattr(targets)}>{"".join(inside)}</annotation>\n'
        )
    if lines:
        yield f'<listAnnotation type="quotations">\n{"".join(lines)}</listAnnotation>\n'
