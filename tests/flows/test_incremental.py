"""What a second run reads again, and that it gives the same release as one that reads everything."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows import pipeline, unchanged
from flows.extract.rules_engine import RulesEngine
from flows.extract.touching import touching
from flows.ingest import survey as surveying
from flows.ingest.document import Document
from flows.job import Job, Published
from flows.pipeline import build, verify_release
from flows.store import keys
from tests import two_documents

ROSES = "The roses did well this year.\n"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = two_documents.write_raw(tmp_path / "raw")
    (folder / "roses.txt").write_text(ROSES, encoding="utf-8")
    return folder


@pytest.fixture
def job(raw: Path, tmp_path: Path) -> Job:
    return Job(raw, tmp_path / "outputs")


def again(job: Job, **changes: Any) -> Published:
    """Return the release of the same sources made elsewhere, where nothing is known yet."""
    return build(Job(job.raw, Path(f"{job.outputs}-again"), **changes))


def stored(job: Job) -> list[Path]:
    return sorted(file for file in Path(job.blobs).rglob("*") if file.is_file())


def test_what_has_not_changed_is_not_even_built_again(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build(job)
    assert first.anew == len(first.frames["documents"])
    monkeypatch.setattr(pipeline, "build_release", lambda *_, **__: pytest.fail("a release was built"))
    second = build(job)
    assert second.folder == first.folder
    assert second.anew == 0
    assert all(second.frames[name].equals(frame) for name, frame in first.frames.items())


def test_only_a_document_that_came_or_changed_is_read(job: Job, raw: Path) -> None:
    build(job)
    (raw / "roses.txt").write_text(ROSES + ROSES, encoding="utf-8")
    assert build(job).anew == 1
    (raw / "tulips.txt").write_text("Peru recognised Iceland in 1931.\n", encoding="utf-8")
    assert build(job).anew == 1
    (raw / "tulips.toml").write_text("published_on = 1931-02-03\n", encoding="utf-8")
    assert build(job).anew == 1
    (raw / "roses.txt").unlink()
    last = build(job)
    assert last.anew == 0
    assert last.version == again(job).version


def test_fresh_reads_everything(job: Job) -> None:
    first = build(job)
    fresh = build(Job(job.raw, job.outputs, fresh=True))
    assert fresh.anew == first.anew
    assert fresh.version == first.version


def test_a_changed_rule_reads_what_it_can_touch(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build(job)
    rule = first.frames["relations"]["rule_id"][0]
    others = tuple((name, "0" * 64 if name == rule else digest) for name, digest in keys._rules())
    monkeypatch.setattr(keys, "_rules", lambda: others)
    monkeypatch.setattr(keys, "codebook_digest", lambda without=None: "1" * 64 if without is None else "2" * 64)
    keys._reader.cache_clear()
    everything = build(job).anew
    assert everything == first.anew  # the codebook beside the rules is another one too

    another = tuple((name, "3" * 64 if name == rule else digest) for name, digest in others)
    monkeypatch.setattr(keys, "_rules", lambda: another)
    monkeypatch.setattr(keys, "codebook_digest", lambda without=None: "4" * 64 if without is None else "2" * 64)
    touched = build(job)
    assert 0 < touched.anew < everything
    there = {one for text in first.frames["documents"]["text"] for one in touching().rules(text)}
    idle = next(name for name, _ in keys._rules() if name not in there)
    unrelated = tuple((name, "5" * 64 if name == idle else digest) for name, digest in another)
    monkeypatch.setattr(keys, "_rules", lambda: unrelated)
    monkeypatch.setattr(keys, "codebook_digest", lambda without=None: "6" * 64 if without is None else "2" * 64)
    assert build(job).anew == 0


@pytest.fixture(autouse=True)
def _keys_of_this_program() -> Iterator[None]:
    yield
    keys._reader.cache_clear()


def test_an_entry_that_is_damaged_or_gone_is_made_again(job: Job, caplog: pytest.LogCaptureFixture, raw: Path) -> None:
    first = build(job)
    for file in stored(job):
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    with caplog.at_level(logging.WARNING, logger="attache"):
        second = build(job)
    assert "is damaged, and is made again" in caplog.text
    assert second.version == first.version
    # Chunks lead to their documents, so these are noticed when the next change asks for them.
    (raw / "roses.txt").write_text(ROSES * 3, encoding="utf-8")
    third = build(job)
    assert third.version == again(job).version
    for file in stored(job):
        file.unlink()
    assert build(Job(job.raw, job.outputs)).version == third.version


def test_a_store_that_cannot_be_written_costs_time_only(
    job: Job, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "store").write_text("a file")
    blocked = Job(job.raw, job.outputs, store=str(tmp_path / "store"))
    with caplog.at_level(logging.WARNING, logger="attache"):
        first = build(blocked)
    assert "cannot be written" in caplog.text
    second = build(blocked)
    assert second.anew == first.anew
    assert second.version == first.version == again(job).version


def test_a_store_pruned_to_nothing_leaves_the_release(job: Job) -> None:
    pruned = Job(job.raw, job.outputs, stored=0)
    first = build(pruned)
    assert stored(job) == []
    second = build(pruned)
    assert second.anew == first.anew
    assert second.version == first.version


def test_a_document_that_the_engine_failed_on_is_tried_again(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = RulesEngine.read

    def stumbling(self: RulesEngine, document: Document) -> Any:
        if document.doc_id == "roses":
            raise RecursionError("too deep")
        return whole(self, document)

    with monkeypatch.context() as patch:
        patch.setattr(RulesEngine, "read", stumbling)
        first = build(job)
    assert first.frames["rejects"]["path"].to_list() == ["roses.txt"]
    second = build(job)
    assert second.anew == 1
    assert second.version == again(job).version


def test_a_file_that_changes_while_it_is_read_is_a_reject_and_the_next_run_has_it(
    job: Job, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = surveying.survey

    def then_changed(*given: Any, **named: Any) -> Any:
        found = look(*given, **named)
        (raw / "roses.txt").write_text("Other roses.\n", encoding="utf-8")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(unchanged, "survey", then_changed)
        first = build(job)
    assert first.frames["rejects"].select("path", "check").rows() == [("roses.txt", "unchanged")]
    second = build(job)
    assert second.rejects == 0
    assert second.version == again(job).version


def test_a_release_that_was_edited_is_no_reason_to_leave_out_the_next(job: Job) -> None:
    first = build(job)
    (first.folder / "relations.csv").write_text("edited")
    with pytest.raises(Exception, match=r"relations\.csv: the release of this version was changed"):
        build(job)


def test_a_built_release_of_stored_rows_verifies(job: Job, raw: Path) -> None:
    build(job)
    (raw / "roses.txt").unlink()
    assert verify_release(build(job).folder, raw).problems == ()
