"""The corpus file to begin with."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from newskit.errors import UsageError
from newskit.io.writer import refuse_no_folder


def write_template(path: Path) -> None:
    """Write a commented corpus file; raises UsageError where there is one already, or none can be written."""
    text = resources.files("newskit.resources").joinpath("build/corpus.toml").read_text(encoding="utf-8")
    refuse_no_folder(path)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"{path} is there already and was left as it is; give another name") from error
    except OSError as error:
        raise UsageError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from error
