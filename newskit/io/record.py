"""Articles to JSON and back: typed, validated, and with every unknown key kept as the bytes it came in."""

from __future__ import annotations

import json
import re
import types
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Raw, Struct

from newskit.article import EXTRA_KEY, ISO_DATE, Article, Record
from newskit.errors import RecordError
from newskit.identity import article_id

_OBJECT = msgspec.json.Decoder(dict[str, Raw])
_ARTICLE = msgspec.json.Decoder(Article)
_ENCODER = msgspec.json.Encoder()
_MARKER = EXTRA_KEY.encode()
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_LONG_NUMBER = re.compile(rb"[0-9]{4301}")
_PATH = re.compile(r" - at `\$(.*)`$")
_TOLD_KEYS = 5
"""Unknown keys that an error names."""
_NEVER_READ = frozenset({"extra", "origin"})


def decode_article(line: bytes) -> Article:
    """Read one article from the bytes of a JSON object.

    Raises RecordError, whose ``field`` is the path of the culprit (``blocks[2].start``): not JSON, not an object, a
    wrong type, a value outside its range, an offset outside the text, a reversed span, no content of any kind.
    """
    try:
        # one pass does for a record without unknown keys, which most are; the others are read key by key
        article = _ARTICLE.decode(line)
        if article.extra is None and article.origin is None:
            return _checked(article)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        if not line.isascii():
            line.decode("utf-8")
        raw = _OBJECT.decode(line)
    except UnicodeDecodeError as error:
        message = f"not UTF-8: byte {error.start + 1} of the line"
        raise RecordError(message, reason="invalid_utf8") from error
    except RecursionError as error:
        message = "nested too deeply"
        raise RecordError(message, reason="invalid_json") from error
    except msgspec.ValidationError as error:
        raise RecordError("not a JSON object", reason="invalid_record") from error
    except msgspec.DecodeError as error:
        raise RecordError(_no_json(line, error), reason="invalid_json") from error
    return article_from_raw(raw)


def article_from_raw(raw: Mapping[str, Raw]) -> Article:
    """Build an article from its fields as raw JSON values; raises RecordError as :func:`decode_article` does."""
    article = Article()
    extra: dict[str, Raw] = {}
    decoders = _field_decoders(Article)
    for key, value in raw.items():
        decoder = decoders.get(key)
        if decoder is None:
            _check_unknown(key, value)
            extra[key] = value.copy()
            continue
        name, decode, hint = decoder
        try:
            found = decode.decode(value)
        except (msgspec.ValidationError, RecursionError) as error:
            found = _with_extras(key, value, hint, error)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise RecordError(_no_json(bytes(value), error), field=key, reason="invalid_json") from error
        setattr(article, name, found)
    article.extra = extra or None
    return _checked(article)


def _checked(article: Article) -> Article:
    """Return the article with an identifier; raises RecordError where it has no content, or what lies outside it."""
    if not any(getattr(article, field) is not None for field in ("content", "text", "url", "canonical_url")):
        message = "nothing to work on: the record has neither content, text nor url"
        if article.extra:
            names = ", ".join(list(article.extra)[:_TOLD_KEYS])
            message += f"; what newskit does not know: {names}{', ...' if len(article.extra) > _TOLD_KEYS else ''}"
        raise RecordError(message, reason="no_payload")
    check(article)
    if not article.id:
        article.id = article_id(article.canonical_url or article.url, article.content or article.text)
    return article


def encode_article(article: Article) -> bytes:
    """Return the article as one JSON object without a line end; absent values are left out."""
    origin, extra = article.origin, article.extra
    article.origin = article.extra = None
    try:
        line = _ENCODER.encode(article)
        if _MARKER in line:
            line = _ENCODER.encode(_flatten(msgspec.json.decode(line, type=dict[str, Raw])))
    except UnicodeEncodeError as error:
        message = f"the record holds a lone surrogate, which no UTF-8 can hold: {error.reason}"
        raise RecordError(message, reason="invalid_text") from error
    finally:
        article.origin, article.extra = origin, extra
    if extra:
        line = line[:-1] + b"," + _ENCODER.encode(extra)[1:]
    return line


def encode_plain(article: Article) -> bytes | None:
    """Return what :func:`encode_article` does, or ``None`` for an article with unknown keys at any depth."""
    if article.extra:
        return None
    origin, article.origin = article.origin, None
    try:
        line = _ENCODER.encode(article)
    except UnicodeEncodeError:
        return None
    finally:
        article.origin = origin
    return None if _MARKER in line else line


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the record."""
    schema: dict[str, Any] = msgspec.json.schema(Article)
    definitions = schema.pop("$defs")
    for definition in definitions.values():
        for hidden in [key for key in definition.get("properties", {}) if key.startswith(EXTRA_KEY[0])]:
            del definition["properties"][hidden]
        definition.pop("additionalProperties", None)
        # what the encoder always writes is required of the output, never of the input
        definition["required"] = [key for key in definition.get("required", []) if key != "schema"]
    root = definitions.pop("Article")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **root,
        "title": "newskit/1",
        "$defs": definitions,
    }


# ------------------------------------------------------------------ checks


def check(article: Article) -> None:
    """Check what types cannot say: spans lie in the text, blocks do not overlap, indices point somewhere.

    Raises RecordError with the path of the culprit.
    """
    length = len(article.text or "")
    for name in ("blocks", "sentences", "tokens", "times", "quantities"):
        _check_spans(getattr(article, name), length, name)
    end = 0
    for number, block in enumerate(article.blocks or ()):
        if block.start < end:
            message = f"starts at {block.start}, before the block above it ends at {end}"
            raise _outside(f"blocks[{number}].start", message)
        end = block.end
    for number, entity in enumerate(article.entities or ()):
        _check_spans(entity.mentions, length, f"entities[{number}].mentions")
    for number, quote in enumerate(article.quotes or ()):
        _check_spans(quote.content, length, f"quotes[{number}].content")
        _check_spans(quote.speakers, length, f"quotes[{number}].speakers")
        _check_span(quote.cue, length, f"quotes[{number}].cue")
    for number, quantity in enumerate(article.quantities or ()):
        _check_span(quantity.of, length, f"quantities[{number}].of")
        _check_index(quantity.part_of, article.quantities, f"quantities[{number}].part_of")
    for number, event in enumerate(article.events or ()):
        _check_span(event, length, f"events[{number}]")
        _check_spans(event.agents, length, f"events[{number}].agents")
        _check_spans(event.patients, length, f"events[{number}].patients")
        _check_span(event.place, length, f"events[{number}].place")
        if article.times is not None:
            _check_index(event.time, article.times, f"events[{number}].time")
        if article.quantities is not None:
            for quantity_index in event.quantities:
                _check_index(quantity_index, article.quantities, f"events[{number}].quantities")
    if article.summary is not None:
        for question in ("who", "what", "whom", "when", "where", "why", "how"):
            _check_span(getattr(article.summary, question), length, f"summary.{question}")
        _check_spans(article.summary.lead, length, "summary.lead")
    for number, keyphrase in enumerate(article.keyphrases or ()):
        _check_spans(keyphrase.mentions, length, f"keyphrases[{number}].mentions")
    for number, topic in enumerate(article.topics or ()):
        _check_spans(topic.mentions, length, f"topics[{number}].mentions")


def _check_spans(spans: Iterable[Any] | None, length: int, path: str) -> None:
    for number, span in enumerate(spans or ()):
        if not 0 <= span.start <= span.end <= length:
            _check_span(span, length, f"{path}[{number}]")


def _check_span(span: Any, length: int, path: str) -> None:
    if span is None:
        return
    if span.end < span.start:
        raise _outside(f"{path}.end", f"is {span.end}, before the start {span.start}")
    if span.start < 0 or span.end > length:
        raise _outside(f"{path}.end", f"is {span.end}, outside the text of {length} characters")


def _check_index(index: int | None, layer: list[Any] | None, path: str) -> None:
    if index is not None and not 0 <= index < len(layer or ()):
        raise _outside(path, f"is {index}, but there are {len(layer or ())}")


def _outside(path: str, message: str) -> RecordError:
    return RecordError(f"{path} {message}", field=path, reason="invalid_offset")


# ------------------------------------------------------------------ unknown keys


def _check_unknown(key: str, value: Raw) -> None:
    """Refuse in an unknown value what no output could hold, or what its readers could not read."""
    data = bytes(value)
    if _SURROGATE.search(data) or _SURROGATE.search(_ENCODER.encode(key)):
        try:
            msgspec.json.decode(data)
        except (msgspec.DecodeError, UnicodeError) as error:
            message = f"{key} holds a lone surrogate, which no UTF-8 can hold"
            raise RecordError(message, field=key, reason="invalid_text") from error
    if _LONG_NUMBER.search(data):
        try:
            json.loads(data)
        except ValueError as error:
            message = f"{key} holds a number of more digits than JSON readers take"
            raise RecordError(message, field=key, reason="invalid_number") from error


@lru_cache(maxsize=64)
def _field_decoders(struct: type[Struct]) -> dict[str, tuple[str, msgspec.json.Decoder[Any], Any]]:
    """Return, by JSON name, the attribute, the decoder and the type of every field that may come in."""
    hints = get_type_hints(struct, include_extras=True)
    return {
        field.encode_name: (field.name, msgspec.json.Decoder(hints[field.name]), hints[field.name])
        for field in msgspec.structs.fields(struct)
        if field.name not in _NEVER_READ
    }


def _with_extras(path: str, value: Raw, hint: Any, error: Exception) -> Any:
    """Read a value that may hold objects with unknown keys; re-raise the error if that is not what is wrong."""
    if isinstance(error, RecursionError):
        message = f"{path} is nested too deeply"
        raise RecordError(message, field=path, reason="invalid_json") from error
    if "unknown field" not in str(error):
        raise _invalid(path, error) from error
    return _read(path, value, hint)


def _read(path: str, value: Raw, hint: Any) -> Any:
    """Read one value field by field, keeping unknown keys of objects at any depth."""
    hint = _without_none(hint)
    try:
        if get_origin(hint) is list:
            items = msgspec.json.decode(value, type=list[Raw])
            return [_read(f"{path}[{number}]", item, get_args(hint)[0]) for number, item in enumerate(items)]
        if isinstance(hint, type) and issubclass(hint, Record):
            if bytes(value) == b"null":
                return None
            return _read_struct(path, _OBJECT.decode(value), hint)
        if get_origin(hint) is dict and isinstance(get_args(hint)[1], type) and issubclass(get_args(hint)[1], Record):
            return {key: _read(f"{path}.{key}", item, get_args(hint)[1]) for key, item in _OBJECT.decode(value).items()}
        return msgspec.json.decode(value, type=hint)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _invalid(path, error) from error


def _read_struct(path: str, raw: dict[str, Raw], struct: type[Record]) -> Record:
    values: dict[str, Any] = {}
    extra: dict[str, Raw] = {}
    decoders = _field_decoders(struct)
    for key, item in raw.items():
        if key not in decoders:
            _check_unknown(f"{path}.{key}", item)
            extra[key] = item.copy()
            continue
        name, decoder, hint = decoders[key]
        try:
            values[name] = decoder.decode(item)
        except (msgspec.ValidationError, RecursionError) as error:
            values[name] = _with_extras(f"{path}.{key}", item, hint, error)
    missing = [
        field.encode_name for field in msgspec.structs.fields(struct) if field.required and field.name not in values
    ]
    if missing:
        message = f"{path} lacks {', '.join(missing)}"
        raise RecordError(message, field=path)
    return struct(**values, extra=extra or None)


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        members = [member for member in get_args(hint) if member is not type(None)]
        if len(members) == 1:
            return members[0]
    return hint


def _flatten(raw: dict[str, Raw]) -> dict[str, Raw]:
    """Move the unknown keys of every object at any depth back to where they stood."""
    flat: dict[str, Raw] = {}
    for key, value in raw.items():
        if key == EXTRA_KEY:
            flat.update(_OBJECT.decode(value))
        else:
            flat[key] = _flatten_value(value)
    return flat


def _flatten_value(value: Raw) -> Raw:
    data = bytes(value)
    if _MARKER not in data:
        return value
    if data.startswith(b"["):
        items = msgspec.json.decode(data, type=list[Raw])
        return Raw(_ENCODER.encode([_flatten_value(item) for item in items]))
    if data.startswith(b"{"):
        return Raw(_ENCODER.encode(_flatten(_OBJECT.decode(data))))
    return value


# ------------------------------------------------------------------ messages


def _no_json(line: bytes, error: Exception) -> str:
    if _SURROGATE.search(line) and "truncated" in str(error):
        return "not JSON that UTF-8 can hold: a lone surrogate"
    detail = str(error).removeprefix("JSON is malformed: ").removesuffix(".")
    return f"not JSON: {detail[0].lower()}{detail[1:]}"


def _invalid(path: str, error: Exception) -> RecordError:
    message = str(error)
    found = _PATH.search(message)
    inner = found.group(1).replace("[...]", "") if found else ""
    field = f"{path}{inner}"
    detail = _PATH.sub("", message)
    if ISO_DATE.replace("\\", "\\\\") in detail:
        detail = "no ISO 8601 date (2015, 2015-10, 2015-10-08 or 2015-10-08T14:03:00+03:00)"
    detail = detail[:1].lower() + detail[1:]
    return RecordError(f"{field}: {detail}", field=field)
