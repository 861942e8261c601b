"""Copies of a release as they come back from the world: cut short, edited, of another format, unreadable, packed."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows import __version__
from flows.release.about import SOFTWARE
from flows.release.build import write_release
from flows.release.checksums import (
    CHECKSUMS,
    FORMAT,
    SIGNATURE,
    checksum_lines,
    digest,
    file_names,
    names_version,
    version_of,
)
from flows.release.contents import Instrument
from flows.release.errors import ReleaseError
from flows.release.files import FILES
from flows.release.verify import verify
from flows.release.verify_files import file_problems, table_files
from tests import two_documents

ROOT = Path(__file__).parents[2]
CODEBOOK = Instrument(name="codebook", version="0123456789ab", sha256="0" * 64)
DESCRIBED = sorted(file.name for file in FILES)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    write_release(two_documents.frames(), folder, engine="rules 1", instruments=(CODEBOOK,))
    return folder


@pytest.fixture
def release(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "release"))


def told(release: Path, **given: Any) -> set[str]:
    return {str(problem) for problem in verify(release, **given).problems}


def seal(release: Path) -> None:
    """Make the version and the checksums fit the files, as someone would who hides a change."""
    version = json.loads((release / "datapackage.json").read_bytes())["version"]
    new = version_of(release, version)
    for name in filter(names_version, file_names(release)):
        content = (release / name).read_bytes()
        (release / name).write_bytes(content.replace(version.encode(), new.encode()))
    checksums(release)


def checksums(release: Path) -> None:
    (release / CHECKSUMS).write_text(checksum_lines({name: digest(release / name) for name in file_names(release)}))


def repackage(release: Path, **changes: Any) -> None:
    file = release / "datapackage.json"
    file.write_text(json.dumps(json.loads(file.read_bytes()) | changes, ensure_ascii=False, indent=1) + "\n", "utf-8")
    seal(release)


def test_a_copy_anywhere_verifies(release: Path) -> None:
    verification = verify(release, instruments=(CODEBOOK,))
    assert verification.problems == ()
    assert verification.notes == ()
    assert verification.complete
    assert verification.counts["files"] == len(table_files()) + len(FILES)


# Packed.


@pytest.mark.parametrize("form", ["zip", "gztar", "tar"])
def test_a_packed_copy_verifies(release: Path, tmp_path: Path, form: str) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "copy"), form, release.parent, release.name))
    verification = verify(archive)
    assert verification.problems == ()
    assert verification.complete


def test_a_packed_copy_that_was_edited_does_not(release: Path, tmp_path: Path) -> None:
    (release / "relations.csv").write_bytes((release / "relations.csv").read_bytes().replace(b"CUB", b"PRK"))
    archive = Path(shutil.make_archive(str(tmp_path / "copy"), "zip", release))
    assert {problem.file for problem in verify(archive).problems} == {"relations.csv"}


def test_a_packed_copy_that_writes_elsewhere_is_refused(made: Path, tmp_path: Path) -> None:
    archive = tmp_path / "copy.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        for file in made.iterdir():
            opened.write(file, f"release/{file.name}")
        opened.writestr("release/../../evil.txt", "evil")
    with pytest.raises(ReleaseError, match="in it is no file of one folder"):
        verify(archive)
    assert not list(tmp_path.parent.rglob("evil.txt"))


def test_an_archive_of_something_else_is_no_release(tmp_path: Path) -> None:
    archive = tmp_path / "other.tar.gz"
    with tarfile.open(archive, "w:gz") as opened:
        opened.addfile(tarfile.TarInfo("other/README.md"), io.BytesIO())
    with pytest.raises(ReleaseError, match=r"other\.tar\.gz: is not a release: it has no CHECKSUMS"):
        verify(archive)


# Cut short.


@pytest.mark.parametrize("name", [*table_files(), *DESCRIBED])
def test_a_file_cut_short_is_named(release: Path, name: str) -> None:
    content = (release / name).read_bytes()
    for size in (0, len(content) // 2, len(content) - 1):
        (release / name).write_bytes(content[:size])
        (problem,) = file_problems(release)
        assert str(problem).startswith(f"{name}: changed or cut short")


@pytest.mark.parametrize("name", [*table_files(), *DESCRIBED])
def test_a_missing_file_is_named(release: Path, name: str) -> None:
    (release / name).unlink()
    assert [str(problem) for problem in file_problems(release)] == [f"{name}: listed in CHECKSUMS, but not there"]


@pytest.mark.parametrize("name", ["relations.csv", "evidence.parquet", "events.csv", *DESCRIBED])
def test_a_missing_file_is_named_under_new_checksums(release: Path, name: str) -> None:
    (release / name).unlink()
    checksums(release)
    assert name in {problem.file for problem in verify(release).problems}


def test_checksums_cut_short(release: Path) -> None:
    content = (release / CHECKSUMS).read_bytes()
    for size in (0, 1, len(content) // 2, len(content) - 1):
        (release / CHECKSUMS).write_bytes(content[:size])
        assert told(release)
    (release / CHECKSUMS).write_bytes(b"".join(content.splitlines(keepends=True)[:3]))
    assert (
        len([line for line in told(release) if "there, but not listed in CHECKSUMS" in line])
        == content.count(b"\n") - 3
    )


# Edited, with checksums and version to match: what the tables do not make is found all the same.


@pytest.mark.parametrize("name", DESCRIBED)
def test_an_edited_description_is_found_under_new_checksums(release: Path, name: str) -> None:
    text = (release / name).read_text("utf-8")
    at = text.index("name" if name == "sbom.cdx.json" else "release")
    (release / name).write_text(text[:at] + "RENAMED" + text[at + 7 :], "utf-8")
    seal(release)
    (problem,) = verify(release).problems
    assert problem.file == name
    assert "RENAMED" in problem.message
    assert "where these tables make it" in problem.message


def test_a_script_put_into_a_page_is_found(release: Path) -> None:
    file = release / "dictionary.html"
    file.write_text(file.read_text("utf-8").replace("</body>", "<script>alert(1)</script></body>"), "utf-8")
    seal(release)
    assert {problem.file for problem in verify(release).problems} == {"dictionary.html"}


def test_a_file_more_is_found_under_new_checksums(release: Path) -> None:
    (release / "more.html").write_text("<script>alert(1)</script>")
    seal(release)
    assert told(release) == {"more.html: there, and no release has such a file"}


def test_a_parquet_file_with_another_description_is_found_under_new_checksums(release: Path) -> None:
    file = release / "relations.parquet"
    before = digest(file)
    table = pq.read_table(file)
    field = table.schema.field("change").with_metadata({"description": "anything"})
    schema = table.schema.set(table.schema.get_field_index("change"), field)
    pq.write_table(table.cast(schema), file)
    package = (release / "datapackage.json").read_text().replace(before, digest(file))
    (release / "datapackage.json").write_text(package)
    seal(release)
    (problem,) = [problem for problem in verify(release).problems if problem.file == "relations.parquet"]
    assert problem.field == "change"
    assert "is described as" in problem.message


def test_a_parquet_file_with_other_columns_is_found_under_new_checksums(release: Path) -> None:
    file = release / "rules.parquet"
    pq.write_table(pq.read_table(file).append_column("more", pa.array([1] * pq.read_metadata(file).num_rows)), file)
    checksums(release)
    assert any("rules.parquet: has other columns than the codebook" in line for line in told(release))


@pytest.mark.parametrize("table", ["events", "actors", "coverage"])
def test_a_derived_table_is_derived_again(tmp_path: Path, table: str) -> None:
    frames = two_documents.frames()
    frames[table] = frames[table].head(frames[table].height - 1)
    folder = tmp_path / "release"
    folder.mkdir()
    write_release(frames, folder, engine="rules 1")
    (problem,) = verify(folder).problems
    assert problem.table == table
    assert "what the records make anew" in problem.message


# Links, folders, things.


@pytest.mark.parametrize("name", ["relations.parquet", "README.md", "CHANGES.md", SIGNATURE])
def test_what_is_no_plain_file_is_named_and_not_opened(release: Path, tmp_path: Path, name: str) -> None:
    def link(file: Path) -> None:
        file.symlink_to(tmp_path / "elsewhere")

    (tmp_path / "elsewhere").write_text("secret")
    for make in (link, Path.mkdir, os.mkfifo):
        file = release / name
        if file.is_dir() and not file.is_symlink():
            file.rmdir()
        file.unlink(missing_ok=True)
        make(file)
        assert f"{name}: not a plain file" in told(release)


def test_checksums_that_are_a_link(release: Path, tmp_path: Path) -> None:
    (release / CHECKSUMS).rename(tmp_path / "elsewhere")
    (release / CHECKSUMS).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ReleaseError, match="is not a release: it has no CHECKSUMS"):
        verify(release)


def test_what_stands_outside_of_the_checksums_does_no_harm(release: Path) -> None:
    (release / "CHANGES.json").write_text("{}")
    (release / "CHANGES.md").write_text("# nothing\n")
    assert told(release) == set()


# CHECKSUMS with odd lines.


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace(b"\n", b"\r\n"), "a program changed them on the way"),
        (lambda text: text + b"# a remark\n", "is not a digest, two spaces and a file's name: '# a remark'"),
        (lambda text: text + b"\n", "is not a digest, two spaces and a file's name: ''"),
        (lambda text: text.replace(b"  ", b" *"), "line 1 is not a digest"),
        (lambda text: b"\xef\xbb\xbf" + text, "line 1 is not a digest"),
        (lambda text: text[:64].upper() + text[64:], "line 1 is not a digest"),
        (lambda text: text + text.splitlines(keepends=True)[-1], "a second time"),
        (lambda text: text + b"0" * 64 + b"  ../../etc/passwd\n", "is not a digest"),
        (lambda text: text + b"0" * 64 + b"  CHECKSUMS.sig\n", "cannot have its checksum here"),
        (lambda text: b"".join(reversed(text.splitlines(keepends=True))), "not sorted by file name"),
        (lambda text: text.rstrip(b"\n"), "the last one is not ended"),
        (lambda text: b"\xff" + text, "can't decode byte"),
        (lambda text: b"", "line 1 is not a digest"),
    ],
)
def test_checksums_with_odd_lines(release: Path, change: Callable[[bytes], bytes], said: str) -> None:
    (release / CHECKSUMS).write_bytes(change((release / CHECKSUMS).read_bytes()))
    assert any(line.startswith("CHECKSUMS: ") and said in line for line in told(release))


# Other formats, other makers.


@pytest.fixture
def first_format(tmp_path: Path) -> Path:
    """A release that attache 0.1.0 published of one sentence."""
    folder = tmp_path / "first"
    folder.mkdir()
    with zipfile.ZipFile(Path(__file__).with_name("format_1.zip")) as opened:
        opened.extractall(folder)
    return folder / "faaa6d65de7c"


def test_a_release_of_an_older_format(first_format: Path) -> None:
    verification = verify(first_format)
    assert verification.problems == ()
    assert not verification.complete
    assert verification.notes == (
        f"this release is of format 1, and this attache ({__version__}) reads format {FORMAT}: "
        "install attache 0.1.0 to verify it fully; its digests are right",
    )


def test_an_edited_release_of_an_older_format(first_format: Path) -> None:
    (first_format / "README.md").write_text("edited\n")
    verification = verify(first_format)
    assert {problem.file for problem in verification.problems} == {"README.md"}
    assert verification.notes[0].endswith("its digests are not right")
    checksums(first_format)
    assert "the files make it" in verify(first_format).problems[0].message


def test_a_release_of_a_newer_format(release: Path) -> None:
    file = release / "datapackage.json"
    file.write_text(json.dumps({"format": FORMAT + 1, "version": "new", "engine": "x", "tables": {}}))
    (release / "events.parquet").unlink()
    (release / "more.arrow").write_bytes(b"new")
    checksums(release)
    verification = verify(release)
    assert verification.problems == ()
    assert not verification.complete
    assert "install a newer attache to verify it fully; its digests are right" in verification.notes[0]


@pytest.mark.parametrize("number", [0, -1, "2", 2.5, None, [2], True])
def test_a_format_that_is_none(release: Path, number: Any) -> None:
    repackage(release, format=number)
    found = told(release)
    assert any(line.startswith("datapackage.json: ") for line in found)


def test_a_release_of_another_software_is_held_against_the_words_but_not_remade(release: Path) -> None:
    repackage(release, software="attache 9.9.9")
    verification = verify(release)
    assert verification.problems == ()
    assert "made by attache 9.9.9, and checked by " + SOFTWARE in verification.notes[0]


def test_a_release_by_another_codebook_is_held_against_the_words_but_not_remade(release: Path) -> None:
    ours = Instrument(name="codebook", version="ba9876543210", sha256="1" * 64)
    verification = verify(release, instruments=(ours,))
    assert verification.problems == ()
    assert f"made by {SOFTWARE} with another codebook" in verification.notes[0]


def test_values_are_held_against_a_rule_only_where_it_is_the_same(release: Path) -> None:
    def sets_nothing(rule: str, field: str) -> set[str]:
        return set()

    digests = dict(pl.read_parquet(release / "rules.parquet").select("rule_id", "sha256").iter_rows())
    assert digests
    assert verify(release, settable=sets_nothing, rules=digests).problems
    verification = verify(release, settable=sets_nothing, rules=dict.fromkeys(digests, "other"))
    assert verification.problems == ()
    assert "what they set was not held against them" in verification.notes[0]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b"3", b"\xff", b'{"version": 3}', b"[" * 100_000, b'{"version": "x", "engine": 3}',
        b'{"version": "0123456789ab", "engine": "\\ud800", "resources": []}',
        b'{"version": "0123456789ab", "engine": "x", "resources": 3}',
        b'{"version": "0123456789ab", "engine": "x", "resources": [], "format": 2, "instruments": [{"a": 1}]}',
        b'{"version": "../../../etc", "engine": "x", "resources": [], "format": 2}',
    ],
)  # fmt: skip
def test_a_description_that_is_none(release: Path, content: bytes) -> None:
    (release / "datapackage.json").write_bytes(content)
    checksums(release)
    assert any(line.startswith("datapackage.json: ") for line in told(release))


# Signatures.


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="signatures need ssh-keygen (OpenSSH)")
def test_a_signed_copy(release: Path, tmp_path: Path) -> None:
    from flows.release.signing import sign

    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    signers = tmp_path / "signers"
    signers.write_text(f"ann {key.with_suffix('.pub').read_text()}")
    assert told(release, signers=signers) == {f"{SIGNATURE}: the release is not signed: there is no such file"}
    sign(release, key)
    for copy in (release, Path(shutil.make_archive(str(tmp_path / "copy"), "zip", release))):
        verification = verify(copy, signers=signers)
        assert verification.problems == ()
        assert verification.notes[0].startswith("signed by ann with the key SHA256:")
    assert "was not checked" in verify(release).notes[0]
    (release / "relations.csv").write_text("edited")
    seal(release)
    assert any(
        line.startswith(f"{SIGNATURE}: is no signature of this CHECKSUMS") for line in told(release, signers=signers)
    )


# What may not be read.


@contextmanager
def as_nobody() -> Iterator[None]:
    """Have no more rights than anyone, where the tests are run by root."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.fixture
def closed(made: Path) -> Iterator[Path]:
    """A release that all may read until a test closes it, in a folder that all may enter."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        release = Path(shutil.copytree(made, Path(folder) / "release"))
        release.chmod(0o755)
        yield release
        release.chmod(0o755)


def test_files_that_may_not_be_read_are_named(closed: Path) -> None:
    for name in ("README.md", "relations.parquet"):
        (closed / name).chmod(0)
    with as_nobody():
        found = told(closed)
    assert {
        "README.md: cannot be read: Permission denied",
        "relations.parquet: cannot be read: Permission denied",
    } <= found


@pytest.mark.parametrize("name", ["CHECKSUMS", "."])
def test_a_release_that_may_not_be_read_says_so(closed: Path, name: str) -> None:
    (closed / name).chmod(0)
    with (
        as_nobody(),
        pytest.raises(ReleaseError, match=r"cannot be read: Permission denied\. See that you may read it"),
    ):
        verify(closed)


def test_an_archive_that_may_not_be_read_says_so(closed: Path) -> None:
    archive = Path(shutil.make_archive(str(closed.parent / "copy"), "zip", closed))
    archive.chmod(0)
    with as_nobody(), pytest.raises(ReleaseError, match=r"copy\.zip: cannot be read: Permission denied"):
        verify(archive)
