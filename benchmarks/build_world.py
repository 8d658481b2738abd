"""Build the outline of the world that ``newskit report`` draws.

    python benchmarks/build_world.py node_modules

needs the npm packages ``world-atlas`` (Natural Earth's countries at 1:50 million, public domain, as TopoJSON; ISC) and
``iso-3166-1`` (the numeric codes; MIT) in the folder that is named. Writes ``newskit/resources/report/world.tsv``: one
territory a line with its ISO 3166-1 alpha-2 code, its name, a point to mark it with, and its outline as an SVG path in
the Equal Earth projection. Borders are simplified as shared arcs, so that neighbours still meet. Same packages, same
bytes.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from itertools import pairwise
from pathlib import Path

RESOURCES = Path(__file__).parents[1] / "newskit" / "resources"
WIDTH = 960
"""Units of the drawing from 180° W to 180° E along the equator."""
TOLERANCE = 0.45
"""Units that a simplified border may be off."""
SMALLEST = 1.2
"""Square units below which an island is left out, unless it is all that a territory has."""
NORTH, SOUTH = 84.0, -57.0
"""Latitudes that the drawing ends at; Antarctica is left out."""
WITHOUT_NUMBER = {"Kosovo": "XK"}
HEADER = """\
# source: Natural Earth 1:50m by way of world-atlas {version} (public domain)
# codes: iso-3166-1 (MIT); names: rigour (MIT)
# written by benchmarks/build_world.py; Equal Earth projection, view box 0 0 {width} {height}
# code	name	x	y	outline
"""

Point = tuple[float, float]


def main() -> None:
    """Write the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path, help="the node_modules that holds both packages")
    folder = options.parse_args().folder
    atlas = json.loads((folder / "world-atlas" / "countries-50m.json").read_text(encoding="utf-8"))
    version = json.loads((folder / "world-atlas" / "package.json").read_text(encoding="utf-8"))["version"]
    listed = (folder / "iso-3166-1" / "dist" / "iso-3166.js").read_text(encoding="utf-8")
    codes = dict(re.findall(r"alpha2:\s*'([A-Z]{2})'.*?numeric:\s*'(\d{3})'", listed, re.DOTALL))
    by_number = {number: code for code, number in codes.items()}
    arcs = [_simplified(_located(arc, atlas["transform"])) for arc in atlas["arcs"]]
    rings: dict[str, list[list[Point]]] = {}
    for shape in atlas["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        code = by_number.get(shape.get("id", "")) or WITHOUT_NUMBER.get(name) or f"-{name}"
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings.setdefault(code, []).extend(_ring(line, arcs) for polygon in polygons for line in polygon)
    outlines = {code: _outline(parts) for code, parts in rings.items() if code != "AQ"}
    height = round(_project(0, SOUTH)[1])
    lines = [HEADER.format(version=version, width=WIDTH, height=height)]
    names = _names()
    for code in sorted({*names, *outlines}):
        (x, y), path = outlines.get(code, ((math.nan, math.nan), ""))
        place = f"{x:.0f}\t{y:.0f}" if path else "\t"
        lines.append(f"{'' if code.startswith('-') else code}\t{names.get(code, code.lstrip('-'))}\t{place}\t{path}\n")
    (RESOURCES / "report" / "world.tsv").write_text("".join(lines), encoding="utf-8")


def _names() -> dict[str, str]:
    """Return the English name of each territory with a two-letter code."""
    table = RESOURCES / "extract" / "entities" / "world" / "territories.tsv"
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {row[0].upper(): row[4] for row in rows if re.fullmatch("[a-z]{2}", row[0]) and row[3] != "historical"}


def _located(arc: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    """Return an arc as longitudes and latitudes."""
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + move_x, y * scale_y + move_y))
    return points


def _unbroken(points: list[Point]) -> list[Point]:
    """Return points that go on past 180° instead of jumping to the other edge."""
    turned = [points[0]]
    for longitude, latitude in points[1:]:
        turns = round((turned[-1][0] - longitude) / 360)
        turned.append((longitude + 360 * turns, latitude))
    return turned


def _project(longitude: float, latitude: float) -> Point:
    """Return a place in the Equal Earth projection (Šavrič, Patterson and Jenny 2018), y down from ``NORTH``."""

    def raw(lon: float, lat: float) -> Point:
        a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
        theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
        squared = theta * theta
        sixth = squared**3
        x = (
            math.radians(lon)
            * math.cos(theta)
            / (math.sqrt(3) / 2 * (a1 + 3 * a2 * squared + sixth * (7 * a3 + 9 * a4 * squared)))
        )
        return x, theta * (a1 + a2 * squared + sixth * (a3 + a4 * squared))

    unit = WIDTH / 2 / raw(180, 0)[0]
    x, y = raw(longitude, min(max(latitude, SOUTH - 3), NORTH))
    return WIDTH / 2 + x * unit, (raw(0, NORTH)[1] - y) * unit


def _simplified(points: list[Point]) -> list[Point]:
    """Return an arc by Douglas and Peucker, its ends kept."""
    drawn = [_project(*point) for point in _unbroken(points)]
    kept = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        distances = [_distance(drawn[n], drawn[first], drawn[last]) for n in range(first + 1, last)]
        if distances and max(distances) > TOLERANCE:
            middle = first + 1 + distances.index(max(distances))
            kept.add(middle)
            waiting += [(first, middle), (middle, last)]
    return [points[n] for n in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    length = math.dist(start, end)
    if length == 0:
        return math.dist(point, start)
    along = ((point[0] - start[0]) * (end[0] - start[0]) + (point[1] - start[1]) * (end[1] - start[1])) / length**2
    along = min(max(along, 0), 1)
    return math.dist(point, (start[0] + along * (end[0] - start[0]), start[1] + along * (end[1] - start[1])))


def _outline(rings: list[list[Point]]) -> tuple[Point, str]:
    """Return a point inside the largest part, and the rings that are large enough as a path."""
    rings = sorted(rings, key=lambda ring: -abs(_area(ring)))
    drawn = [ring for number, ring in enumerate(rings) if number == 0 or abs(_area(ring)) >= SMALLEST]
    return _middle(rings[0]), "".join(map(_path, drawn))


def _ring(line: list[int], arcs: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for number in line:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1 if points else 0 :]
    return [_project(*point) for point in _eastward(_unbroken(points))]


def _eastward(points: list[Point]) -> list[Point]:
    """Return a ring that crosses 180° on the side where most of it lies."""
    middle = sum(longitude for longitude, _ in points) / len(points)
    return [(longitude - 360 * round(middle / 360), latitude) for longitude, latitude in points]


def _area(ring: list[Point]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def _middle(ring: list[Point]) -> Point:
    area = _area(ring)
    if abs(area) < 1e-6:
        return ring[0]
    pairs = list(pairwise(ring))
    x = sum((x1 + x2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (6 * area)
    y = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (6 * area)
    return x, y


def _path(ring: list[Point]) -> str:
    """Return a ring as relative steps in half units."""
    points = [(round(x * 2), round(y * 2)) for x, y in ring]
    steps, (x, y) = [], points[0]
    for next_x, next_y in points[1:-1]:
        if (next_x, next_y) != (x, y):
            steps.append(f"{_half(next_x - x)} {_half(next_y - y)}")
            x, y = next_x, next_y
    start = f"M{_half(points[0][0])} {_half(points[0][1])}"
    return f"{start}l{' '.join(steps).replace(' -', '-')}z" if steps else f"{start}h.5v.5z"


def _half(number: int) -> str:
    whole, rest = divmod(abs(number), 2)
    told = f"{whole or ''}.5" if rest else str(whole)
    return f"-{told}" if number < 0 else told


if __name__ == "__main__":
    main()
