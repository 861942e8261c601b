"""Where a source's documents are: the entries of a feed, the addresses of a sitemap, the pages that are named."""

from __future__ import annotations

import calendar
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urldefrag, urljoin

from flows.ingest.readers.packed import unpacked
from flows.ingest.readers.text import UnreadableError, day, said
from flows.sources.fetch import FetchError

_SITEMAPS = 200  # maps of one index; the protocol allows 50,000
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a source: its address, empty where the listing gives none, and what the listing says of it.

    ``published_on`` is the day where it was published, ``updated`` the moment from which there may be something new.
    """

    address: str
    title: str | None = None
    author: str | None = None
    published_on: date | None = None
    updated: datetime | None = None


class ListingError(ValueError):
    """A feed or sitemap that is none, or is damaged."""


def feed_entries(content: bytes, address: str) -> tuple[Entry, ...]:
    """Return the entries of an RSS or Atom feed in its order; raise ListingError for what is no feed."""
    import feedparser

    try:
        # Told that it is given bytes, feedparser fetches nothing.
        feed = feedparser.parse(content, response_headers={"content-location": address}, sanitize_html=True)
    except Exception as error:  # it promises to raise nothing, and does for some damaged feeds
        raise ListingError(f"{address}: is no feed that can be read ({type(error).__name__})") from error
    if not feed.get("version"):
        raise ListingError(f"{address}: is no RSS or Atom feed")
    found: dict[str, Entry] = {}
    nameless = []
    for told in feed.entries:
        entry = _feed_entry(told, address)
        if entry.address:
            found.setdefault(entry.address, entry)
        else:
            nameless.append(entry)
    return (*found.values(), *nameless)


def _feed_entry(told: Any, address: str) -> Entry:
    # Asked for `updated`, feedparser gives `published` where there is none, with a warning.
    updated = told["updated_parsed"] if "updated_parsed" in told.keys() else None  # noqa: SIM118
    link = told.get("link")
    return Entry(
        address=_target(address, link) if isinstance(link, str) else "",
        title=said(_plain(told.get("title"), told.get("title_detail"))),
        author=said(told.get("author")),
        published_on=_day(told.get("published")),
        updated=datetime.fromtimestamp(calendar.timegm(updated), UTC) if updated else None,
    )


def _target(place: str, link: str) -> str:
    """Return the address that a link leads to; a place within a page is the page."""
    if not link.strip():
        return ""
    try:
        return urldefrag(urljoin(place, link.strip())).url
    except ValueError:  # "http://[" and the like: fetching it says so
        return link.strip()


def _plain(title: object, detail: Any) -> str | None:
    """Return a title as words: feeds may write it as markup."""
    if not isinstance(title, str) or not title.strip():
        return None
    if detail and detail.get("type") in ("text/html", "application/xhtml+xml"):
        from lxml import html

        return str(html.fromstring(f"<div>{title}</div>").text_content())
    return title


def _day(told: object) -> date | None:
    """Return the day that a feed states, in the time zone in which it states it."""
    if not isinstance(told, str) or not told.strip():
        return None
    try:
        return day(told.strip()) or parsedate_to_datetime(told).date()
    except (ValueError, TypeError, OverflowError):
        return None


def sitemap_entries(address: str, get: Callable[[str], bytes | None], tell: Callable[[str], None]) -> Iterator[Entry]:
    """Yield the addresses of a sitemap, and of the sitemaps that it is an index of, in their order.

    ``get`` fetches an address, or gives None where no more are wanted. Raises ListingError and FetchError for the
    sitemap itself; ``tell`` is told of those of an index that cannot be read, and of an index of more than 200.
    """
    waiting, seen = deque([address]), {address}
    while waiting:
        place = waiting.popleft()
        try:
            content = get(place)
            root = None if content is None else _parsed(content, place)
            if root is not None and _kind(root) not in ("sitemapindex", "urlset"):
                raise ListingError(f"{place}: is no sitemap")
        except (FetchError, ListingError) as problem:
            if place == address:
                raise
            tell(str(problem))
            continue
        if root is None:
            continue
        if _kind(root) == "urlset":
            yield from (_map_entry(one, place) for one in root.iter("{*}url"))
            continue
        inner = [_target(place, one.text or "") for one in root.iter("{*}loc")]
        new = [one for one in dict.fromkeys(inner) if one and one not in seen]
        room = _SITEMAPS - len(seen)
        if len(new) > room:
            tell(
                f"{place}: lists more than {_SITEMAPS} sitemaps, {len(new) - room} are left; name those that are wanted"
            )
        seen.update(new[:room])
        waiting += new[:room]


def _kind(root: Any) -> str:
    return str(root.tag).rpartition("}")[2]


def _map_entry(one: Any, place: str) -> Entry:
    return Entry(
        address=_target(place, one.findtext("{*}loc") or ""),
        title=said(one.findtext(f"{_NEWS}news/{_NEWS}title")),
        published_on=_day(one.findtext(f"{_NEWS}news/{_NEWS}publication_date")),
        updated=_moment((one.findtext("{*}lastmod") or "").strip()),
    )


def _moment(told: str) -> datetime | None:
    """Return the moment of a W3C date or time; of a day alone its end, as there may be something new until then."""
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return moment if "T" in told else moment + timedelta(days=1)
    except OverflowError:
        return moment


def _parsed(content: bytes, address: str) -> Any:
    from lxml import etree

    try:
        content = unpacked(content) if content.startswith(b"\x1f\x8b") else content
        # Without entities there is nothing to draw in and nothing to blow up.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, UnreadableError, ValueError) as error:
        raise ListingError(f"{address}: is no XML that can be read ({error})") from error
