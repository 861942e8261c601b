"""`attache verify` and `attache sign` on copies of a release, as a reader and a publisher use them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows import cli
from flows.commands.exits import DONE, NOT_DONE, TO_LOOK_AT
from flows.job import Published
from flows.release.errors import ReleaseError

run = CliRunner().invoke
OLD = Path(__file__).parents[1] / "release" / "format_1.zip"
signing = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="signatures need ssh-keygen (OpenSSH)")


@pytest.fixture
def copy(published: Published, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published.folder, tmp_path / "download"))


@pytest.fixture
def key(tmp_path: Path) -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "key")], check=True)
    (tmp_path / "signers").write_text(f"ann@example.org {(tmp_path / 'key.pub').read_text()}")
    return tmp_path / "key"


def test_a_downloaded_copy_verifies_without_the_sources(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "copy"), "zip", copy))
    # Sources that happen to stand where the command is given have nothing to do with a download.
    (tmp_path / "raw").mkdir()
    monkeypatch.chdir(tmp_path)
    for release in (copy, archive):
        result = run(cli.app, ["verify", str(release)])
        assert result.exit_code == DONE, result.stdout
        assert f"{release} verifies: " in result.stdout


def test_a_downloaded_copy_verifies_against_the_sources(copy: Path, sources: Path) -> None:
    result = run(cli.app, ["verify", str(copy), "--raw", str(sources)])
    assert result.exit_code == DONE, result.stdout
    assert f"verifies against {sources}" in result.stdout


def test_a_release_of_one_s_own_is_held_against_the_sources_beside_it(published: Published, sources: Path) -> None:
    outputs = published.folder.parents[1]
    (outputs.parent / "raw").symlink_to(sources)
    try:
        assert "verifies against raw" in run(cli.app, ["verify", str(outputs / "latest")]).stdout
    finally:
        (outputs.parent / "raw").unlink()


def test_an_edited_copy_does_not_verify(copy: Path) -> None:
    text = (copy / "relations.csv").read_text("utf-8")
    (copy / "relations.csv").write_text(text.replace("JPN", "KOR"), "utf-8")
    result = run(cli.app, ["verify", str(copy)])
    assert result.exit_code == TO_LOOK_AT
    assert "relations.csv: changed or cut short" in result.stdout
    assert "in the Parquet file" in result.stdout


def test_a_release_of_an_older_format_needs_a_look() -> None:
    result = run(cli.app, ["verify", str(OLD)])
    assert result.exit_code == TO_LOOK_AT
    assert "install attache 0.1.0 to verify it fully; its digests are right" in result.stdout
    assert "could not be verified fully" in result.stdout


@signing
def test_a_signed_release_is_known_by_its_signer(copy: Path, key: Path, tmp_path: Path) -> None:
    signers = ["--signers", str(tmp_path / "signers")]
    unsigned = run(cli.app, ["verify", str(copy), *signers])
    assert unsigned.exit_code == TO_LOOK_AT
    assert "the release is not signed" in unsigned.stdout
    assert run(cli.app, ["sign", str(copy), "--key", str(key)]).exit_code == DONE
    signed = run(cli.app, ["verify", str(copy), *signers])
    assert signed.exit_code == DONE, signed.stdout
    assert "signed by ann@example.org with the key SHA256:" in signed.stdout
    assert "give the keys that you trust with --signers" in run(cli.app, ["verify", str(copy)]).stdout


@signing
def test_a_release_that_does_not_verify_is_not_signed(copy: Path, key: Path) -> None:
    (copy / "README.md").write_text("edited\n")
    result = run(cli.app, ["sign", str(copy), "--key", str(key)])
    assert isinstance(result.exception, ReleaseError)
    assert "does not verify: README.md" in str(result.exception)
    assert not (copy / "CHECKSUMS.sig").exists()


@signing
def test_publishing_with_a_key_that_is_none_publishes_nothing(sources: Path, tmp_path: Path) -> None:
    command = [
        "publish",
        "--raw",
        str(sources),
        "--outputs",
        str(tmp_path / "outputs"),
        "--sign",
        str(tmp_path / "none"),
    ]
    result = run(cli.app, command)
    assert isinstance(result.exception, ReleaseError)
    assert "there is no such key" in str(result.exception)
    assert not (tmp_path / "outputs").exists()


def test_errors_are_one_line_and_an_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["attache", "verify", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == NOT_DONE
    (line,) = capsys.readouterr().err.splitlines()
    assert "is not a release: it has no CHECKSUMS. Name the folder of one" in line
