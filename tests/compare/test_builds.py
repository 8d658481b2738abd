from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newskit.compare import Builds, Change
from newskit.compare.detail import differences as differences_within
from newskit.io.record import decode_article

from ..conftest import Run

BASE = {
    "id": "a",
    "headline": "One",
    "text": "It rained in Rome.",
    "sentences": [{"start": 0, "end": 18}],
    "entities": [{"id": "e1", "label": "GPE", "name": "Rome", "mentions": [{"start": 13, "end": 17}]}],
    "mine": {"colour": "blue", "size": 2},
    "provenance": [{"stage": "clean", "version": "0.1"}],
}


def jsonl(records: Sequence[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def differences(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]], **options: Any) -> list[Change]:
    builds = Builds(**options)
    for line in jsonl(before).splitlines():
        builds.add(decode_article(line))
    return list(builds.compare(map(decode_article, jsonl(after).splitlines())))


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, []),
        ({"provenance": []}, []),
        ({"mine": {"size": 2, "colour": "blue"}}, []),
        ({"headline": "Two"}, [("headline", "changed", None, None)]),
        ({"headline": None}, [("headline", "dropped", None, None)]),
        ({"publisher": "Post"}, [("publisher", "added", None, None)]),
        ({"mine": {"size": 3}}, [("mine", "changed", None, None)]),
        ({"entities": []}, [("entities", "changed", 1, 0)]),
        ({"text": "It rained in Bonn."}, [("text", "changed", None, None)]),
        (
            {"sentences": [{"start": 0, "end": 9}, {"start": 10, "end": 18}], "headline": "Two"},
            [("headline", "changed", None, None), ("sentences", "changed", 1, 2)],
        ),
    ],
)
def test_what_changed(change: dict[str, Any], fields: list[tuple[str, str, int | None, int | None]]) -> None:
    """A change is told by field, layers with their numbers; the order of keys and the provenance do not matter."""
    after = {key: value for key, value in {**BASE, **change}.items() if value is not None}
    told = differences([BASE], [after])
    assert [(f.field, f.change, f.before, f.after) for c in told for f in c.fields] == fields
    assert [c.change for c in told] == (["changed"] if fields else [])


def test_provenance_on_request() -> None:
    """With nothing ignored, provenance is compared as well."""
    (change,) = differences([BASE], [{**BASE, "provenance": []}], ignored=())
    assert [field.field for field in change.fields] == ["provenance"]


def test_two_articles_with_one_id() -> None:
    """The second of two with one id is compared with the second; a third is added."""
    first, second = BASE, {**BASE, "headline": "Two"}
    assert differences([first, second], [first, second]) == []
    assert [change.change for change in differences([first], [first, second])] == ["added"]
    assert [change.change for change in differences([first, second], [first])] == ["dropped"]


CORPORA = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["One", "Two", "Three"]))


@given(CORPORA, CORPORA, st.randoms())
def test_added_dropped_changed_and_same(before: dict[str, str], after: dict[str, str], chance: Any) -> None:
    """Every article is one of the four, whatever the order of the builds."""
    builds = Builds()
    for name, headline in before.items():
        builds.add(decode_article(jsonl([{**BASE, "id": name, "headline": headline}])))
    order = list(after)
    chance.shuffle(order)
    told = list(builds.compare(decode_article(jsonl([{**BASE, "id": n, "headline": after[n]}])) for n in order))
    found = {kind: {change.id for change in told if change.change == kind} for kind in ("added", "dropped", "changed")}
    assert found["added"] == set(after) - set(before)
    assert found["dropped"] == set(before) - set(after)
    assert found["changed"] == {name for name in set(before) & set(after) if before[name] != after[name]}
    assert sum(builds.counts.values()) == len(set(before) | set(after))


def test_memory_does_not_grow_with_the_articles_size() -> None:
    """What is held of an article is as small for a long one as for a short one."""

    def held(length: int) -> int:
        builds = Builds()
        article = decode_article(jsonl([{**BASE, "text": "It rained in Rome." + "x" * length}]))
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for number in range(50):
            article.id = f"a{number}"
            builds.add(article)
        size = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        return size

    assert held(200_000) < 1.5 * held(1_000)
    assert held(1_000) < 50 * 2_000


def test_command(newskit: Run, tmp_path: Any) -> None:
    """Lines for a person, one object for a program; 0 unless the exit code is asked for."""
    before = [BASE, {**BASE, "id": "b"}, {**BASE, "id": "c", "headline": "Three"}]
    after = [{**BASE, "entities": []}, {**BASE, "id": "b"}, {**BASE, "id": "d", "headline": "[/b]\x1b[31mFour"}]
    (tmp_path / "a.jsonl").write_bytes(jsonl(before))
    (tmp_path / "b.jsonl").write_bytes(jsonl(after))
    ran = newskit("diff", "a.jsonl", "b.jsonl")
    assert ran.returncode == 0
    assert ran.stdout.decode().splitlines() == [
        "~ a  One",
        "    entities 1 → 0",
        "+ d  [/b][31mFour",
        "- c  Three",
        "1 added, 1 dropped, 1 changed, 1 same",
        "changed: entities in 1",
    ]
    told = json.loads(newskit("diff", "a.jsonl", "b.jsonl", "--json").stdout)
    assert [change["change"] for change in told["changes"]] == ["changed", "added", "dropped"]
    assert told["summary"] == {"added": 1, "dropped": 1, "changed": 1, "same": 1, "fields": {"entities": 1}}
    assert newskit("diff", "a.jsonl", "b.jsonl", "--exit-code").returncode == 4
    assert newskit("diff", "a.jsonl", "-", "--exit-code", stdin=jsonl(before)).returncode == 0
    assert newskit("diff", "a.jsonl", "b.jsonl", "--limit", "1").stdout.decode().splitlines()[2].startswith("2 more")
    ignoring = newskit("diff", "a.jsonl", "b.jsonl", "--ignore", "entities", "--json").stdout
    assert json.loads(ignoring)["summary"]["same"] == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, []),
        ({"headline": "Two"}, ["headline - One", "headline + Two"]),
        ({"text": "It snowed in Rome."}, ["text - rained", "text + snowed"]),
        ({"text": "It  rained in Rome."}, ["text + the same words with other spaces"]),
        ({"mine": None}, ['mine - {"colour":"blue","size":2}']),
        ({"entities": []}, ["entities - “Rome” "]),
        ({"times": []}, ["times + []"]),
        ({"keywords": ["b", "a"]}, ["keywords + the same in another order"]),
    ],
)
def test_what_differs_within_an_article(change: dict[str, Any], told: list[str]) -> None:
    """Annotations are told with their words, texts by the words that differ, everything else as JSON."""
    before = {**BASE, "keywords": ["a", "b"]}
    after = {key: value for key, value in {**before, **change}.items() if value is not None}
    one, other = (decode_article(jsonl([record])) for record in (before, after))
    found = [f"{each.field} {each.side} {each.told}" for each in differences_within(one, other, ())]
    assert len(found) == len(told)
    assert all(line.startswith(start) for line, start in zip(found, told, strict=True))


def test_one_article_by_command(newskit: Run, tmp_path: Any) -> None:
    """--id shows one article; one that is not there is told with the build that lacks it."""
    (tmp_path / "a.jsonl").write_bytes(jsonl([BASE]))
    (tmp_path / "b.jsonl").write_bytes(jsonl([{**BASE, "headline": "Two"}]))
    ran = newskit("diff", "a.jsonl", "b.jsonl", "--id", "a", "--exit-code")
    assert (ran.returncode, ran.stdout) == (4, b"headline\n- One\n+ Two\n")
    assert b"no article with id x in a.jsonl" in newskit("diff", "a.jsonl", "b.jsonl", "--id", "x").stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["a.jsonl", "none.jsonl"], 3, "none.jsonl: no such file"),
        (["a.jsonl", "bad.jsonl"], 3, "bad.jsonl:1"),
        (["a.jsonl", "a.jsonl"], 2, "the same input"),
        (["a.jsonl"], 2, "Missing argument"),
    ],
)
def test_errors_are_told(newskit: Run, tmp_path: Any, arguments: list[str], code: int, said: str) -> None:
    """What cannot be compared is said in a sentence; half a comparison is no success."""
    (tmp_path / "a.jsonl").write_bytes(jsonl([BASE]))
    (tmp_path / "bad.jsonl").write_bytes(b'{"text": 5}\n')
    ran = newskit("diff", *arguments)
    assert ran.returncode == code
    assert said in ran.stderr.decode()
    assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize("form", [[], ["--json"]])
@pytest.mark.parametrize("names", [["a.jsonl", "none.jsonl"], ["none.jsonl", "a.jsonl"], ["a.jsonl", "cut.jsonl.gz"]])
def test_what_cannot_be_read_is_no_build(newskit: Run, tmp_path: Any, names: list[str], form: list[str]) -> None:
    """A file that is missing or cut is not compared as if all were dropped that is not in it: no sum is told."""
    (tmp_path / "a.jsonl").write_bytes(jsonl([BASE]))
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(jsonl([{**BASE, "headline": "Two"}] * 9))[:-9])
    ran = newskit("diff", *names, *form)
    assert ran.returncode == 3
    assert b"dropped" not in ran.stdout
    assert b"summary" not in ran.stdout
