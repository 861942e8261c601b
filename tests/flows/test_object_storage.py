"""Sources and releases in object storage, as the pipeline and the command line use them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import fsspec
import pytest
from typer.testing import CliRunner

from flows import cli
from flows.commands.exits import DONE, TO_LOOK_AT
from flows.job import Job, Published
from flows.pipeline import build
from flows.release.checksums import UNLISTED
from flows.release.errors import ReleaseError
from tests.s3 import s3

__all__ = ["s3"]

run = CliRunner().invoke


@pytest.fixture
def bucket(s3: str, sources: Path) -> str:
    """A bucket with the sources in raw."""
    put(s3, sources, "raw")
    return s3


def put(bucket: str, folder: Path, name: str) -> None:
    files, root = fsspec.core.url_to_fs(bucket)
    for file in folder.iterdir():
        files.put_file(str(file), f"{root}/{name}/{file.name}")


def of_release(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name not in UNLISTED}


def test_from_bucket_to_bucket_gives_the_release_of_the_disk(bucket: str, published: Published) -> None:
    job = Job(f"{bucket}/raw", f"{bucket}/outputs")
    made = build(job)
    assert made.anew == 2
    assert of_release(made.folder) == of_release(published.folder)
    # Nothing has changed: the release is the one that is there, and nothing is read.
    again = build(job)
    assert (again.version, again.anew) == (made.version, 0)


def test_the_commands(bucket: str, published: Published, sources: Path) -> None:
    outputs, version = f"{bucket}/outputs", published.version
    build(Job(sources, outputs, store=str(published.folder.parents[1] / ".store")))
    for place in (f"{outputs}/latest", f"{outputs}/releases/{version}"):
        result = run(cli.app, ["verify", place, "--raw", f"{bucket}/raw"])
        assert result.exit_code == DONE, result.output
        assert f"{place} verifies against {bucket}/raw: " in result.stdout
    result = run(cli.app, ["releases", "--outputs", outputs, "--json"])
    assert result.exit_code == DONE, result.output
    assert json.loads(result.stdout)["version"] == version
    result = run(cli.app, ["diff", version[:8], "latest", "--outputs", outputs, "--json"])
    assert result.exit_code == DONE, result.output
    assert json.loads(result.stdout)["same"]
    record = published.frames["relations"]["record_id"][0]
    result = run(cli.app, ["show", record, "--release", f"{outputs}/latest"])
    assert result.exit_code == DONE, result.output
    assert f"relations {record}" in result.stdout
    options = ["--release", f"{outputs}/latest", "--withdraw", "--reason", "r", "--reviewer", "A", "--print"]
    result = run(cli.app, ["correct", record, *options])
    assert result.exit_code == DONE, result.output
    assert record in result.stdout


def test_a_release_that_was_changed_does_not_verify(bucket: str, published: Published) -> None:
    put(bucket, published.folder, f"outputs/releases/{published.version}")
    files, root = fsspec.core.url_to_fs(bucket)
    files.pipe_file(f"{root}/outputs/releases/{published.version}/relations.csv", b"x")
    result = run(cli.app, ["verify", f"{bucket}/outputs/releases/{published.version}"])
    assert result.exit_code == TO_LOOK_AT
    assert "relations.csv" in result.stdout
    # The same bytes under another version's name are no release of that name.
    put(bucket, published.folder, "outputs/releases/0123456789ab")
    result = run(cli.app, ["verify", f"{bucket}/outputs/releases/0123456789ab"])
    assert result.exit_code == TO_LOOK_AT
    assert "the folder has the name of another version" in result.stdout


def test_a_packed_release(bucket: str, published: Published, tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "copy"), "zip", published.folder))
    files, root = fsspec.core.url_to_fs(bucket)
    files.put_file(str(archive), f"{root}/copy.zip")
    assert run(cli.app, ["verify", f"{bucket}/copy.zip"]).exit_code == DONE


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="signatures need ssh-keygen (OpenSSH)")
def test_signing(bucket: str, published: Published, tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "key")], check=True)
    (tmp_path / "signers").write_text(f"ann@example.org {(tmp_path / 'key.pub').read_text()}")
    place = f"{bucket}/outputs/releases/{published.version}"
    put(bucket, published.folder, f"outputs/releases/{published.version}")
    result = run(cli.app, ["sign", place, "--key", str(tmp_path / "key")])
    assert result.exit_code == DONE, result.output
    assert result.stdout == f"signed: {place}/CHECKSUMS.sig\n"
    result = run(cli.app, ["verify", place, "--signers", str(tmp_path / "signers")])
    assert result.exit_code == DONE, result.output
    assert "signed by ann@example.org" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["verify", "s3://bucket/outputs/latest"], "s3://bucket/outputs/latest: there is no release"),
        (["diff", "--outputs", "s3://bucket/outputs"], "s3://bucket/outputs/latest: there is no release"),
        (["verify", "s3://bucket/raw"], "s3://bucket/raw: is not a release: it has no CHECKSUMS"),
        (["publish", "--raw", "s3://bucket/raw", "--outputs", "s3://nowhere/o"], "s3://nowhere/o/.lock: is not there"),
    ],
)
def test_what_is_wrong_is_told_in_one_line_before_the_work(bucket: str, arguments: list[str], message: str) -> None:
    result = run(cli.app, arguments)
    assert isinstance(result.exception, ReleaseError)
    assert str(result.exception).startswith(message)
    assert "\n" not in str(result.exception)
    assert "/tmp" not in str(result.exception)
