"""Precision and recall of the topics against the sections that publishers filed their articles under.

    newskit clean fundus258/dev.input.jsonl.gz -o fundus258.jsonl && python benchmarks/topic_sections.py fundus258.jsonl

reads records that ``newskit clean`` has written; an article counts when a word of its address or its declared section
names one of the topics below, in a language that has a lexicon. A section is a rough gold: an article on a minister's
trial is filed under politics and told to be about crime. So three figures are given: the first topic, any of the topics
told, and how many articles were told nothing.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from newskit.article import Article
from newskit.extract.document import open_documents
from newskit.extract.topics import extract_topics
from newskit.extract.topics.lexicon import lexicon, names
from newskit.io.reader import read

SECTIONS = {
    "01000000": (
        "culture cultura kultur kultura film movies music musik cine books arts art entertainment media "
        "medien tv feuilleton"
    ),
    "02000000": (
        "crime courts justice polizei blaulicht recht judicial justicia policia vi-crime crime-safety faits-divers"
    ),
    "03000000": "katastrophen disaster unfall accidents catastrophes",
    "04000000": (
        "business economy economie economia wirtschaft money markets finance finanzen banken-finanzen "
        "companies investing kapitalmaerkte handel gospodarka unternehmen immobilien konjunktur"
    ),
    "05000000": "education education-2 bildung schule educacion",
    "06000000": "environment climate klimaschutz klima umwelt planete medio-ambiente green",
    "07000000": "health gesundheit sante salud coronavirus medizin mental-health",
    "08000000": "royal royals people gossip kjendis schmooze stars",
    "09000000": "labour labor arbeit emploi empleo",
    "10000000": (
        "lifestyle fashion food food-drink food-and-drink-2 eat-drink eating-out travel reise reisen "
        "gardening beauty wein rezepte rezept style mode gastronomie"
    ),
    "11000000": (
        "politics politik politique politica polityka innenpolitik aussenpolitik democrats federal- politics election"
    ),
    "12000000": "religion kirche iglesia",
    "13000000": (
        "science tech technology technik it digital wissenschaft sciences ciencia tecnologia netzwelt "
        "pcuser software digitalisierung datenschutz ai"
    ),
    "14000000": "society gesellschaft",
    "15000000": (
        "sport sports deportes fussball football soccer tennis formel1 superbike nfl mlb nba motorsport "
        "direct-foot english-football"
    ),
    "16000000": "krieg guerre guerra ukraine-krieg war nahostkonflikt",
    "17000000": "weather wetter meteo tiempo",
}
"""Words of addresses and sections, as publishers in English, German, French and Spanish use them."""


def main() -> None:
    """Print the figures of all articles together, and topic by topic."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", nargs="+", type=Path, help="cleaned articles (JSONL)")
    parser.add_argument("--errors", action="store_true", help="also print what was told instead")
    options = parser.parse_args()
    filed: Counter[str] = Counter()
    told: Counter[str] = Counter()
    first: Counter[str] = Counter()
    among: Counter[str] = Counter()
    silent: Counter[str] = Counter()
    seen = set()
    for article in read([str(path) for path in options.records]):
        if not isinstance(article, Article) or article.text is None or article.text in seen:
            continue
        seen.add(article.text)
        gold = _section(article)
        language = (article.language or "").split("-")[0]
        if gold is None or lexicon(language) is None:
            continue
        filed[gold] += 1
        topics = [topic.code for topic in extract_topics(open_documents([article])[0])]
        if not topics:
            silent[gold] += 1
        else:
            told[topics[0]] += 1
            first[gold] += topics[0] == gold
            among[gold] += gold in topics
        if options.errors and (not topics or topics[0] != gold):
            print(language, names()[gold], "|", [names()[code] for code in topics], "|", (article.headline or "")[:90])
    every, spoken = filed.total(), filed.total() - silent.total()
    print(
        f"{every} articles, {spoken} told a topic; first topic right {first.total()} ({first.total() / spoken:.1%}), "
    )
    print(f"among the topics {among.total()} ({among.total() / spoken:.1%})")
    for code in sorted(filed):
        precision = first[code] / told[code] if told[code] else 0.0
        recall = first[code] / filed[code]
        print(f"{names()[code]:45} {filed[code]:4} filed  P {precision:4.0%}  R {recall:4.0%}  silent {silent[code]}")


def _section(article: Article) -> str | None:
    """Return the one topic that the address and the declared section name, or ``None`` for none or several."""
    words = {_slug(part) for part in urlsplit(article.url or article.canonical_url or "").path.split("/")[:-1]}
    words |= {_slug(part) for part in re.split(r"[/,&]", article.section or "")} | {_slug(article.section or "")}
    codes = {code for code, sections in SECTIONS.items() if words & set(sections.split())}
    return codes.pop() if len(codes) == 1 else None


def _slug(words: str) -> str:
    return re.sub(r"[^\w]+", "-", words.strip().lower()).strip("-")


if __name__ == "__main__":
    main()
