import time
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newskit.article import Article, Block, Entity, Span
from newskit.errors import InputError, UsageError
from newskit.extract.document import Document, open_documents, parse_documents
from newskit.extract.entities import extract_entities
from newskit.extract.model import load

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]


def document(text: str, *, language: str = "en", parse: bool = True) -> Document:
    """Blocks at blank lines, sentences at full stops."""
    text = text.strip()
    blocks, sentences, start = [], [], 0
    for part in text.split("\n\n"):
        blocks.append(Block(start=start, end=start + len(part), kind="paragraph"))
        first = start
        for place, letter in enumerate(part, start):
            if letter == "." and part[place - start + 1 : place - start + 2] == " ":
                sentences.append(Span(start=first, end=place + 1))
                first = place + 2
        sentences.append(Span(start=first, end=start + len(part)))
        start += len(part) + 2
    article = Article(id="a", text=text, language=language, blocks=blocks, sentences=sentences)
    (opened,) = open_documents([article])
    if parse:
        parse_documents([opened], *load())
    return opened


def said(document: Document, entity: Entity, kind: str) -> list[str]:
    """Return the words of an entity's mentions of one kind."""
    return [document.text[m.start : m.end] for m in entity.mentions if m.kind == kind]


@pytest.mark.parametrize("case", CASES, ids=[case["behaviour"] for case in CASES])
def test_cases(case: dict[str, Any]):
    """Each case of cases.toml gives the entities it lists."""
    read = document(case["text"])
    entities = extract_entities(read)
    by_name = {(entity.label, entity.name): entity for entity in entities}
    for expected in case["entities"]:
        entity = by_name.get((expected["label"], expected["name"]))
        assert entity is not None, f"{expected['name']} is not among {sorted(by_name)}"
        assert set(expected.get("aliases", [])) <= set(entity.aliases)
        assert set(expected.get("roles", [])) <= set(entity.roles)
        assert entity.country == expected.get("country")
        if "wikidata" in expected:
            assert (entity.wikidata or "") == expected["wikidata"]
        assert said(read, entity, "pronoun") == expected.get("pronouns", [])
        assert said(read, entity, "nominal") == expected.get("nominals", [])
    names = {name for entity in entities for name in (entity.name, *entity.aliases)}
    assert not names & set(case.get("absent", []))


def test_identifiers_follow_the_text():
    """Entities are e1, e2 and so on in the order of their first mention."""
    entities = extract_entities(document("Anna Meyer flew from Paris to Berlin. Anna Meyer likes Paris."))
    assert [entity.id for entity in entities] == [f"e{number}" for number in range(1, len(entities) + 1)]
    firsts = [entity.mentions[0].start for entity in entities]
    assert firsts == sorted(firsts)


def test_one_label_for_a_name():
    """A name has the same label in every paragraph of an article."""
    read = document(
        "Okonjo Tulsa arrived.\n\nTulsa, 52, said the plan was sound.\n\nThe plan of Tulsa passed.\n\n"
        "Critics met Tulsa."
    )
    labels = {e.label for e in extract_entities(read) if "Tulsa" in {e.name, *e.aliases}}
    assert labels == {"PERSON"}


def test_user_gazetteer_overrides(tmp_path: Path):
    """A user's name has the label, the canonical name and the identifier of the table, whatever the model says."""
    table = tmp_path / "names.tsv"
    table.write_text("# ours\nParis\tPERSON\tParis Hilton\tQ47899\nzork\tPRODUCT\n", encoding="utf-8")
    entities = extract_entities(document("Paris was seen in London with a zork."), str(table))
    found = {entity.name: entity for entity in entities}
    assert (found["Paris Hilton"].label, found["Paris Hilton"].wikidata) == ("PERSON", "Q47899")
    assert found["zork"].label == "PRODUCT"
    assert found["London"].label == "GPE"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("Paris\n", "line 1: expected surface and label"),
        ("a\tORG\nParis\tCITY\n", "line 2: no such entity label: 'CITY'"),
    ],
)
def test_user_gazetteer_errors(tmp_path: Path, content: str, message: str):
    """A bad line of a gazetteer is named with its number."""
    table = tmp_path / "names.tsv"
    table.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        extract_entities(document("Paris.", parse=False), str(table))


def test_user_gazetteer_missing(tmp_path: Path):
    """A gazetteer that is not there is an error with its path."""
    with pytest.raises(InputError, match=r"cannot read the gazetteer .*nowhere\.tsv: No such file"):
        extract_entities(document("Paris.", parse=False), str(tmp_path / "nowhere.tsv"))


def test_without_model():
    """Without a model, tables and rules find countries, large cities and persons with titles, and the notes say so."""
    read = document("Kanzlerin Angela Merkel reiste von Berlin nach Frankreich.", language="de", parse=False)
    found = {(entity.label, entity.name): entity for entity in extract_entities(read)}
    assert found["GPE", "Frankreich"].country == "FR"
    assert found["GPE", "Berlin"].country == "DE"
    assert ("PERSON", "Angela Merkel") in found
    assert any("no model" in note for note in read.notes)


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        (
            "de",
            (
                "In der Stadt Köln wurde ein Mann verletzt. Sie warten, sagte Olaf Meyer. Auch die Kirche, die Löhne, "
                "sagte das. Die Kirche, erklärte die Kirche. Aber Angela Weber schwieg. Das Ende naht."
            ),
            {"Köln": "GPE", "Olaf Meyer": "PERSON", "Angela Weber": "PERSON"},
        ),
        (
            "fr",
            (
                "Selon la police, Marie Dupont vit à Lyon. Cela dure. Il attend, mais Elle ne vient pas. Cela suffit. "
                "Pour Jean Martin, c'est fini."
            ),
            {"Marie Dupont": "PERSON", "Lyon": "GPE", "Jean Martin": "PERSON"},
        ),
        (
            "es",
            "Ayer María García habló en Sevilla. También Javier López habló. Para ella, nada. Pero Ella no vino.",
            {"María García": "PERSON", "Sevilla": "GPE", "Javier López": "PERSON"},
        ),
        ("pl", "To jest Anna Nowak. Po tym, To nie jest to.", {"Anna Nowak": "PERSON"}),
    ],
)
def test_function_words_are_no_names(language: str, text: str, names: dict[str, str]):
    """Without a model, words that open a sentence, pronouns and German nouns are no names, but those behind are."""
    found = extract_entities(document(text, language=language, parse=False))
    assert {entity.name: entity.label for entity in found} == names


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("The navy fired at the port of Odessa on Tuesday, the mayor said.", "UA"),
        ("Drivers in Texas were warned. Police in Odessa, in the United States, closed two roads.", "US"),
        ("Lawyers from Birmingham arrived on Tuesday.", "GB"),
    ],
)
def test_namesakes(text: str, country: str):
    """Of cities of one name, by far the largest is meant, also under another name, unless the article is near one."""
    found = {entity.name: entity.country for entity in extract_entities(document(text))}
    assert next(code for name, code in found.items() if name in {"Odessa", "Birmingham"}) == country


def test_without_model_and_lexicon():
    """A language that has no tables of its own gets at least its names of countries."""
    read = document("Il presidente ha visitato la Germania e la Norvegia.", language="it", parse=False)
    found = {entity.name: entity.country for entity in extract_entities(read)}
    assert found == {"Germania": "DE", "Norvegia": "NO"}


def test_with_model_nothing_is_noted():
    """With a model there is nothing to tell."""
    read = document("Paris is in France.")
    extract_entities(read)
    assert read.notes == []


@settings(max_examples=40, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(
            [
                "Paris",
                "the",
                "President",
                "Anna Meyer",
                "US",
                "“",
                "”",
                "(",
                ")",
                "said",
                ",",
                ".",
                "\n\n",
                "’s",
                "he",
                "of",
                "EU",
                "-",
                "Moon Jae-in",
                "’",
                "“Pepe”",
                "\u00a0",
                "é",
                "AK Party",
                "University",
                "1",
                "/",
                "NATO",
            ]
        ),
        max_size=40,
    ),
    parse=st.booleans(),
)
def test_offsets(words: list[str], *, parse: bool):
    """Mentions lie in one block without white space at their ends; one overlaps another only inside it."""
    text = " ".join(words).strip()
    read = document(text or "x", parse=parse)
    mentions = sorted(
        ((m.start, m.end) for entity in extract_entities(read) for m in entity.mentions),
        key=lambda span: (span[0], -span[1]),
    )
    for start, end in mentions:
        assert 0 <= start < end <= len(read.text)
        assert read.text[start:end] == read.text[start:end].strip()
        block = read.block_at(start)
        assert block is not None
        assert end <= block.block.end
    for (_, first_end), (second_start, second_end) in pairwise(mentions):
        assert first_end <= second_start or second_end <= first_end
    assert len(set(mentions)) == len(mentions)


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        '"',
        ".",
        "(",
        "A",
        "A ",
        "Paris",
        "Paris ",
        "AK (AK) ",
        "of ",
        "- ",
        "US ",
        "’s",
        "\n",
        "Paris, ",
        "Anna Bo said he ",
        "the EU (EU) ",
    ],
)
def test_linear_time(unit: str):
    """No repeated character or word makes the rules slow: twice the text takes about twice the time."""
    extract_entities(document("Paris", parse=False))
    began = time.process_time()
    extract_entities(document("x " + unit * (50_000 // len(unit)), parse=False))
    assert time.process_time() - began < 20


def test_empty():
    """An article without text has no entities."""
    (read,) = open_documents([Article(id="a", text="", language="en", blocks=[], sentences=[])])
    assert extract_entities(read) == []
    assert read.notes == []
