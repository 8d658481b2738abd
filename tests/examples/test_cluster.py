"""The scripts for clusters, run as far as one machine can: as their scheduler would start each task."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import yaml

from ..conftest import COMMAND, ROOT, Run

PAGE = "<html lang=en><title>Rain in Lindau</title><article><h1>Rain in Lindau {0}</h1>{1}</article></html>"
TEXT = (
    "<p>The ferry of Lindau stopped on Monday because of rain, the mayor Anna Keller said. It starts again at {0}.</p>"
)


def pages(folder: Path) -> None:
    folder.mkdir()
    for number in range(4):
        text = "".join(TEXT.format(number + line) for line in range(6))
        (folder / f"{number}.html").write_text(PAGE.format(number, text), encoding="utf-8")


def environment(**told: str) -> dict[str, str]:
    return {**os.environ, "PATH": f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}", **told}


def test_the_job_array(newskit: Run, tmp_path: Path) -> None:
    """Two tasks of the array, merged, are what one run gives."""
    pages(tmp_path / "pages")
    for task in ("4", "5"):
        told = {"SLURM_ARRAY_TASK_ID": task, "SLURM_ARRAY_TASK_MIN": "4", "SLURM_ARRAY_TASK_COUNT": "2"}
        subprocess.run(
            [ROOT / "examples" / "cluster" / "slurm.sh"],
            env=environment(PAGES="pages", PARTS="parts", **told),
            cwd=tmp_path,
            check=True,
        )
    assert newskit("merge", "parts/", "-o", "merged.jsonl").returncode == 0
    newskit("extract", "pages", "-o", "whole.jsonl")
    assert (tmp_path / "merged.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def test_the_indexed_job(newskit: Run, tmp_path: Path) -> None:
    """The command of the job's container, run for each index, gives all parts."""
    pages(tmp_path / "pages")
    job = yaml.safe_load((ROOT / "examples" / "cluster" / "kubernetes.yaml").read_text(encoding="utf-8"))
    (container,) = job["spec"]["template"]["spec"]["containers"]
    (script,) = container["args"]
    for index in range(job["spec"]["completions"]):
        subprocess.run(
            [*container["command"], script.replace("/data", str(tmp_path))],
            env=environment(JOB_COMPLETION_INDEX=str(index)),
            check=True,
        )
    done = newskit("merge", "parts/", "-o", "merged.parquet")
    assert done.stderr.decode() == "merge: 3 parts, wrote 4\n"
