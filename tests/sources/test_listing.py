"""Listings as they are in the wild: feeds of both kinds, relative links, markup in titles, maps of maps of maps."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.sources.fetch import FetchError
from flows.sources.listing import ListingError, feed_entries, sitemap_entries
from tests.sources.site import Site, body
from tests.sources.test_collecting import collect, feed, page

PLACE = "https://courier.example/news/feed.xml"
SPACE = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"


def rss(items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>Courier</title>{items}</channel></rss>".encode()


def test_a_feed_is_read_as_it_is_in_the_wild() -> None:
    one, two, nameless = feed_entries(
        rss(
            "<item><title>Peru &amp;amp; &lt;b&gt;Chile&lt;/b&gt;</title><link>../a#comments</link>"
            "<pubDate>Thu, 04 Mar 2021 01:00:00 +0500</pubDate></item>"
            "<item><title>Again</title><link>https://courier.example/a</link></item>"
            "<item><title>5 &lt; 6</title><guid>https://courier.example/b</guid><pubDate>soon</pubDate></item>"
            "<item><title>No link</title></item>"
        ),
        PLACE,
    )
    assert (one.address, one.title) == ("https://courier.example/a", "Peru & Chile")
    # The day where it was published, though it was another one in Greenwich.
    assert (one.published_on, one.updated) == (date(2021, 3, 4), None)
    assert (two.address, two.title, two.published_on) == ("https://courier.example/b", "5 < 6", None)
    assert (nameless.address, nameless.title) == ("", "No link")


def test_the_day_of_a_change_is_not_taken_for_that_of_publication() -> None:
    entry = "<entry><link href='a'/><updated>2021-03-04T01:00:00+05:00</updated></entry>"
    (found,) = feed_entries(f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>".encode(), PLACE)
    assert (found.address, found.published_on) == ("https://courier.example/news/a", None)
    assert found.updated == datetime(2021, 3, 3, 20, tzinfo=UTC)


def test_a_feed_of_a_thousand_entries_is_taken_in_parts(site: Site, tmp_path: Path) -> None:
    site.pages["/feed"] = body(feed(site, *(f"/{n}" for n in range(1_000))), "application/atom+xml")
    site.pages["/0"] = body(page("A"))
    collected = collect(site, tmp_path, feed=site.url("/feed"), most=1)
    assert (collected.listed, len(collected.landed), collected.left) == (1_000, 1, 999)


def test_an_entry_without_an_address_is_told(site: Site, tmp_path: Path) -> None:
    site.pages["/feed"] = body(rss("<item><title>No link</title></item>"), "application/rss+xml")
    assert collect(site, tmp_path, feed=site.url("/feed")).problems == ["courier: an entry has no address (No link)"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://[", "mailto:a@b.example", "file:///etc/hostname"])
def test_an_entry_that_leads_out_of_the_web_is_told(site: Site, tmp_path: Path, link: str) -> None:
    site.pages["/feed"] = body(rss(f"<item><title>x</title><link>{link}</link></item>"), "application/rss+xml")
    collected = collect(site, tmp_path, feed=site.url("/feed"))
    assert len(collected.problems) + collected.filtered == 1
    assert not collected.landed


def maps(pages: dict[str, bytes], told: list[str]) -> list[str]:
    def get(address: str) -> bytes:
        if address not in pages:
            raise FetchError(address, "the server answers 404")
        return pages[address]

    return [entry.address for entry in sitemap_entries("https://a.example/map", get, told.append)]


def index(*places: str) -> bytes:
    inner = "".join(f"<sitemap><loc>{place}</loc></sitemap>" for place in places)
    return f"<sitemapindex {SPACE}>{inner}</sitemapindex>".encode()


def test_maps_that_list_one_another_are_read_once_and_a_bad_one_stops_no_other() -> None:
    pages = {
        "https://a.example/map": index("/map", "/other", "/gone", "/bad", "/good"),
        "https://a.example/other": index("/map", "/other"),
        "https://a.example/bad": b"<html/>",
        "https://a.example/good": f"<urlset {SPACE}><url><loc>/a</loc></url></urlset>".encode(),
    }
    told: list[str] = []
    assert maps(pages, told) == ["https://a.example/a"]
    assert told == ["https://a.example/gone: the server answers 404", "https://a.example/bad: is no sitemap"]


def test_an_index_of_many_maps_is_read_so_far() -> None:
    pages = {"https://a.example/map": index(*(f"/{n}" for n in range(500)))}
    pages |= {f"https://a.example/{n}": f"<urlset><url><loc>/p{n}</loc></url></urlset>".encode() for n in range(500)}
    told: list[str] = []
    assert len(maps(pages, told)) == 199
    assert "lists more than 200 sitemaps, 301 are left;" in told[0]


def test_a_map_that_is_none_ends_its_source() -> None:
    with pytest.raises(ListingError, match="is no sitemap"):
        maps({"https://a.example/map": b"<html/>"}, [])
    with pytest.raises(FetchError, match="404"):
        maps({}, [])


def test_a_map_says_from_when_on_there_may_be_something_new() -> None:
    told = ("2021-03-04", "2021-03-04T05:06:07+02:00", "yesterday", "9999-12-31")
    urls = "".join(f"<url><loc>/{n}</loc><lastmod>{day}</lastmod></url>" for n, day in enumerate(told))
    found = sitemap_entries("https://a.example/map", lambda _: f"<urlset>{urls}</urlset>".encode(), pytest.fail)
    assert [entry.updated for entry in found] == [
        datetime(2021, 3, 5, tzinfo=UTC), datetime(2021, 3, 4, 3, 6, 7, tzinfo=UTC), None,
        datetime(9999, 12, 31, tzinfo=UTC),
    ]  # fmt: skip


def test_no_more_maps_are_asked_for_than_the_run_may_take_from(site: Site, tmp_path: Path) -> None:
    site.pages["/map"] = body(index("/one", "/two", "/three"))
    for name in ("one", "two", "three"):
        site.pages[f"/{name}"] = body(f"<urlset {SPACE}><url><loc>/{name}/a</loc></url></urlset>".encode())
        site.pages[f"/{name}/a"] = body(page(name))
    collected = collect(site, tmp_path, sitemap=site.url("/map"), most=1)
    assert (len(collected.landed), collected.left) == (1, 2)
    assert "/three" not in site.asked


@pytest.mark.parametrize(
    ("kind", "content", "suffix"),
    [
        ("text/html; charset=koi8-r", "<html><p>Привет</p></html>".encode("cp1251"), ".html"),
        ("text/plain", b"<!DOCTYPE html><p>Peru</p>", ".html"), ("text/html", b"%PDF-1.7 cut short", ".pdf"),
        ("application/octet-stream", b"# Peru", ".md"), ("", b"<html><p>Peru</p></html>", ".html"),
        ("application/gzip", b"\x1f\x8b cut short", ".md.gz"),
    ],
)  # fmt: skip
def test_bytes_land_as_they_came_under_the_suffix_of_what_they_are(
    site: Site, tmp_path: Path, kind: str, content: bytes, suffix: str
) -> None:
    path = "/a.md.gz" if suffix == ".md.gz" else "/a.md"
    site.pages[path] = body(content, kind)
    (landed,) = collect(site, tmp_path, pages=[site.url(path)]).landed
    assert landed.partition(".")[2] == suffix[1:]
    assert (tmp_path / landed).read_bytes() == content
    assert (
        f'"content_type": {chr(34) + kind + chr(34) if kind else "null"}'
        in (tmp_path / ".retrieved" / "courier.jsonl").read_text()
    )
