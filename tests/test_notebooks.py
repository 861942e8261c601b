"""The notebooks run on the committed release and on another one, and show what they would show if run again."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest

from flows.job import Job
from flows.pipeline import build
from notebooks.run import NOTEBOOKS, PICTURED, RELEASE, ROOT, executed

notebooks = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.stem)
LARGEST = 250_000  # bytes: what a page shows at once

TEXT = """Ties

In 1959 Cuba cut its diplomatic ties with Seoul. In 1997 Cambodia established diplomatic relations with South Korea, and
in March 2016 the United States imposed an arms embargo on North Korea. South Korea is Cambodia's second-largest
investor. Norway seized 30 boats of Iceland's in 1998.
"""


@cache
def run(notebook: Path, release: Path) -> Any:
    return executed(notebook, release)


@pytest.fixture(scope="module")
def small_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raw = tmp_path_factory.mktemp("small") / "raw"
    raw.mkdir()
    (raw / "ties.txt").write_text(TEXT, "utf-8")
    (raw / "ties.toml").write_text('title = "Ties"\n', "utf-8")
    return build(Job(raw, raw.parent / "outputs")).folder


def shown(content: Any) -> list[str]:
    """Return what the cells show as text, a line a cell; pictures are drawn otherwise by each machine's fonts."""
    texts = []
    for cell in content.cells:
        outputs = [output for output in cell.get("outputs", []) if "image/png" not in output.get("data", {})]
        texts.append("".join(o.get("text", "") + o.get("data", {}).get("text/plain", "") for o in outputs))
    return texts


@notebooks
def test_a_notebook_runs_on_the_committed_release_and_shows_what_it_keeps(notebook: Path) -> None:
    kept = nbformat.read(notebook, as_version=4)
    assert shown(kept) == shown(run(notebook, RELEASE)), "run make notebooks"


@notebooks
def test_a_notebook_runs_on_any_release(notebook: Path, small_release: Path) -> None:
    content = run(notebook, small_release)
    assert not [o for cell in content.cells for o in cell.get("outputs", []) if o.output_type == "error"]


@pytest.mark.parametrize("name", PICTURED)
def test_a_figure_is_drawn(name: str) -> None:
    content = run(next(notebook for notebook in NOTEBOOKS if notebook.stem == name), RELEASE)
    drawn = [o for cell in content.cells for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]
    assert len(drawn) == 1


@notebooks
def test_what_a_notebook_keeps_is_small_and_names_no_machine(notebook: Path) -> None:
    text = notebook.read_text("utf-8")
    assert len(text.encode()) < LARGEST
    for path in (str(ROOT), str(Path.home()), "/home/", "/Users/", "/tmp/"):
        assert path not in text
    for cell in json.loads(text)["cells"]:
        assert cell["metadata"] == {}
        assert cell.get("execution_count") is None
