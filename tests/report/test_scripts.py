"""The functions of the page that need no browser, run by node where it is there."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newskit.report import page

from ..conftest import ROOT

NODE = shutil.which("node")
SOURCES = ROOT / "newskit" / "resources" / "report"
pytestmark = pytest.mark.skipif(NODE is None, reason="node, which runs the page's scripts, is not installed")


def run(program: str, *values: Any) -> Any:
    """Run a program after the page's scripts; ``values`` is what it is given, what it returns is JSON."""
    scripts = "\n".join((SOURCES / name).read_text() for name in page.SCRIPTS if name != "app.js")
    source = f"{scripts}\nconst values = {json.dumps(values)};\nconst told = (() => {{ {program} }})();\n"
    source += "Promise.resolve(told).then((value) => process.stdout.write(JSON.stringify(value) ?? 'null'));"
    assert NODE is not None
    ran = subprocess.run([NODE, "-"], input=source.encode(), capture_output=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    return json.loads(ran.stdout)


def test_the_whole_script_is_valid(tmp_path: Path) -> None:
    """All scripts joined as in the page are one valid script."""
    joined = tmp_path / "page.js"
    joined.write_text("".join(f"{(SOURCES / name).read_text()}\n" for name in page.SCRIPTS))
    assert NODE is not None
    subprocess.run([NODE, "--check", str(joined)], check=True)


def flat(pieces: list[dict[str, Any]]) -> list[tuple[int, int, list[int]]]:
    """Return the leaves of nested pieces with the numbers of the marks around them."""
    found = []
    for piece in pieces:
        if "mark" not in piece:
            found.append((piece["start"], piece["end"], []))
            continue
        for start, end, numbers in flat(piece["inside"]) or [(piece["start"], piece["end"], [])]:
            found.append((start, end, [piece["mark"]["number"], *numbers]))
    return found


MARKS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 15)), max_size=12)


@settings(max_examples=8)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 25), MARKS), min_size=40, max_size=40))
def test_nested_marks_cover_the_text_once(stretches: list[tuple[int, int, list[tuple[int, int]]]]) -> None:
    """However marks overlap, their pieces cover the text once and in order, and each place has all its marks."""
    asked = [
        [start, start + length, [{"start": s, "end": s + n, "number": i} for i, (s, n) in enumerate(marks)]]
        for start, length, marks in stretches
    ]
    told = run("return values[0].map(([start, end, marks]) => nested(start, end, marks));", asked)
    for (start, end, marks), pieces in zip(asked, told, strict=True):
        leaves = flat(pieces)
        assert [at for s, e, _ in leaves for at in range(s, e)] == list(range(start, end))
        for s, e, numbers in leaves:
            for at in range(s, e):
                assert sorted(numbers) == [m["number"] for m in marks if m["start"] <= at < m["end"]]


def test_offsets_are_code_points() -> None:
    """Spans cut the text at code points, where JavaScript counts surrogates."""
    text = "The 🚀🚀 flew over Kenya 🇰🇪 on Thursday."
    start = text.index("Kenya")
    cut = run(
        "const u = unitsOf(values[0]); return values[0].slice(u(values[1]), u(values[2]));", text, start, start + 5
    )
    assert cut == "Kenya"


def test_steps_and_what_lists_have_in_common() -> None:
    """Numbers come back from their steps, two lists meet in what both have, chunks are found by first numbers."""
    assert run("return numbersOf([3, 1, 4]);") == [3, 4, 8]
    assert run("return inBoth([1, 3, 5, 9], [3, 4, 9]);") == [3, 9]
    assert run("return [0, 9, 10, 25, 99].map((n) => placeIn([0, 10, 25], n));") == [0, 0, 1, 2, 2]


@pytest.mark.parametrize(
    ("key", "following"),
    [
        ("2015", "2016"),
        ("2015-12", "2016-01"),
        ("2015-09", "2015-10"),
        ("2015-12-31", "2016-01-01"),
        ("2016-02-28", "2016-02-29"),
        ("0099", "0100"),
    ],
)
def test_dates_follow_each_other(key: str, following: str) -> None:
    """After a year, month or day comes the next."""
    assert run("return nextDate(values[0]);", key) == following


def test_long_stretches_without_anything_are_one_break() -> None:
    """Short gaps in a timeline are empty columns, long ones a break; what is no date ends nothing."""
    told = run("return timeBuckets([['1945', 1], ['2014', 2], ['2017', 3]].map((v) => v));")
    assert [key for key, _ in told] == ["1945", None, "2014", "2015", "2016", "2017"]
    assert [key for key, _ in run("return timeBuckets([['2015-99', 1], ['2016-01', 2]]);")][-1] == "2016-01"


def test_only_addresses_of_the_web_are_links() -> None:
    """An address that runs a script is shown as text."""
    assert run("return outward(values[0]);", "javascript:alert(1)") == "javascript:alert(1)"
    assert run("return outward(values[0]);", " data:text/html,x") == " data:text/html,x"


def test_data_is_unpacked() -> None:
    """What Python packed is what the page reads."""
    packed = page.pack('{"a": "</script>ü🚀"}'.encode()).decode()
    assert run("return unpack(values[0]);", packed) == {"a": "</script>ü🚀"}


def test_thousands_of_marks_upon_each_other_do_no_harm() -> None:
    """Marks that are nested or crossed without end are shown to a depth, in good time."""
    inside = [{"start": n, "end": 8000 - n, "number": n} for n in range(4000)]
    crossed = [{"start": n, "end": n + 1000, "number": n} for n in range(1000)]
    for marks in (inside, crossed):
        pieces = run("return nested(0, 8000, values[0]);", marks)
        assert sum(end - start for start, end, _ in flat(pieces)) == 8000
