from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from flows import engines
from flows.engines import extract
from flows.extract.claims import Extraction
from flows.ingest.document import Document, Metadata
from flows.ingest.problems import IngestError, Problem
from flows.job import Job, Published
from flows.pipeline import build, reject_row, verify_release
from flows.release.checksums import UNLISTED
from flows.release.errors import ReleaseError

ROOT = Path(__file__).parents[2]
BUILD = """
import sys
from pathlib import Path
from flows.job import Job
from flows.pipeline import build
print(build(Job(*map(Path, sys.argv[1:]))).folder)
"""


def document(name: str, text: str = "Cuba cut its ties with Japan.") -> Document:
    return Document(name, f"{name}.txt", "0" * 64, "utf-8", len(text), text, Metadata())


def bytes_of(release: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in release.iterdir()}


class Stumbling:
    name = "stumbling"
    version = "1"

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        for one in documents:
            if one.doc_id == "bad":
                raise RecursionError("too deep")
            yield Extraction(one, (), ())


def test_a_document_that_the_engine_fails_on_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "engine", Stumbling)
    extracted = extract([document("a"), document("bad"), document("z")], Path("raw"))
    assert [extraction.document.doc_id for extraction in extracted.extractions] == ["a", "z"]
    assert [str(failure) for failure in extracted.failures] == [
        "raw/bad.txt: the engine failed on it; report it, with the file and the log"
    ]


def test_a_reject_names_its_file_below_raw_and_no_place_of_this_machine() -> None:
    problem = Problem(Path("/home/me/raw/a/b\x1b.toml"), "metadata", "unknown key 'x'", "remove it", 3)
    assert reject_row(problem, Path("/home/me/raw")) == {
        "table": "documents",
        "check": "metadata",
        "reason": "line 3: unknown key 'x'; remove it",
        "path": "a/b\\x1b.toml",
    }


def test_a_release_has_a_record_for_what_is_stated_and_a_reject_for_what_cannot_be_read(
    sources: Path, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for file in sources.iterdir():
        (raw / file.name).write_bytes(file.read_bytes())
    (raw / "empty.txt").write_bytes(b"")
    published = build(Job(raw, tmp_path / "outputs"))
    assert published.frames["documents"]["doc_id"].to_list() == ["garden", "news"]
    assert published.frames["rejects"].select("path", "check").rows() == [("empty.txt", "not_empty")]
    assert published.rejects == 1
    relations = published.frames["relations"].select("subject", "object", "change", "date").rows()
    assert ("CUB", "JPN", "severed", "1932-05-03") in relations
    assert (tmp_path / "outputs" / "latest").resolve() == published.folder.resolve()


def test_a_built_release_verifies_against_its_sources(published: Published, sources: Path) -> None:
    assert verify_release(published.folder, sources).problems == ()


def test_two_builds_are_the_same_to_the_byte(published: Published, sources: Path, tmp_path: Path) -> None:
    """In another process, folder, time zone and locale, with another hash seed."""
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Asia/Pyongyang", "LC_ALL": "C"}
    command = [sys.executable, "-c", BUILD, str(sources), str(tmp_path / "elsewhere")]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert bytes_of(Path(done.stdout.strip())) == bytes_of(published.folder)


def test_the_committed_release_is_that_of_raw(tmp_path: Path) -> None:
    committed = ROOT / "outputs" / "latest"
    built = build(Job(ROOT / "raw", tmp_path / "outputs"))
    assert committed.resolve().name == built.version
    # What changed depends on the release before, and here is none before it.
    made = {name: content for name, content in bytes_of(built.folder).items() if name not in UNLISTED}
    assert {name: content for name, content in bytes_of(committed).items() if name not in UNLISTED} == made


def test_a_folder_without_a_document_gives_no_release(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "empty.txt").write_bytes(b"")
    with pytest.raises(
        IngestError, match=r"no document in it can be read; see what was turned away, or add a document"
    ):
        build(Job(raw, tmp_path / "outputs"))
    assert not (tmp_path / "outputs" / "latest").exists()


def test_a_file_in_the_place_of_outputs_is_an_error_that_names_it(sources: Path, tmp_path: Path) -> None:
    (tmp_path / "outputs").write_text("mine")
    with pytest.raises(ReleaseError, match="outputs"):
        build(Job(sources, tmp_path / "outputs"))
    assert (tmp_path / "outputs").read_text() == "mine"


def test_a_disk_that_is_full_leaves_the_last_release_as_it_was(sources: Path, tmp_path: Path) -> None:
    """The system refuses to write a file beyond a size, as a full disk would."""
    outputs = tmp_path / "outputs"
    first = build(Job(sources, outputs))
    before = bytes_of(first.folder)
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "other.txt").write_text("Cuba cut its ties with Japan in 1932. " * 50, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(raw), str(outputs)],
        cwd=ROOT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "ReleaseError" in done.stderr.splitlines()[-1]
    assert (outputs / "latest").resolve() == first.folder.resolve()
    assert bytes_of(outputs / "latest") == before
    assert not [path for path in outputs.iterdir() if path.name.startswith(".staging")]
