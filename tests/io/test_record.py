from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given

from newskit.article import Article
from newskit.errors import RecordError
from newskit.io.record import decode_article, encode_article, json_schema

from .articles import objects, public_fields

ROOT = Path(__file__).parents[2]


def lean(value: Any) -> Any:
    """Leave out what the encoder leaves out (absent values) so that two readings can be compared."""
    if isinstance(value, dict):
        return {key: lean(item) for key, item in value.items() if item is not None or key.startswith("my_")}
    return [lean(item) for item in value] if isinstance(value, list) else value


def covers(found: Any, given_value: Any) -> bool:
    """Whether everything that was given is there unchanged; defaults may have been added."""
    if isinstance(given_value, dict):
        return isinstance(found, dict) and all(
            key in found and covers(found[key], item) for key, item in given_value.items()
        )
    if isinstance(given_value, list):
        return len(found) == len(given_value) and all(map(covers, found, given_value))
    return bool(found == given_value)


@given(objects())
def test_everything_comes_back(thing: dict[str, Any]) -> None:
    """Known and unknown keys, at every depth, come out as they went in; a second round changes no byte."""
    line = encode_article(decode_article(json.dumps(thing).encode()))
    assert covers(json.loads(line), lean(thing))
    assert encode_article(decode_article(line)) == line


@given(objects())
def test_records_satisfy_the_schema(thing: dict[str, Any]) -> None:
    """What is written satisfies the JSON Schema that ``newskit schema`` prints."""
    jsonschema.Draft202012Validator(json_schema()).validate(
        json.loads(encode_article(decode_article(json.dumps(thing).encode())))
    )


def test_unknown_values_keep_their_bytes() -> None:
    """A number that Python would write otherwise leaves as it came: at the top and inside an annotation."""
    line = (
        b'{"text":"abc","mine":{"x":1.50,"big":123456789012345678901234567890},'
        b'"blocks":[{"start":0,"end":3,"kind":"paragraph","weight":1E2}]}'
    )
    out = encode_article(decode_article(line))
    assert b'"mine":{"x":1.50,"big":123456789012345678901234567890}' in out
    assert b'{"start":0,"end":3,"kind":"paragraph","weight":1E2}' in out


@pytest.mark.parametrize(
    ("line", "reason", "field"),
    [
        (b"{}", "no_payload", None),
        (b"[]", "invalid_record", None),
        (b"not json", "invalid_json", None),
        (b'{"text":"ab\xff"}', "invalid_utf8", None),
        (b'{"text":"a","mine":NaN}', "invalid_json", None),
        (b'{"text":"a\\ud800"}', "invalid_json", None),
        (b'{"mine":"\\ud800","text":"a"}', "invalid_json", None),
        (b'{"text":"a","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "invalid_json", None),
        (b'{"text":"a","mine":' + b"9" * 6000 + b"}", "invalid_number", "mine"),
        (b'{"text":5}', "invalid_record", "text"),
        (b'{"text":"a","schema":"other/9"}', "invalid_record", "schema"),
        (b'{"text":"a","date_published":"2026-13-45"}', "invalid_record", "date_published"),
        (b'{"text":"a","blocks":[{"start":0,"end":1,"kind":"page"}]}', "invalid_record", "blocks[0].kind"),
        (b'{"text":"a","blocks":[{"start":true,"end":1,"kind":"paragraph"}]}', "invalid_record", "blocks[0].start"),
        (b'{"text":"a","blocks":[{"start":0,"end":2,"kind":"paragraph"}]}', "invalid_offset", "blocks[0].end"),
        (b'{"text":"abc","sentences":[{"start":2,"end":1}]}', "invalid_offset", "sentences[0].end"),
        (b'{"text":"abc","sentences":[{"start":-1,"end":1}]}', "invalid_record", "sentences[0].start"),
        (
            b'{"text":"abcdef","blocks":[{"start":0,"end":4,"kind":"paragraph"},{"start":3,"end":6,"kind":"paragraph"}]}',
            "invalid_offset",
            "blocks[1].start",
        ),
        (b'{"text":"a","times":[{"start":0}]}', "invalid_record", "times[0]"),
        (b'{"text":"a","times":[{"start":0,"mine":1}]}', "invalid_record", "times[0]"),
        (
            b'{"text":"a","events":[{"start":0,"end":1,"lemma":"x","time":3}],"times":[]}',
            "invalid_offset",
            "events[0].time",
        ),
        (
            b'{"text":"a","entities":[{"id":"e","label":"ORG","name":"x","mine":1,"mentions":[{"start":0,"end":9}]}]}',
            "invalid_offset",
            "entities[0].mentions[0].end",
        ),
        (
            b'{"text":"a","quotes":[{"kind":"direct","content":[{"start":0,"end":"1","mine":1}]}]}',
            "invalid_record",
            "quotes[0].content[0].end",
        ),
    ],
)
def test_what_is_wrong_is_named(line: bytes, reason: str, field: str | None) -> None:
    """A line that is no record is refused with a class of reason and the path of the culprit."""
    with pytest.raises(RecordError) as caught:
        decode_article(line)
    assert (caught.value.reason, caught.value.field) == (reason, field)
    if field:
        assert field in caught.value.detail


def test_missing_id_is_made_from_the_content() -> None:
    """A record without an id gets one that depends on its URL or content alone."""
    ids = [decode_article(line).id for line in (b'{"text":"a"}', b'{"text":"a","mine":1}', b'{"text":"b"}')]
    assert ids[0] == ids[1] != ids[2]
    by_url = [decode_article(b'{"url":"http://x.example/1","text":"%s"}' % text).id for text in (b"a", b"b")]
    assert by_url[0] == by_url[1]


def test_whole_numbers_are_whole() -> None:
    """A quantity of 26.0 and one of 26 are the same record."""
    template = b'{"text":"26","quantities":[{"start":0,"end":2,"type":"CARDINAL","value":%s}]}'
    assert encode_article(decode_article(template % b"26.0")) == encode_article(decode_article(template % b"26"))


def test_lone_surrogate_is_not_written() -> None:
    """Text that no UTF-8 can hold is an error that names the fact, never broken output."""
    with pytest.raises(RecordError):
        encode_article(Article(id="x", text="a\ud800"))


def _documented(page: str) -> set[str]:
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    return {name.strip("`") for row in rows for name in row.split("|")[1].replace(",", " ").split()}


def test_schema_structs_and_docs_agree() -> None:
    """Every field of the record stands in the schema and in docs/record.md, and nothing else does."""
    page = (ROOT / "docs" / "record.md").read_text().split("## Fields")[1].split("\n## ")[0]
    assert set(json_schema()["properties"]) == public_fields() == _documented(page)


def test_schema_describes_every_annotation() -> None:
    """The schema lists the fields of every struct under its name."""
    definitions = json_schema()["$defs"]
    structs = {kind.__name__: kind for kind in _record_types()}
    assert set(definitions) == set(structs)
    for name, struct in structs.items():
        names = {field.encode_name for field in msgspec.structs.fields(struct)} - {"\ue000extra"}
        assert set(definitions[name]["properties"]) == names


def _record_types() -> set[type[msgspec.Struct]]:
    import newskit.article as module

    return {
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, module.Record) and kind is not module.Record
    }
