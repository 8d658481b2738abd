from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build wheel and sdist from what git would give a clone."""
    folder = tmp_path_factory.mktemp("dist")
    source = tmp_path_factory.mktemp("source")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    names = [name for name in listed.stdout.decode().split("\0") if name] if listed.returncode == 0 else []
    for name in names or [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file()]:
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, source], check=True, capture_output=True
    )
    return folder


def test_wheel_puts_two_packages_at_the_top(built: Path) -> None:
    """The wheel installs newskit, newskit_cli and its metadata, and nothing else at the top of site-packages."""
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    top = {name.split("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == {"newskit", "newskit_cli"}
    assert {"newskit/py.typed", "newskit_cli/py.typed", "newskit_cli/main.py"} <= set(names)


def test_wheel_holds_every_module_and_resource(built: Path) -> None:
    """Whatever stands in newskit/ and cli/ is in the wheel."""
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {str(path.relative_to(ROOT)) for path in (ROOT / "newskit").rglob("*") if _ships(path)}
    expected |= {f"newskit_cli/{path.name}" for path in (ROOT / "cli").iterdir() if _ships(path)}
    assert expected <= names, sorted(expected - names)[:10]


def test_no_folder_of_tests_is_passed_over(pytestconfig: pytest.Config) -> None:
    """Every file of tests is collected: no folder has a name that pytest does not go into."""
    passed_over = pytestconfig.getini("norecursedirs")
    for path in (ROOT / "tests").rglob("test_*.py"):
        names = path.relative_to(ROOT).parts
        assert not [name for name in names if any(fnmatch(name, pattern) for pattern in passed_over)]


def _ships(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def test_sdist_builds_the_same_wheel(built: Path, tmp_path: Path) -> None:
    """The sdist is enough to build a wheel with the same files."""
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path / "dist", source],
        check=True,
        capture_output=True,
    )
    (again,) = (tmp_path / "dist").glob("*.whl")
    (wheel,) = built.glob("*.whl")
    assert zipfile.ZipFile(again).namelist() == zipfile.ZipFile(wheel).namelist()


def test_every_folder_is_a_listed_package() -> None:
    """The explicit list of packages is the folders that hold modules."""
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    folders = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "newskit").rglob("*.py")}
    assert sorted(listed) == sorted([*folders, "newskit_cli"])


def test_dependencies_are_pinned_with_hashes() -> None:
    """Every line of the lock has a version and hashes, and no line says where it was downloaded."""
    lock = (ROOT / "requirements" / "dev.txt").read_text()
    pins = re.split(r"\n(?=\S)", lock.strip())
    assert len(pins) > 50
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)
    assert "://" not in lock
    assert "index-url" not in lock


def test_declared_dependencies_are_in_the_lock() -> None:
    """What pyproject.toml asks for is what the lock installs."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    pinned = re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements" / "dev.txt").read_text(), re.MULTILINE)
    assert {re.split(r"[<>=\[]", line)[0] for line in asked} <= set(pinned)
