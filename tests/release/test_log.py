from __future__ import annotations

import json
import os
import re
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest

from flows.release import log as release_log
from flows.release.build import build_release
from flows.release.checksums import UNLISTED, digest, read_checksums
from flows.release.errors import ReleaseError
from flows.release.feed import ATOM, feed, write_feed
from flows.release.log import LOG, log_problems, read_log
from flows.release.named import find_release
from tests import two_documents
from tests.two_documents import settable

FRAMES = two_documents.frames()
OTHER = FRAMES | {"rejects": FRAMES["rejects"].clear()}


def publish(outputs: Path, frames: dict[str, pl.DataFrame] = FRAMES, run: str = "run-1") -> Path:
    return build_release(frames, outputs=outputs, engine="rules 1", run=run, settable=settable)


def lines(outputs: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (outputs / LOG).read_text("utf-8").splitlines()]


def test_the_first_release_says_so_and_the_next_one_what_changed(tmp_path: Path) -> None:
    first = publish(tmp_path)
    second = publish(tmp_path, OTHER, run="run-2")
    one, two = (json.loads((folder / "CHANGES.json").read_text("utf-8")) for folder in (first, second))
    assert (one["from"], one["to"]["version"], one["counts"]) == (None, first.name, None)
    assert "the first release here" in (first / "CHANGES.md").read_text("utf-8")
    assert (two["from"]["version"], two["to"]["version"], two["records"]) == (first.name, second.name, [])
    assert "No record was added, removed or changed." in (second / "CHANGES.md").read_text("utf-8")
    told = lines(tmp_path)
    assert [(entry["version"], entry["previous"], entry["run"]) for entry in told] == [
        (first.name, None, "run-1"), (second.name, first.name, "run-2"),
    ]  # fmt: skip
    assert told[1]["sha256"] == {name: digest(second / name) for name in ("CHANGES.json", "CHANGES.md")}
    assert told[1]["changes"] == {"added": 0, "removed": 0, "changed": 0, "moved": 0}
    assert told[1]["records"] == {"relations": 1, "incidents": 1, "sanctions": 1, "investment_rankings": 1}


def test_the_changes_stand_outside_of_the_checksums_and_the_version(tmp_path: Path) -> None:
    after, alone = publish(tmp_path / "a", OTHER), publish(tmp_path / "b", FRAMES)
    later = publish(tmp_path / "a", FRAMES)
    assert later.name == alone.name != after.name
    assert (later / "CHANGES.json").read_bytes() != (alone / "CHANGES.json").read_bytes()
    assert not set(read_checksums((later / "CHECKSUMS").read_bytes())) & UNLISTED
    assert {file.name for file in later.iterdir()} == {file.name for file in alone.iterdir()}


def test_the_latest_again_keeps_its_changes_and_is_told_as_such(tmp_path: Path) -> None:
    first, second = publish(tmp_path), publish(tmp_path, OTHER)
    kept = (first / "CHANGES.json").read_bytes()
    assert publish(tmp_path) == first
    assert (first / "CHANGES.json").read_bytes() == kept
    entry = read_log(tmp_path).entries[-1]
    assert (entry.version, entry.previous, entry.changes) == (first.name, second.name, None)
    text = (tmp_path / "feed.atom").read_text("utf-8")
    assert "Made the latest again." in text
    assert text.count("<entry>") == 2
    assert log_problems(tmp_path, read_log(tmp_path)) == []


def test_a_predecessor_that_cannot_be_read_does_not_keep_a_release_from_being_published(tmp_path: Path) -> None:
    first = publish(tmp_path)
    (first / "relations.parquet").write_bytes(b"PAR1")
    second = publish(tmp_path, OTHER)
    told = json.loads((second / "CHANGES.json").read_text("utf-8"))
    assert (told["from"], told["counts"]) == ({"version": first.name}, None)
    assert f"The release before, {first.name}, is not a Parquet file" in told["notes"][0]
    assert str(tmp_path) not in (second / "CHANGES.md").read_text("utf-8")


def test_a_run_that_ended_before_the_log_is_made_good(tmp_path: Path) -> None:
    publish(tmp_path)
    kept = (tmp_path / LOG).read_text("utf-8")
    second = publish(tmp_path, OTHER)
    (tmp_path / LOG).write_text(kept, "utf-8")
    publish(tmp_path, OTHER)
    entry = read_log(tmp_path).entries[-1]
    assert (entry.version, entry.previous) == (second.name, lines(tmp_path)[0]["version"])
    assert entry.changes is not None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"version": "00', "not JSON"),
        (b"\xff", "not JSON"),
        (b"7", "not a JSON object"),
        (b'{"version": "x", "published": "2026-11-23T12:00:00+00:00", "run": "r"}', "version is 'x'"),
        (b'{"version": "000000000000", "published": "today", "run": "r"}', "published is 'today'"),
        (
            b'{"version": "000000000000", "published": "2026-13-23T12:00:00+00:00", "run": "r"}',
            "month must be in 1..12",
        ),
        (b'{"version": "000000000000", "published": "2026-11-23T12:00:00Z", "records": 3}', "records is 3"),
        (b'{"version": "000000000000", "published": "2026-11-23T12:00:00Z", "records": {"a": "b"}}', "records is {"),
        (b"[" * 100_000, "recursion"),
    ],
)
def test_a_torn_or_edited_line_is_named_and_read_over(tmp_path: Path, line: bytes, said: str) -> None:
    first = publish(tmp_path)
    before = (tmp_path / LOG).read_bytes()
    (tmp_path / LOG).write_bytes(line + b"\n" + before)
    log = read_log(tmp_path)
    (problem,) = log.problems
    assert problem.startswith(f"{tmp_path / LOG}, line 1: no note of a release (")
    assert said in problem
    assert "\n" not in problem
    assert [entry.version for entry in log.entries] == [first.name]
    second = publish(tmp_path, OTHER)
    assert find_release("previous", tmp_path) == first
    assert find_release("latest", tmp_path) == second.resolve()


def test_what_of_the_log_and_the_releases_does_not_agree(tmp_path: Path) -> None:
    first, second = publish(tmp_path), publish(tmp_path, OTHER)
    (first / "CHANGES.md").write_text("edited")
    (second / "CHANGES.json").unlink()
    os.rename(first, tmp_path / "releases" / "0123456789ab")
    problems = log_problems(tmp_path, read_log(tmp_path))
    assert any(f"{first}: the log (line 1) names this release, and it is not there" in p for p in problems)
    assert any("CHANGES.json: not there, and the log (line 2) notes its digest" in p for p in problems)
    assert any("0123456789ab: not in the log" in p for p in problems)
    os.rename(tmp_path / "releases" / "0123456789ab", first)
    assert any("CHANGES.md: its SHA-256 digest is" in p for p in log_problems(tmp_path, read_log(tmp_path)))
    (tmp_path / "latest").unlink()
    (tmp_path / "latest").symlink_to(f"releases/{first.name}")
    assert any(
        f"is {first.name}, and the log ends with {second.name}" in p for p in log_problems(tmp_path, read_log(tmp_path))
    )


def test_the_feed_is_valid_by_rfc_4287(tmp_path: Path) -> None:
    for frames in (FRAMES, OTHER, FRAMES):
        publish(tmp_path, frames)
    root = ElementTree.fromstring((tmp_path / "feed.atom").read_bytes())
    assert root.tag == f"{{{ATOM}}}feed"
    entries = root.findall(f"{{{ATOM}}}entry")
    assert len(entries) == 2
    for element in (root, *entries):
        # 4.1.1, 4.1.2: exactly one each; an author of the feed stands for all entries.
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{{{ATOM}}}{name}")) == 1, name
        updated = element.findtext(f"{{{ATOM}}}updated") or ""
        assert datetime.fromisoformat(updated).tzinfo is not None
        # RFC 4151, section 2.1.
        assert re.fullmatch(r"tag:[a-z0-9.]+\.example,\d{4}:[a-z0-9/]+", element.findtext(f"{{{ATOM}}}id") or "")
    assert root.findtext(f"{{{ATOM}}}author/{{{ATOM}}}name")
    assert len({entry.findtext(f"{{{ATOM}}}id") for entry in entries}) == 2
    for element in root.iter():
        assert element.tag.startswith(f"{{{ATOM}}}")
        for link in element.findall(f"{{{ATOM}}}link"):
            assert link.get("rel") in ("self", "alternate", "related")
            assert not re.match(r"[a-z]+:|/", link.get("href") or ":")
    # 4.1.2: an entry without content must have a link to itself in another form; and of these one of a type.
    assert all(len([link for link in entry if link.get("rel") == "alternate"]) == 1 for entry in entries)
    days = [entry.findtext(f"{{{ATOM}}}updated") or "" for entry in entries]
    assert days == sorted(days, reverse=True)


def test_the_feed_is_made_of_the_log_alone(tmp_path: Path) -> None:
    publish(tmp_path)
    publish(tmp_path, OTHER)
    made = (tmp_path / "feed.atom").read_bytes()
    assert feed(read_log(tmp_path).entries) == made
    (tmp_path / "feed.atom").unlink()
    write_feed(tmp_path)
    assert (tmp_path / "feed.atom").read_bytes() == made
    assert not list(tmp_path.glob(".feed-*"))


def test_source_text_in_the_log_is_no_markup_in_the_feed(tmp_path: Path) -> None:
    line = {"version": "0" * 12, "published": "2026-11-23T12:00:00Z", "run": "r", "records": {"<b>\x00&": 1}}
    (tmp_path / LOG).write_text(json.dumps(line) + "\n", "utf-8")
    root = ElementTree.fromstring(feed(read_log(tmp_path).entries))
    assert root.findtext(f"{{{ATOM}}}entry/{{{ATOM}}}summary") == "1 <b>\\x00&. The first release."


def test_an_empty_log(tmp_path: Path) -> None:
    assert read_log(tmp_path) == release_log.Log((), ())
    ElementTree.fromstring(feed(()))
    assert log_problems(tmp_path, read_log(tmp_path)) == []


def test_releases_are_found_by_what_a_person_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ReleaseError, match="there is no release"):
        find_release("latest", tmp_path)
    first = publish(tmp_path)
    with pytest.raises(ReleaseError, match=r"has no release before the latest by its log\. Publish another one"):
        find_release("previous", tmp_path)
    second = publish(tmp_path, OTHER)
    assert find_release(first.name[:6], tmp_path) == first
    assert find_release(str(first), tmp_path) == first
    assert find_release("previous", tmp_path) == first
    publish(tmp_path)
    assert find_release("previous", tmp_path) == second
    with pytest.raises(ReleaseError, match=r"there is no release 'ffffffffffff'. Name a version or its beginning"):
        find_release("ffffffffffff", tmp_path)
    with pytest.raises(ReleaseError, match="there is no release 'no such'"):
        find_release("no such", tmp_path)
    twin = tmp_path / "releases" / (first.name[:3] + ("0" if first.name[3] != "0" else "1") * 9)
    twin.mkdir()
    (twin / "CHECKSUMS").write_text("")
    with pytest.raises(ReleaseError, match=rf"2 versions begin with '{first.name[:3]}': .*Give more of it"):
        find_release(first.name[:3], tmp_path)
