"""Collecting again: what a run that was cut short, a change at the source or another source leaves for the next one."""

from __future__ import annotations

import errno
import gzip
import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from flows.sources.collected import Collected
from flows.sources.collecting import collect_source
from flows.sources.declaration import Source
from flows.sources.fetch import Fetcher
from flows.sources.hosts import Hosts
from flows.sources.record import LandingError, Record, Retrieval, collecting
from tests.sources.site import Answer, Site, body
from tests.sources.test_collecting import WORDS, collect, feed, page


def lines(raw: Path, source: str = "courier") -> list[dict[str, object]]:
    return [json.loads(line) for line in (raw / ".retrieved" / f"{source}.jsonl").read_text().splitlines()]


def conditional(content: bytes, etag: str, kind: str = "text/html") -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        same = handler.headers["If-None-Match"] == etag
        (body(b"", kind, 304, ETag=etag) if same else body(content, kind, ETag=etag))(handler)

    return answer


def documents(raw: Path) -> list[Path]:
    return sorted(file for file in raw.rglob("*.html") if ".retrieved" not in file.parts)


@pytest.mark.parametrize("crash", range(1, 9))
def test_a_run_that_ends_anywhere_repeats_nothing_and_loses_nothing(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crash: int
) -> None:
    """The process ends at the ``crash``-th time that it would make something last."""
    site.pages |= {"/feed": body(feed(site, "/a", "/b"), "application/atom+xml"), "/a": body(page("A")),
                   "/b": body(page("B", words=WORDS.replace("Peru", "Chile")))}  # fmt: skip
    synced, left = os.fsync, [crash]

    def ended(descriptor: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        synced(descriptor)

    monkeypatch.setattr(os, "fsync", ended)
    with pytest.raises(KeyboardInterrupt):
        collect(site, tmp_path, feed=site.url("/feed"))
    monkeypatch.undo()
    before = {file: file.read_bytes() for file in documents(tmp_path)}
    again = collect(site, tmp_path, feed=site.url("/feed"))
    assert again.problems == []
    assert [file.read_bytes() for file in documents(tmp_path)] in (
        [page("A"), page("B", words=WORDS.replace("Peru", "Chile"))],
        [page("B", words=WORDS.replace("Peru", "Chile")), page("A")],
    )
    assert all(file.read_bytes() == content for file, content in before.items())
    assert all(file.with_suffix(".toml").is_file() for file in documents(tmp_path))
    assert not list((tmp_path / ".retrieved").glob(".landing-*"))
    third = collect(site, tmp_path, feed=site.url("/feed"))
    assert (third.landed, third.known, third.problems) == ([], 2, [])


def test_a_feed_that_is_as_it_was_is_not_sent_again(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/feed": conditional(feed(site, "/a", "/b"), '"f"'), "/a": body(page("A")),
                   "/b": body(page("B", words=WORDS.replace("Peru", "Chile")))}  # fmt: skip
    first = collect(site, tmp_path, feed=site.url("/feed"), most=1)
    assert (len(first.landed), first.left, first.same_listing) == (1, 1, False)
    second = collect(site, tmp_path, feed=site.url("/feed"), most=1)
    assert (len(second.landed), second.same_listing) == (1, False)
    assert collect(site, tmp_path, feed=site.url("/feed"), most=1).same_listing
    # What the source asks for has changed, and with it what is wanted of the same feed.
    assert not collect(site, tmp_path, feed=site.url("/feed"), exclude="/b").same_listing


def test_what_failed_in_passing_is_asked_for_again_and_not_before_what_is_new(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/feed": conditional(feed(site, "/a", "/b"), '"f"'), "/a": body(b"", status=503),
                   "/b": body(page("B"))}  # fmt: skip
    first = collect(site, tmp_path, feed=site.url("/feed"), most=1)
    assert "503" in first.problems[0]
    second = collect(site, tmp_path, feed=site.url("/feed"), most=1)
    assert [path.partition("-")[0] for path in second.landed] == ["courier/2021/b"]
    site.pages["/a"] = body(page("A", words=WORDS.replace("Peru", "Chile")))
    assert len(collect(site, tmp_path, feed=site.url("/feed"), most=1).landed) == 1
    assert [line["outcome"] for line in lines(tmp_path)] == ["failed", "landed", "landed", "listed"]


def test_what_a_server_refuses_is_left_for_a_week(site: Site, tmp_path: Path) -> None:
    site.pages["/feed"] = body(feed(site, "/gone"), "application/atom+xml")
    assert "404" in collect(site, tmp_path, feed=site.url("/feed")).problems[0]
    again = collect(site, tmp_path, feed=site.url("/feed"))
    assert (again.problems, again.refused) == ([], 1)
    assert site.asked.count("/gone") == 1
    file = tmp_path / ".retrieved" / "courier.jsonl"
    today = datetime.now(UTC).date()
    file.write_text(file.read_text().replace(str(today), str(today - timedelta(days=8))))
    site.pages["/gone"] = body(page("A"))
    assert len(collect(site, tmp_path, feed=site.url("/feed")).landed) == 1


def test_a_clock_that_was_ahead_keeps_nothing_back(site: Site, tmp_path: Path) -> None:
    """A year ahead, one document was refused and one landed; with the clock put right, both are asked for again."""
    site.pages |= {"/feed": body(feed(site, "/gone", "/a"), "application/atom+xml"), "/a": body(page("A"))}
    collect(site, tmp_path, feed=site.url("/feed"))
    file = tmp_path / ".retrieved" / "courier.jsonl"
    year = datetime.now(UTC).year
    file.write_text(file.read_text().replace(f'"retrieved": "{year}-', f'"retrieved": "{year + 1}-'))
    today = datetime.now(UTC).strftime("%Y-%m-%dT00:00:00Z")
    site.pages |= {"/feed": body(feed(site, "/gone", "/a", updated=today), "application/atom+xml"),
                   "/a": body(page("A", words=WORDS.replace("doubled", "tripled"))),
                   "/gone": body(page("B", words=WORDS.replace("Peru", "Chile")))}  # fmt: skip
    assert len(collect(site, tmp_path, feed=site.url("/feed")).landed) == 2
    asked = len(site.asked)
    again = collect(site, tmp_path, feed=site.url("/feed"))
    assert (again.known, again.landed) == (2, [])
    assert len(site.asked) - asked <= 2  # robots.txt and the feed: what was noted last counts, whatever its time


def test_an_entry_that_is_updated_on_the_day_of_its_retrieval_is_asked_for(site: Site, tmp_path: Path) -> None:
    soon = (datetime.now(UTC) + timedelta(seconds=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    site.pages |= {"/feed": body(feed(site, "/a"), "application/atom+xml"), "/a": body(page("A"))}
    collect(site, tmp_path, feed=site.url("/feed"))
    site.pages["/feed"] = body(feed(site, "/a", updated=soon), "application/atom+xml")
    site.pages["/a"] = body(page("A", words=WORDS.replace("doubled", "tripled")))
    assert len(collect(site, tmp_path, feed=site.url("/feed")).landed) == 1
    assert len(documents(tmp_path)) == 2


def test_a_document_that_somebody_took_away_stays_away(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = body(page("A"))
    landed = collect(site, tmp_path, pages=[site.url("/a")]).landed[0]
    (tmp_path / landed).unlink()
    again = collect(site, tmp_path, pages=[site.url("/a")])
    assert (again.landed, again.known, again.removed) == ([], 1, 1)


def test_more_pages_than_are_taken_at_a_time_take_turns(site: Site, tmp_path: Path) -> None:
    for n in range(4):
        site.pages[f"/{n}"] = body(page(f"N{n}", words=f"{n} {WORDS}"))
    pages = [site.url(f"/{n}") for n in range(4)]
    first, second = (collect(site, tmp_path, pages=pages, most=2) for _ in range(2))
    assert (len(first.landed), first.left, len(second.landed)) == (2, 2, 2)


def test_two_sources_that_list_the_same_document_land_it_once(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = body(page("A"))
    assert len(collect(site, tmp_path, name="one", pages=[site.url("/a")]).landed) == 1
    site.pages["/b"] = body(page("A", nonce="2"))
    assert collect(site, tmp_path, name="two", pages=[site.url("/a")]).known == 1
    assert collect(site, tmp_path, name="two", pages=[site.url("/b")]).known == 1


def test_two_sources_of_one_host_ask_it_one_thing_at_a_time(site: Site, tmp_path: Path) -> None:
    at_once, most = [0], [0]
    counting = threading.Lock()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        with counting:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        threading.Event().wait(0.02)
        with counting:
            at_once[0] -= 1
        body(page(handler.path, words=f"{handler.path} {WORDS}"))(handler)

    site.pages |= {f"/{name}/{n}": answer for name in "ab" for n in range(4)}
    hosts = Hosts()
    with collecting(tmp_path) as record:
        came: list[Collected] = []

        def run(name: str) -> None:
            pages = [site.url(f"/{name}/{n}") for n in range(4)]
            source = Source.model_validate({"name": name, "pages": pages, "private_addresses": True, "pause": 0})
            with Fetcher(source, hosts=hosts) as fetcher:
                came.append(collect_source(source, tmp_path, record, fetcher))

        threads = [threading.Thread(target=run, args=(name,)) for name in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(len(one.landed) for one in came) == [4, 4]
    assert most == [1]
    assert site.asked.count("/robots.txt") == 1


def test_a_second_collector_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    held = "import sys, pathlib; from flows.sources.record import collecting\n" \
           "with collecting(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-c", held, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with (
            pytest.raises(LandingError, match=rf"another run is collecting here \(process {other.pid}\)"),
            collecting(tmp_path),
        ):
            pass
        other.kill()
    with collecting(tmp_path):
        pass  # whoever was ended holds nothing


def test_what_a_killed_run_left_on_its_way_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".retrieved").mkdir()
    left = tmp_path / ".retrieved" / ".landing-abc"
    left.write_bytes(b"half")
    with collecting(tmp_path):
        assert not left.exists()


def test_a_full_disk_ends_the_source_and_harms_nothing(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages |= {"/a": body(page("A")), "/b": body(page("B", words=WORDS.replace("Peru", "Chile")))}
    collect(site, tmp_path, pages=[site.url("/a")])
    kept = documents(tmp_path)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    collected = collect(site, tmp_path, pages=[site.url("/b"), site.url("/a")])
    monkeypatch.undo()
    assert "no space left on device" in str(collected.failure)
    assert "free some space" in str(collected.failure)
    assert documents(tmp_path) == kept
    assert len(collect(site, tmp_path, pages=[site.url("/b")]).landed) == 1


WHOLE: dict[str, object] = {
    "address": "x", "final": "x", "retrieved": "2021-01-01T00:00:00+00:00", "outcome": "landed",
}  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        '{"address": "cut sho', "[]", "null", "\x00\x00", "[" * 100_000,
        *(json.dumps(WHOLE | change) for change in (
            {"address": 1}, {"address": ["x"]}, {"retrieved": "yesterday"}, {"retrieved": "2021-01-01T00:00:00"},
            {"size": "1"}, {"more": 1}, {"outcome": None},
        )),
    ],
)  # fmt: skip
def test_a_line_that_is_no_retrieval_is_passed_over(tmp_path: Path, line: str) -> None:
    (tmp_path / ".retrieved").mkdir()
    (tmp_path / ".retrieved" / "courier.jsonl").write_text(line)
    record = Record(tmp_path)
    assert record.last == {}
    record.add("courier", Retrieval("y", "y", "2021-01-01T00:00:00+00:00", "landed"))
    assert list(Record(tmp_path).last) == ["y"]


def test_a_stopped_run_keeps_what_landed_and_says_nothing_of_the_rest(site: Site, tmp_path: Path) -> None:
    stop = threading.Event()

    def hang(handler: BaseHTTPRequestHandler) -> None:
        stop.set()
        threading.Event().wait(1)
        body(page("B"))(handler)

    site.pages |= {"/a": body(page("A")), "/b": hang}
    source = Source.model_validate(
        {"name": "courier", "pages": [site.url("/a"), site.url("/b")], "private_addresses": True, "pause": 0}
    )
    with Fetcher(source, stop=stop) as fetcher, collecting(tmp_path) as record:
        collected = collect_source(source, tmp_path, record, fetcher)
    assert collected.interrupted
    assert (len(collected.landed), collected.problems, collected.failure) == (1, [], None)
    assert [line["outcome"] for line in lines(tmp_path)] == ["landed"]


def test_files_of_folders_within_a_folder_keep_apart_and_take_turns(site: Site, tmp_path: Path) -> None:
    inbox, raw = tmp_path / "inbox", tmp_path / "raw"
    for n in range(3):
        (inbox / f"{n}").mkdir(parents=True)
        (inbox / f"{n}" / "note.txt").write_text(f"{n} {WORDS}")
    came = [collect(site, raw, folder=str(inbox), most=2) for _ in range(3)]
    assert [(len(one.landed), one.known, one.left) for one in came] == [(2, 0, 1), (1, 2, 0), (0, 3, 0)]


def test_a_file_of_a_folder_that_cannot_land_is_told_and_stops_no_other(site: Site, tmp_path: Path) -> None:
    inbox, raw = tmp_path / "inbox", tmp_path / "raw"
    inbox.mkdir()
    (inbox / "table.xlsx").write_bytes(b"PK")
    (inbox / "link.txt").symlink_to(inbox / "one.txt")
    (inbox / "large.txt").write_text("x" * 5000)
    (inbox / "wrong.txt").write_text("Chile " + WORDS)
    (inbox / "wrong.toml").write_text('licens = "CC BY"\n')
    (inbox / ".hidden").write_text("x")
    os.mkfifo(inbox / "pipe")
    (inbox / "one.txt.gz").write_bytes(gzip.compress(WORDS.encode()))
    (inbox / "one.toml").write_text('title = "One"\nlicence = "CC0" # of the author')
    collected = collect(site, raw, folder=str(inbox), largest=4000, licence="CC BY 4.0")
    told = "\n".join(collected.problems)
    for problem in ("table.xlsx: there is no reader", "link.txt: is a link", "large.txt: is larger than 4000",
                    "wrong.toml:1: unknown key 'licens'", "pipe: is no regular file"):  # fmt: skip
        assert problem in told
    assert len(collected.problems) == 5
    (landed,) = collected.landed
    assert landed.endswith(".txt.gz")
    described = (raw / landed.replace(".txt.gz", ".toml")).read_text()
    assert described.splitlines()[:2] == ['title = "One"', 'licence = "CC0" # of the author']
    assert 'publisher = "The Lima Courier"' in described
