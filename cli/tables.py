"""Counts as a person reads them in a terminal: tables, bars and sparklines."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from newskit.report.facts import FIGURES, SEPARATOR
from newskit_cli.terminal import Safe

if TYPE_CHECKING:
    from newskit.report.counts import Counts
    from newskit.report.tally import Value

_TICKS = "▁▂▃▄▅▆▇█"
_BAR = 12
_LABEL = 26
_LONGEST = 1000
_TIMES = ("year", "month", "day", "time_year", "time_month", "time_day")
_NARROW = 100
_SHORT = {"sentences": "sent.", "quantities": "quant.", "characters": "chars", "not_free": "paywalled"}


def show(console: Console, counts: Counts, figures: list[str] | None, top: int) -> None:
    """Print the totals, the groups where they were asked for, and the figures."""
    if not figures:
        console.print(Safe(_totals(counts)))
    if counts.by is not None:
        console.print(Safe(_groups(counts, top, console.width)))
        if not figures:
            return
    names = figures or [name for name, figure in FIGURES.items() if figure.divides is None]
    for line in _timelines(counts, names, console.width):
        console.print(Safe(line))
    wanted = [name for name in names if name not in (*_TIMES, "speaker", "cluster") and len(counts.tallies[name])]
    tables = [Padding(_figure(counts, name, top), (0, 3, 1, 0)) for name in wanted]
    if tables:
        console.print(Safe(Columns(tables)))
    if "speaker" in names and len(counts.tallies["speaker"]):
        console.print(Safe(_speakers(counts, top)))
    if counts.rejected and not figures:
        console.print(Safe(_rejects(counts, top)))


def _totals(counts: Counts) -> RenderableType:
    numbers = {"articles": counts.articles, **counts.totals}
    line = Text()
    for name, number in numbers.items():
        if number:
            line.append(f"{number:,}", "bold").append(f" {name.replace('_', ' ')}   ", "dim")
    missing = [f"{number:,} without {name}" for name, number in counts.summary(0)["missing"].items() if number]
    told = [line, *([Text(", ".join(missing), "dim")] if missing else [])]
    return Padding(Group(*told), (0, 0, 1, 0))


def sparkline(numbers: list[int]) -> str:
    """Return numbers as a row of blocks, the largest as the full one; nothing is a blank."""
    largest = max(numbers, default=0) or 1
    return "".join(_TICKS[max(0, -(-number * len(_TICKS) // largest) - 1)] if number else " " for number in numbers)


def _timelines(counts: Counts, names: list[str], width: int) -> list[RenderableType]:
    """Return a sparkline for what is counted along time, at the finest unit that fits."""
    lines: list[RenderableType] = []
    for title, units in (("Published", _TIMES[2::-1]), ("Spoken of", _TIMES[:2:-1])):
        asked = [unit for unit in units if unit in names and len(counts.tallies[unit])]
        if not asked:
            continue
        fitting = [unit for unit in asked if len(_series(counts, unit)) <= width - 30]
        unit = fitting[0] if fitting else asked[-1]
        series = _series(counts, unit)[-(width - 30) :]
        told = Text(f"{title:10}", "bold").append(f"{series[0][0]} ", "dim")
        told.append(sparkline([number for _, number in series]), "blue").append(f" {series[-1][0]}", "dim")
        lines.append(Padding(told, (0, 0, 1, 0)))
    return lines


def _series(counts: Counts, unit: str) -> list[tuple[str, int]]:
    """Return the numbers along time without gaps, or with gaps where that would be longer than any terminal."""
    numbers = {value.key: value.articles for value in counts.values(unit)}
    series: list[tuple[str, int]] = []
    for key, number in numbers.items():
        while series and (between := _after(series[-1][0])) < key and len(series) < _LONGEST:
            series.append((between, 0))
        series.append((key, number))
    return series


def _after(key: str) -> str:
    """Return the year, month or day after one."""
    if len(key) == len("2015-10-08"):
        try:
            return (date.fromisoformat(key) + timedelta(days=1)).isoformat()
        except (ValueError, OverflowError):
            return "9999-12-31"  # no such day
    year, _, month = key.partition("-")
    if not month:
        return f"{int(year) + 1:04}"
    return f"{int(year) + 1:04}-01" if int(month) >= 12 else f"{year}-{int(month) + 1:02}"


def _figure(counts: Counts, name: str, top: int) -> RenderableType:
    values = counts.values(name)[: None if FIGURES[name].is_ordered else top]
    largest = max(value.articles for value in values)
    number = len(counts.tallies[name])
    more = Text(f" {number:,}", "dim") if number > len(values) else Text()
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0), title=Text(FIGURES[name].title, "bold") + more)
    table.title_justify = "left"
    table.add_column(width=_LABEL, no_wrap=True, overflow="ellipsis")
    table.add_column(width=_BAR, style="blue")
    table.add_column(justify="right")
    for value in values:
        bar = "█" * max(1, round(_BAR * value.articles / largest))
        label = value.label.lower().replace("_", " ") if name == "event" else value.label
        table.add_row(Text(label), bar, f"{value.articles:,}")
    return table


def _speakers(counts: Counts, top: int) -> RenderableType:
    values = counts.values("speaker", top)
    divided = counts.divided("speaker", values)
    table = Table(box=None, title=Text("Who is quoted", "bold"), padding=(0, 2, 0, 0), header_style="dim")
    table.title_justify = "left"
    for head in ("speaker", "quotations", "articles", "polarity", "quoted most by"):
        table.add_column(head, justify="right" if head in ("quotations", "articles") else "left", overflow="fold")
    for value in values:
        table.add_row(
            Text(value.label),
            f"{value.count:,}",
            f"{value.articles:,}",
            _parts(divided["polarity"].get(value.key, [])),
            _parts(divided["publisher"].get(value.key, [])[:2]),
        )
    return Padding(table, (0, 0, 1, 0))


def _parts(values: list[Value]) -> Text:
    ranked = sorted(values, key=lambda value: -value.count)
    return Text(", ".join(f"{value.label} {value.count:,}" for value in ranked))


def _rejects(counts: Counts, top: int) -> RenderableType:
    table = Table(box=None, title=Text("Rejected inputs", "bold"), padding=(0, 2, 0, 0), show_header=False)
    table.title_justify = "left"
    for value in counts.rejects.ranked()[:top]:
        stage, reason = value.key.split(SEPARATOR)
        table.add_row(Text(stage), Text(reason), f"{value.count:,}")
    return table


def _groups(counts: Counts, top: int, width: int) -> RenderableType:
    groups = counts.groups()
    shown = groups if counts.by == "month" else groups[:top]
    left_out = {"characters", "sentences", "times", "quantities", "events"} if width < _NARROW else {"characters"}
    used = [name for name, number in counts.totals.items() if number and name not in left_out]
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(counts.by or "", overflow="fold")
    table.add_column("", min_width=_BAR, no_wrap=True)
    for name in ("articles", *used):
        table.add_column(_SHORT.get(name, name), justify="right", no_wrap=True)
    largest = max(group["articles"] for _, group in shown)
    for name, group in shown:
        bar = Text("█" * max(1, round(_BAR * group["articles"] / largest)), "blue")
        label = Text(name) if name else Text("not said", "dim")
        table.add_row(label, bar, *(f"{group[each]:,}" for each in ("articles", *used)))
    if len(groups) > len(shown):
        rest = f"{len(groups) - len(shown):,} more; --top shows them"
        return Group(table, Text(rest, "dim"))
    return table
