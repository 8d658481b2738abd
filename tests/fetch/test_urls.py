from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newskit.fetch.urls import UrlError, canonical, resolve, target

CASES = tomllib.loads((Path(__file__).parent / "cases" / "urls.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES["canonical"], ids=lambda case: case["about"])
def test_canonical_form(case: dict[str, str]) -> None:
    """An address has one canonical form, which is its own."""
    assert canonical(case["url"]) == case["expected"]
    assert canonical(case["expected"]) == case["expected"]


@pytest.mark.parametrize("case", CASES["invalid"], ids=lambda case: case["url"])
def test_what_is_no_address(case: dict[str, str]) -> None:
    """What cannot be asked for is an error that says why, and has no canonical form."""
    with pytest.raises(UrlError) as caught:
        target(case["url"])
    assert caught.value.reason == case["reason"]
    with pytest.raises(ValueError):
        canonical(case["url"])


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_an_error(text: str) -> None:
    """No text makes anything but a stable address or a ValueError."""
    try:
        found = canonical("http://news.example/" + text)
    except ValueError:
        return
    assert canonical(found) == found
    assert found.isascii()


def test_what_is_asked_for_is_not_rewritten() -> None:
    """A request keeps the order and the encoding of parameters, and leaves out fragment and password."""
    place = target("http://me:pw@news.example:8080/a?z=1&a=%2f&utm_source=x#top")
    assert place.url == "http://news.example:8080/a?z=1&a=%2f&utm_source=x"
    assert place.authority == "news.example:8080"


def test_addresses_of_a_megabyte_are_refused_at_once() -> None:
    """The length of an address is bounded, and a long one costs no time."""
    start = time.process_time()
    for text in (
        "http://news.example/" + "a/../" * 200_000,
        "http://" + "a." * 500_000,
        "9" * 1_000_000,
        "%" * 1_000_000,
    ):
        with pytest.raises(ValueError):
            canonical(text)
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/b", "http://news.example/b"),
        ("b?x=1", "http://news.example/dir/b?x=1"),
        ("//other.example/b", "http://other.example/b"),
        (" \t/b\n", "http://news.example/b"),
    ],
)
def test_redirects_are_resolved_as_browsers_do(location: str, expected: str) -> None:
    """A Location is resolved against the address that sent it."""
    assert resolve("http://news.example/dir/a", location) == expected
