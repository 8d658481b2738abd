from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newskit.article import Date
from newskit.fetch.dates import iso_date

CASES = [
    line.split("\t") for line in (Path(__file__).parent / "cases" / "dates.tsv").read_text("utf-8").split("\n") if line
]


@pytest.mark.parametrize(("printed", "expected"), CASES)
def test_dates_as_feeds_print_them(printed: str, expected: str) -> None:
    """A date keeps the granularity and the zone that were printed; what cannot be read is no date."""
    assert iso_date(printed) == (expected or None)


@given(st.text(alphabet="0123456789:-+./ TZMarFebGMT,", max_size=40) | st.dates().map(str) | st.datetimes().map(str))
def test_a_date_is_one_that_the_record_takes(printed: str) -> None:
    """Whatever is printed, the result fits the record."""
    found = iso_date(printed)
    if found is not None:
        msgspec.convert(found, Date)
