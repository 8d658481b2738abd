from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import conllu
import pytest

from newskit.article import Article, Span
from newskit.extract.model import load

from .articles import corpus, ferry
from .conftest import Export

UPOS = {"ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM"} | {
    *("PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X")
}
_RELATIONS = """
acl advcl advmod amod appos aux case cc ccomp clf compound conj cop csubj dep det discourse dislocated expl fixed flat
goeswith iobj list mark nmod nsubj nummod obj obl orphan parataxis punct reparandum root vocative xcomp
"""
DEPREL = frozenset(_RELATIONS.split())


def violations(text: str, *, parsed: bool) -> list[str]:
    """Check a file by the rules of levels 1 and 2 of UD's validation; return what breaks them.

    Without a parse, tags and heads are not asked for: the columns must be empty.
    """
    found: list[str] = []
    if not text.endswith("\n\n") or "\n\n\n" in text or "\r" in text:
        found.append("sentences end in one empty line, lines in LF")
    seen: set[str] = set()
    for number, block in enumerate(text.removesuffix("\n\n").split("\n\n")):
        lines = block.split("\n")
        comments = [line for line in lines if line.startswith("#")]
        tokens = [line.split("\t") for line in lines if not line.startswith("#")]
        if lines[: len(comments)] != comments:
            found.append(f"{number}: a comment stands behind a token")
        ids = [line[12:] for line in comments if line.startswith("# sent_id = ")]
        if len(ids) != 1 or not re.fullmatch(r"[^\s/]+", ids[0]) or ids[0] in seen:
            found.append(f"{number}: sent_id {ids}")
        seen.update(ids)
        (told,) = (line[9:] for line in comments if line.startswith("# text = "))
        if [columns[0] for columns in tokens] != [str(n) for n in range(1, len(tokens) + 1)]:
            found.append(f"{number}: ids are not 1, 2, 3")
        rebuilt = ""
        heads = []
        for columns in tokens:
            if len(columns) != 10 or not all(columns):
                found.append(f"{number}: {columns}")
                continue
            if any(re.search(r"\s", columns[place]) for place in (0, 3, 4, 5, 6, 7, 8)):
                found.append(f"{number}: white space in {columns}")
            if any(value != value.strip() or re.search(r"\s\s", value) for value in columns):
                found.append(f"{number}: white space around {columns}")
            if any(value != unicodedata.normalize("NFC", value) for value in columns):
                found.append(f"{number}: not in NFC {columns}")
            keys = [part.partition("=")[0] for part in columns[9].split("|")]
            if len(set(keys)) != len(keys) or not all("=" in part for part in columns[9].split("|")):
                found.append(f"{number}: MISC {columns[9]}")
            rebuilt += columns[1] + ("" if "SpaceAfter=No" in columns[9] else " ")
            if parsed:
                found += [f"{number}: {problem}" for problem in _analysis(columns)]
                heads.append(int(columns[6]))
            elif columns[2:9] != ["_"] * 7:
                found.append(f"{number}: columns are filled {columns}")
        if rebuilt.rstrip(" ") != told:
            found.append(f"{number}: text is {told!r}, the tokens make {rebuilt!r}")
        if parsed and not _is_tree(heads):
            found.append(f"{number}: no tree {heads}")
    return found


def _analysis(columns: list[str]) -> list[str]:
    problems = []
    if columns[3] not in UPOS:
        problems.append(f"UPOS {columns[3]}")
    if columns[7].split(":")[0] not in DEPREL or (columns[7] == "root") is not (columns[6] == "0"):
        problems.append(f"DEPREL {columns[7]} of {columns[6]}")
    if columns[5] != "_":
        features = [feature.split("=") for feature in columns[5].split("|")]
        names = [name.lower() for name, _ in features]
        if names != sorted(set(names)) or not all(re.fullmatch(r"[A-Z]\w*(\[\w+\])?", name) for name, _ in features):
            problems.append(f"FEATS {columns[5]}")
    return problems


def _is_tree(heads: list[int]) -> bool:
    if heads.count(0) != 1:
        return False
    for place in range(len(heads)):
        above, steps = place + 1, 0
        while above:
            above, steps = heads[above - 1], steps + 1
            if steps > len(heads):
                return False
    return True


def written(export: Export, articles: list[Article], **options: object) -> str:
    path: Path = export("conllu", articles, "a.conllu", **options)
    return path.read_bytes().decode("utf-8")


def test_without_a_parse_the_rules_that_apply_hold(export: Export) -> None:
    """Level 1, and level 2 but for tags and heads, which the record does not have."""
    assert violations(written(export, corpus()), parsed=False) == []


def test_with_a_parse_levels_1_and_2_hold(export: Export) -> None:
    """Tags of UD, relations of UD, features in order, and one tree a sentence; another language is left alone."""
    parser, _ = load(exclude=("ner",))
    english = [ferry(), Article(id="x", text="The boat that he bought was given to her by Al, Bo and Cy. It is red.")]
    text = written(export, english, parser=parser)
    assert violations(text, parsed=True) == []
    last = conllu.parse(text)[-2:]
    found = {token["form"]: (token["upos"], token["deprel"], last[0][token["head"] - 1]["form"]) for token in last[0]}
    assert found["Al"] == ("PROPN", "obl:agent", "given")
    assert found["by"][1:] == ("case", "Al")
    assert found["and"][1:] == ("cc", "Cy")
    assert found["bought"][1] == "acl:relcl"
    assert [(token["form"], token["deprel"]) for token in last[1]][1:3] == [("is", "cop"), ("red", "root")]


def test_offsets_lead_back_to_the_text(export: Export) -> None:
    """StartChar and EndChar are offsets into the record's text, whatever was normalised in the form."""
    sentences = conllu.parse(written(export, corpus()))
    texts = {" ".join(article.id.split()): article.text or "" for article in corpus()}
    text = ""
    for sentence in sentences:
        if "newdoc id" in sentence.metadata:
            text = texts[sentence.metadata.get("article_id", sentence.metadata["newdoc id"])]
        for token in sentence:
            stretch = text[int(token["misc"]["StartChar"]) : int(token["misc"]["EndChar"])]
            assert token["form"] == unicodedata.normalize("NFC", stretch)


def test_documents_and_paragraphs_are_told(export: Export) -> None:
    """Each article begins with newdoc and its metadata, each block with newpar."""
    sentences = conllu.parse(written(export, corpus()))
    documents = [each.metadata for each in sentences if "newdoc id" in each.metadata]
    assert [each.get("article_id", each["newdoc id"]) for each in documents] == ["ferry-1", "../a b/ü 1", "bare"]
    assert documents[0]["headline"] == "Ferry returns to Port Alder 🚢 after storm"
    assert len(documents[0]["text_sha256"]) == 64
    first = [each for each in sentences if each.metadata["sent_id"].startswith("ferry-1-")]
    assert len([each for each in first if "newpar id" in each.metadata]) == 10


def test_entities_stand_in_brackets(export: Export) -> None:
    """Mentions are opened and closed in MISC, with label, head and Wikidata item; one entity keeps its number."""
    tokens = [token for sentence in conllu.parse(written(export, [ferry()])) for token in sentence]
    told = {token["misc"]["StartChar"]: (token["form"], token["misc"].get("Entity")) for token in tokens}
    marked = [pair for pair in told.values() if pair[1]]
    assert ("Ruth", "(d1e1-PERSON-2-Q42") in marked
    assert ("Kemp", "d1e1)") in marked
    assert ("She", "(d1e1-PERSON-1-Q42)") in marked
    assert ("Port", "(d1e3-ORG-4(d1e2-GPE-2") in marked or ("Port", "(d1e3-ORG-3(d1e2-GPE-2") in marked


def test_equal_ids_make_different_sentences(export: Export) -> None:
    """Two articles of one id do not get the same sentence ids."""
    text = written(export, [Article(id="a", text="One."), Article(id="a", text="Two.")])
    assert re.findall(r"sent_id = (\S+)", text) == ["a-s1", "a-2-s1"]


def test_articles_without_a_token_are_left_out(export: Export) -> None:
    """CoNLL-U has no way to write a document of nothing."""
    empty = Article(id="e", text="", sentences=[], tokens=[])
    hollow = Article(id="h", text="x", sentences=[Span(start=0, end=1)], tokens=[])
    assert written(export, [empty, hollow]) == ""


@pytest.mark.parametrize("language", ["de", "fr-FR"])
def test_another_language_is_not_parsed(export: Export, language: str) -> None:
    """A parser of English says nothing of other languages."""
    parser, _ = load(exclude=("ner",))
    article = Article(id="a", text="Es regnet.", language=language)
    assert violations(written(export, [article], parser=parser), parsed=False) == []
