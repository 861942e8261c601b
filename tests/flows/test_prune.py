from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from flows import cli
from flows.commands import exits
from flows.job import Job
from flows.store.blobs import Blobs


def test_prune_removes_what_is_stored_and_leaves_releases(tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    (outputs / "releases").mkdir(parents=True)
    (outputs / "releases" / "a").write_text("a release")
    blobs = Blobs(Job(outputs=outputs).blobs)
    for number in range(3):
        blobs.put("documents", f"{number:04}", b"x" * 1000)
    kept = CliRunner().invoke(cli.app, ["prune", "--outputs", str(outputs), "--keep", "1"])
    assert kept.output == "removed: 0 entries, 0.0 MB\n"
    done = CliRunner().invoke(cli.app, ["prune", "--outputs", str(outputs)])
    assert (done.exit_code, done.output.split(",")[0]) == (exits.DONE, "removed: 3 entries")
    assert list(blobs.entries()) == []
    assert (outputs / "releases" / "a").exists()


def test_prune_of_what_was_never_stored_removes_nothing(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli.app, ["prune", "--outputs", str(tmp_path / "nowhere")])
    assert (done.exit_code, done.output) == (exits.DONE, "removed: 0 entries, 0.0 MB\n")
