"""Collecting from feeds, sitemaps, pages and folders of a real server: what lands, what is known, what fails."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.ingest.metadata import parse_metadata
from flows.sources.collected import Collected
from flows.sources.collecting import collect_source
from flows.sources.declaration import Source, SourcesError, load_sources
from flows.sources.fetch import Fetcher
from flows.sources.listing import ListingError, feed_entries, sitemap_entries
from flows.sources.record import collecting
from tests.sources.site import Site, body

WORDS = (
    "Peru recalled its ambassador from Quito on 3 March 2021, a day after the two governments had met in Lima. "
    "The foreign ministry said that the border would stay open, and that trade had doubled since 2015."
)


def page(title: str, nonce: str = "1", words: str = WORDS) -> bytes:
    return (
        f"<html><head><title>{title}</title><meta name='nonce' content='{nonce}'></head><body><article><h1>{title}</h1>"
        f"<p>{words}</p><p>{words}</p></article></body></html>"
    ).encode()


def feed(site: Site, *paths: str, updated: str = "2021-03-04T08:00:00Z") -> bytes:
    entries = "".join(
        f"<entry><title>Entry {path}</title><link href='{path}'/><id>{path}</id><updated>{updated}</updated>"
        "<published>2021-03-04T08:00:00Z</published><author><name>Ana Ruiz</name></author></entry>"
        for path in paths
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Courier</title>{entries}</feed>".encode()


def collect(site: Site, raw: Path, **more: Any) -> Collected:
    given = {"name": "courier", "private_addresses": True, "pause": 0, "timeout": 5, "publisher": "The Lima Courier"}
    source = Source.model_validate(given | more)
    with Fetcher(source, sleep=lambda _: None) as fetcher, collecting(raw) as record:
        return collect_source(source, raw, record, fetcher)


def test_new_entries_of_a_feed_land_with_what_is_known(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/feed": body(feed(site, "/a", "/b"), "application/atom+xml"), "/a": body(page("A")),
                   "/b": body(page("B", words=WORDS.replace("Peru", "Chile")))}  # fmt: skip
    collected = collect(site, tmp_path, feed=site.url("/feed"), licence="CC BY 4.0", kind="news")
    assert len(collected.landed) == 2
    assert collected.problems == []
    for path in collected.landed:
        assert path.startswith("courier/2021/")
        metadata = parse_metadata((tmp_path / path).with_suffix(".toml").read_bytes(), tmp_path)
        assert (metadata.author, metadata.publisher, metadata.licence) == ("Ana Ruiz", "The Lima Courier", "CC BY 4.0")
        assert str(metadata.published_on) == "2021-03-04"
        assert metadata.retrieved_on is not None
    assert (tmp_path / collected.landed[0]).read_bytes() == page("A")


def test_a_second_run_asks_for_nothing_that_was_had(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/feed": body(feed(site, "/a"), "application/atom+xml"), "/a": body(page("A"))}
    collect(site, tmp_path, feed=site.url("/feed"))
    before = sorted(tmp_path.rglob("*"))
    again = collect(site, tmp_path, feed=site.url("/feed"))
    assert (again.landed, again.known) == ([], 1)
    assert site.asked.count("/a") == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_an_updated_entry_lands_beside_the_first(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/feed": body(feed(site, "/a"), "application/atom+xml"), "/a": body(page("A"))}
    first = collect(site, tmp_path, feed=site.url("/feed")).landed[0]
    kept = (tmp_path / first).read_bytes()
    site.pages["/feed"] = body(feed(site, "/a", updated="2999-01-01T00:00:00Z"), "application/atom+xml")
    site.pages["/a"] = body(page("A", words=WORDS.replace("doubled", "tripled")))
    second = collect(site, tmp_path, feed=site.url("/feed"))
    assert len(second.landed) == 1
    assert second.landed[0] != first
    assert (tmp_path / first).read_bytes() == kept


def test_the_same_text_in_another_frame_is_known(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = body(page("A", nonce="1"))
    assert len(collect(site, tmp_path, pages=[site.url("/a")]).landed) == 1
    site.pages["/a"] = body(page("A", nonce="2"))
    again = collect(site, tmp_path, pages=[site.url("/a")])
    assert (again.landed, again.known) == ([], 1)


def test_one_bad_document_does_not_stop_the_others(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/feed": body(feed(site, "/gone", "/picture", "/a"), "application/atom+xml"),
                   "/picture": body(b"\x89PNG", "image/png"), "/a": body(page("A"))}  # fmt: skip
    collected = collect(site, tmp_path, feed=site.url("/feed"))
    assert len(collected.landed) == 1
    assert [("404" in p, "image/png" in p) for p in collected.problems] == [(True, False), (False, True)]


def test_filters_and_bounds_are_counted(site: Site, tmp_path: Path) -> None:
    paths = [f"/news/{n}" for n in range(5)] + ["/sport/1", "/news/video-9"]
    site.pages["/feed"] = body(feed(site, *paths), "application/atom+xml")
    for n in range(5):
        site.pages[f"/news/{n}"] = body(page(f"News {n}", words=f"{n} {WORDS}"))
    collected = collect(site, tmp_path, feed=site.url("/feed"), include="/news/", exclude="video", most=3)
    assert (collected.listed, collected.filtered, len(collected.landed), collected.left) == (7, 2, 3, 2)


def test_a_sitemap_of_sitemaps_is_read(site: Site, tmp_path: Path) -> None:
    space = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    site.pages["/map.xml"] = body(
        f"<sitemapindex {space}><sitemap><loc>/one.xml</loc></sitemap></sitemapindex>".encode()
    )
    site.pages["/one.xml"] = body(f"<urlset {space}><url><loc>{site.url('/a')}</loc></url></urlset>".encode())
    site.pages["/a"] = body(page("A"))
    assert len(collect(site, tmp_path, sitemap=site.url("/map.xml")).landed) == 1


@pytest.mark.parametrize("content", [b"", b"<html>no feed</html>", b"\x00\xff", b"{}"])
def test_a_feed_that_is_none_is_a_problem_of_its_source(site: Site, tmp_path: Path, content: bytes) -> None:
    site.pages["/feed"] = body(content, "text/html")
    collected = collect(site, tmp_path, feed=site.url("/feed"))
    assert collected.failure
    assert not collected.landed


def test_a_crash_between_two_writes_is_mended_by_the_next_run(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.sources import landing

    site.pages["/a"] = body(page("A"))
    whole = landing._write_once

    def crash(raw: Path, file: Path, content: bytes, *, keep: bool) -> None:
        if not keep:
            raise KeyboardInterrupt
        whole(raw, file, content, keep=keep)

    monkeypatch.setattr(landing, "_write_once", crash)
    with pytest.raises(KeyboardInterrupt):
        collect(site, tmp_path, pages=[site.url("/a")])
    monkeypatch.undo()
    (tmp_path / ".retrieved").mkdir(exist_ok=True)
    (tmp_path / ".retrieved" / "courier.jsonl").write_text('{"address": "cut sho')
    collected = collect(site, tmp_path, pages=[site.url("/a")])
    assert len(collected.landed) == 1
    lines = (tmp_path / ".retrieved" / "courier.jsonl").read_text().splitlines()
    assert json.loads(lines[-1])["outcome"] == "landed"
    assert not list(tmp_path.rglob(".landing-*"))


def test_files_of_a_folder_are_copied_once(site: Site, tmp_path: Path) -> None:
    inbox, raw = tmp_path / "inbox", tmp_path / "raw"
    inbox.mkdir()
    (inbox / "one.txt").write_text(WORDS)
    (inbox / "one.toml").write_text('title = "One"\n')
    (inbox / "two.txt").symlink_to(inbox / "one.txt")
    first = collect(site, raw, folder=str(inbox))
    again = collect(site, raw, folder=str(inbox))
    assert len(first.landed) == 1
    assert again.known == 1
    assert (raw / first.landed[0]).with_suffix(".toml").read_text().startswith('title = "One"\npublisher = "The ')


def test_nothing_outside_of_a_folder_is_copied(site: Site, tmp_path: Path) -> None:
    inbox, raw, outside = tmp_path / "inbox", tmp_path / "raw", tmp_path / "outside"
    inbox.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text("Secret " + WORDS)
    (outside / "secret.toml").write_text('title = "Secret"\n')
    (inbox / "folder").symlink_to(outside)
    (inbox / "file.txt").symlink_to(outside / "secret.txt")
    (inbox / "one.txt").write_text(WORDS)
    (inbox / "one.toml").symlink_to(outside / "secret.toml")
    collected = collect(site, raw, folder=str(inbox))
    told = [problem.partition(": ")[2] for problem in collected.problems]
    assert told == 2 * ["is a link; copy the file itself there"]
    (landed,) = collected.landed
    assert not any("Secret" in file.read_text() for file in raw.rglob("*") if file.is_file())
    assert (raw / landed).read_text() == WORDS


def test_a_folder_that_is_not_there_is_told(site: Site, tmp_path: Path) -> None:
    assert "is no folder" in str(collect(site, tmp_path, folder=str(tmp_path / "none")).failure)


def never(problem: str) -> None:
    raise AssertionError(problem)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_listing_or_none(content: bytes) -> None:
    with contextlib.suppress(ListingError):
        assert isinstance(feed_entries(content, "https://a.example/feed"), tuple)
    with contextlib.suppress(ListingError):
        assert not list(sitemap_entries("https://a.example/map", lambda _: content, never))


def test_entities_of_a_sitemap_are_not_followed() -> None:
    bomb = (
        b"<!DOCTYPE u [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c SYSTEM 'file:///etc/hostname'>]>"
        b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>&c;</loc></url>"
        b"<url><loc>https://a.example/&b;</loc></url></urlset>"
    )
    found = [entry.address for entry in sitemap_entries("https://a.example/map", lambda _: bomb, never)]
    assert all("aaa" not in address for address in found)


DECLARATION = """contact = "mailto:desk@example.org"

[[source]]
name = "courier"
feed = "https://courier.example/feed"
schedule = "0 6 * * *"
time_zone = "America/Lima"
"""


def test_a_file_of_sources_is_read(tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    file.write_text(DECLARATION)
    loaded = load_sources(file)
    assert loaded.contact == "mailto:desk@example.org"
    assert [(one.name, one.listing, one.pause) for one in loaded.sources] == [("courier", "feed", 2.0)]


@pytest.mark.parametrize(
    ("line", "place", "told"),
    [
        ('licens = "CC BY"', 8, "unknown key 'licens'"), ('schedule = "6 o\'clock"', 8, "is not a cron schedule"),
        ('time_zone = "Lima"', 8, "is not a time zone"), ('kind = "gossip"', 8, "is not a known kind"),
        ('include = "("', 8, "is not a regular expression"), ("pause = -1", 8, "greater than or equal to 0"),
        ('pages = ["ftp://a.example"]', 8, "is not an address of the web"), ('most = "all"', 8, "valid integer"),
        ('sitemap = "https://courier.example/map"', 3, "give one of feed, sitemap, pages and folder"),
        ('private_addresses = "yes"', 8, "valid boolean"), ('language = "English!"', 8, "is not a language tag"),
        ('publisher = "The\\nCourier"', 8, "holds a line break"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(tmp_path: Path, line: str, place: int, told: str) -> None:
    text = "\n".join(one for one in DECLARATION.splitlines() if not line.startswith(one.split(" ")[0] + " "))
    file = tmp_path / "sources.toml"
    file.write_text(f"{text}\n{line}\n")
    place = file.read_text().splitlines().index(line) + 1 if place != 3 else place
    with pytest.raises(SourcesError) as problem:
        load_sources(file)
    assert told in str(problem.value)
    assert f"line {place}:" in str(problem.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "declares no source"), ("[[source]]\n", "name is missing"), ("a = 1\n", "unknown key 'a'"),
     ("x", "is not TOML"), (DECLARATION + DECLARATION.split("\n\n")[1], "is given twice")],
)  # fmt: skip
def test_a_file_that_declares_nothing_is_told(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "sources.toml"
    file.write_text(text)
    with pytest.raises(SourcesError, match=told):
        load_sources(file)
