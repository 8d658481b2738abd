"""Who is quoted: how often, by which gender, in which role, and how much of the quoted words is whose.

    newskit extract pages/ -o corpus.parquet
    python examples/source-diversity/study.py corpus.parquet [--names names.csv] [-o sources.csv]

A source is a person or an organisation that a quotation is attributed to. The gender of a person is what the article
itself says by a pronoun or a title ("she", "Mr"); where it says nothing, and a table of first names is given (CSV with
the columns name and gender, as statistical offices publish it), what the name says; else it is unknown. Quotations are
counted by publisher too, so that newsrooms can be compared. Copies that `newskit dedup` marked count once.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from newskit import read
from newskit.article import Article, Entity, Polarity
from newskit.errors import Reject

PRONOUNS = {
    **dict.fromkeys(("she", "her", "hers", "herself"), "female"),
    **dict.fromkeys(("he", "him", "his", "himself"), "male"),
}
TITLES = {
    **dict.fromkeys(("mrs", "ms", "miss", "madame", "lady", "queen", "spokeswoman", "congresswoman"), "female"),
    **dict.fromkeys(("mr", "sir", "lord", "king", "spokesman", "congressman"), "male"),
}
ROLES = {
    "government": ("president", "minister", "secretary", "chancellor", "governor", "mayor", "ambassador", "premier"),
    "parliament": ("senator", "representative", "deputy", "mp", "congressman", "congresswoman", "lawmaker"),
    "security": ("general", "colonel", "police", "officer", "commander", "sheriff", "admiral", "chief"),
    "law": ("judge", "lawyer", "attorney", "prosecutor"),
    "business": ("ceo", "chairman", "chairwoman", "executive", "director", "founder", "manager", "owner"),
    "research": ("professor", "researcher", "scientist", "economist", "analyst", "expert", "dr", "doctor"),
    "speaker": ("spokesman", "spokeswoman", "spokesperson"),
    "sport": ("coach", "captain", "player", "striker"),
    "citizen": ("resident", "witness", "neighbour", "neighbor", "student", "teacher", "worker", "mother", "father"),
}


@dataclass
class Source:
    """One person or organisation, over all articles."""

    kind: str
    articles: int = 0
    quotes: int = 0
    words: int = 0
    polarity: Counter[str] = field(default_factory=Counter)
    genders: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)

    @property
    def gender(self) -> str:
        """The gender that most articles tell."""
        return self.genders.most_common(1)[0][0] if self.genders else "unknown"

    @property
    def role(self) -> str:
        """The role that most articles tell."""
        return self.roles.most_common(1)[0][0] if self.roles else "other"


def main() -> None:
    """Print the tables and write one row a source."""
    parser = argparse.ArgumentParser(description="Who is quoted, by gender and role.")
    parser.add_argument("corpus", nargs="+")
    parser.add_argument("--names", type=Path, help="CSV with the columns name and gender")
    parser.add_argument("-o", "--output", type=Path, help="CSV with one row a source")
    told = parser.parse_args()
    names = _names(told.names) if told.names else {}
    sources: dict[tuple[str, str], Source] = defaultdict(lambda: Source(""))
    publishers: dict[str, Counter[str]] = defaultdict(Counter)
    articles = 0
    for item in read(told.corpus):
        if isinstance(item, Reject):
            sys.stderr.write(f"{item.input}: {item.detail}\n")
        elif item.duplicate_of is None:
            articles += 1
            for gender, number in count(item, names, sources).items():
                publishers[item.publisher or "unknown"][gender] += number
    show(articles, sources, publishers)
    if told.output:
        _write(told.output, sources)


def count(article: Article, names: dict[str, str], sources: dict[tuple[str, str], Source]) -> Counter[str]:
    """Add the quotations of an article to their sources; return how many quotations people of each gender have."""
    people = {entity.id: entity for entity in article.entities or [] if entity.label in ("PERSON", "ORG")}
    seen = set()
    genders: Counter[str] = Counter()
    text = article.text or ""
    for quote in article.quotes or []:
        words = sum(len(text[span.start : span.end].split()) for span in quote.content)
        for speaker in quote.speakers:
            if speaker.entity not in people:
                continue
            entity = people[speaker.entity]
            source = sources[entity.wikidata or entity.name, entity.label]
            source.kind = entity.label
            source.quotes += 1
            source.words += words
            source.polarity[quote.polarity] += 1
            gender = gender_of(entity, text, names) if entity.label == "PERSON" else "organisation"
            genders[gender] += 1
            if entity.id not in seen:
                seen.add(entity.id)
                source.articles += 1
                if gender not in ("unknown", "organisation"):
                    source.genders[gender] += 1
                source.roles.update({role_of(entity)})
    return genders


def gender_of(entity: Entity, text: str, names: dict[str, str]) -> str:
    """Return what the article says of a person's gender by pronouns and titles, else what the first name says."""
    said = Counter(
        PRONOUNS[word]
        for mention in entity.mentions
        if mention.kind == "pronoun" and (word := text[mention.start : mention.end].lower()) in PRONOUNS
    )
    said.update(TITLES[word] for role in entity.roles for word in _words([role]) if word in TITLES)
    for mention in entity.mentions:
        before = _words([text[max(0, mention.start - 12) : mention.start]])
        if mention.kind == "name" and before and before[-1] in TITLES:
            said[TITLES[before[-1]]] += 1
    if said:
        return said.most_common(1)[0][0]
    return names.get(entity.name.split()[0].lower(), "unknown") if " " in entity.name else "unknown"


def role_of(entity: Entity) -> str:
    """Return the class of the roles that an article gives to a person."""
    if entity.label == "ORG":
        return "organisation"
    words = set(_words(entity.roles))
    return next((role for role, known in ROLES.items() if words & set(known)), "other")


def _words(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in text.lower().replace(".", " ").replace("-", " ").split()]


def _names(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["name"].lower(): row["gender"] for row in csv.DictReader(file)}


def show(articles: int, sources: dict[tuple[str, str], Source], publishers: dict[str, Counter[str]]) -> None:
    """Print what was found."""
    people = [source for source in sources.values() if source.kind == "PERSON"]
    quotes = sum(source.quotes for source in sources.values())
    print(f"{articles:,} articles, {quotes:,} attributed quotations of {len(sources):,} sources")
    for title, of in (("gender", lambda source: source.gender), ("role", lambda source: source.role)):
        print(f"\n{title:14}{'people':>8}{'quotes':>8}{'words':>8}{'share':>8}")
        groups: dict[str, list[Source]] = defaultdict(list)
        for source in people:
            groups[of(source)].append(source)
        words = max(1, sum(source.words for source in people))
        for name, members in sorted(groups.items(), key=lambda group: -sum(source.words for source in group[1])):
            said = sum(source.words for source in members)
            number = sum(source.quotes for source in members)
            print(f"{name:14}{len(members):>8,}{number:>8,}{said:>8,}{said / words:>8.0%}")
    print(f"\n{'publisher':30}{'female':>8}{'male':>8}{'unknown':>8}")
    for name, genders in sorted(publishers.items(), key=lambda group: -group[1].total())[:20]:
        print(f"{name[:29]:30}{genders['female']:>8,}{genders['male']:>8,}{genders['unknown']:>8,}")
    print(f"\n{'source':30}{'quotes':>8}{'articles':>10}  role")
    for (name, _), source in sorted(sources.items(), key=lambda found: (-found[1].quotes, found[0]))[:20]:
        print(f"{name[:29]:30}{source.quotes:>8,}{source.articles:>10,}  {source.role}")


def _write(path: Path, sources: dict[tuple[str, str], Source]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["source", "kind", "gender", "role", "articles", "quotes", "words", *get_args(Polarity)])
        for (name, kind), source in sorted(sources.items(), key=lambda found: (-found[1].quotes, found[0])):
            polarity = [source.polarity[told] for told in get_args(Polarity)]
            row = [kind, source.gender, source.role, source.articles, source.quotes, source.words, *polarity]
            table.writerow([name, *row])


if __name__ == "__main__":
    main()
