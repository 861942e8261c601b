"""Collecting from one source: what is listed and not known yet is fetched and landed; what fails stops no other."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from flows.ingest.document import Metadata
from flows.ingest.metadata import LANGUAGE
from flows.ingest.readers.html import read_html
from flows.ingest.readers.text import Text, UnreadableError
from flows.sources.collected import Collected, DocumentError, Place, count, is_removed, moment
from flows.sources.declaration import Source
from flows.sources.fetch import Fetched, Fetcher, FetchError, StoppedError
from flows.sources.folders import collect_folder
from flows.sources.landing import land, path_of, suffix_of, toml
from flows.sources.listing import Entry, ListingError, feed_entries, sitemap_entries
from flows.sources.record import LandingError, Record, Retrieval, when

Progress = Callable[[Collected, str], None]

_AGAIN = timedelta(days=7)  # after which a document that a server refused is asked for once more


def collect_source(
    source: Source, raw: Path, record: Record, fetcher: Fetcher, progress: Progress = lambda *_: None
) -> Collected:
    """Return what came of a source after landing its new documents in raw/; problems are told, not raised.

    ``progress`` is called before each document with what came so far and what is asked for.
    """
    collected, place = Collected(source.name), Place(source, raw, record)
    try:
        if source.folder:
            collect_folder(place, collected, fetcher.stop, progress)
        else:
            _collect(place, collected, fetcher, progress)
    except StoppedError:
        collected.interrupted = True
    except Exception as problem:  # whatever a library meets in a listing: one source stops no other
        named = isinstance(problem, FetchError | ListingError | LandingError | OSError)
        collected.failure = str(problem) if named else f"{type(problem).__name__}: {problem}"
        collected.passing = isinstance(problem, FetchError) and problem.passing
    return collected


def _collect(place: Place, collected: Collected, fetcher: Fetcher, progress: Progress) -> None:
    source, record = place.source, place.record
    listing: list[Retrieval] = []
    entries = _wanted(place, _listed(place, fetcher, collected, listing), collected)
    passing = False
    for entry in islice(entries, source.most):
        progress(collected, entry.address)
        came = count(collected, entry.address, partial(_take, entry, place, fetcher), place.raw)
        if isinstance(came, Exception):
            passing |= not _note_failure(entry, came, place)
    left = sum(1 for _ in entries)  # counts maps that are left as well, in ``collected``
    collected.left += left
    # Only a feed of which nothing is left may say next time that it is as it was.
    if listing and not passing and not collected.left:
        record.add(source.name, listing[0])


def _listed(place: Place, fetcher: Fetcher, collected: Collected, listing: list[Retrieval]) -> Iterator[Entry]:
    """Yield what a source lists; ``listing`` is given the line to record once all of a feed was taken."""
    source, record = place.source, place.record
    if source.feed:
        declared = hashlib.sha256(source.model_dump_json().encode()).hexdigest()
        before = record.last.get(source.feed)
        # With other filters, the same feed has other documents to take.
        same = before is not None and before.outcome == "listed" and before.sha256 == declared
        fetched = fetcher.fetch(source.feed, _conditions(before) if same else {})
        if fetched.content is None:
            collected.same_listing = True
            return
        entries = feed_entries(fetched.content, fetched.final)
        listing.append(_line(source.feed, fetched, "listed", sha256=declared))
        yield from entries
    elif source.sitemap:
        yield from sitemap_entries(source.sitemap, partial(_map, fetcher, source, collected), collected.problems.append)
    else:
        # Asked for each time, as nothing else tells whether they changed: those that waited longest come first.
        never = datetime.min.replace(tzinfo=UTC)
        last = {page: when(record.last[page]) for page in source.pages if page in record.last}
        yield from map(Entry, sorted(source.pages, key=lambda page: last.get(page, never)))


def _map(fetcher: Fetcher, source: Source, collected: Collected, address: str) -> bytes | None:
    """Return a sitemap; None where the run has taken all that it may, which counts as one thing left."""
    taken = len(collected.landed) + collected.unchanged + len(collected.problems)
    if taken >= source.most:
        collected.left += 1
        return None
    return fetcher.fetch(address).content


def _wanted(place: Place, entries: Iterable[Entry], collected: Collected) -> Iterator[Entry]:
    """Yield the entries to ask for: those that are new or were updated, then those that failed before."""
    failed = []
    for entry in entries:
        collected.listed += 1
        before = place.record.last.get(entry.address)
        if not entry.address:
            collected.problems.append(f"{place.source.name}: an entry has no address ({entry.title or 'no title'})")
        elif not place.source.wants(entry.address):
            collected.filtered += 1
        elif before is None or place.source.pages:
            yield entry
        elif before.outcome == "failed":
            failed.append(entry)
        elif _updated(entry, before):
            yield entry
        elif before.outcome == "refused" and datetime.now(UTC) - when(before) > _AGAIN:
            failed.append(entry)
        elif before.outcome == "refused":
            collected.refused += 1
        else:
            collected.known += 1
            collected.removed += is_removed(before, place.raw)
    # Last, so that what always fails never keeps what is new from its turn.
    yield from failed


def _updated(entry: Entry, before: Retrieval) -> bool:
    return entry.updated is not None and entry.updated > when(before)


def _take(entry: Entry, place: Place, fetcher: Fetcher) -> Retrieval:
    before = place.record.last.get(entry.address)
    had = before if before is not None and before.sha256 and before.outcome != "listed" else None
    fetched = fetcher.fetch(entry.address, _conditions(had))
    if fetched.content is None:
        came = _line(entry.address, fetched, "unchanged")
        if had is not None:
            known = (fetched.etag or had.etag, fetched.last_modified or had.last_modified)
            came = replace(came, sha256=had.sha256, size=had.size, path=had.path, text=had.text,
                           content_type=had.content_type, etag=known[0], last_modified=known[1])  # fmt: skip
        place.record.add(place.source.name, came)
        return came
    return _land(entry, fetched, place)


def _conditions(before: Retrieval | None) -> dict[str, str | None]:
    return {"etag": before.etag, "last_modified": before.last_modified} if before else {}


def _note_failure(entry: Entry, problem: Exception, place: Place) -> bool:
    """Record that nothing came of an entry; return whether that is for good, as far as the server goes."""
    refused = isinstance(problem, FetchError | DocumentError) and problem.refused
    before = place.record.last.get(entry.address)
    now = moment(datetime.now(UTC))
    # What was had before is kept in the line: it is what the next request asks by.
    line = before or Retrieval(entry.address, entry.address, now, "")
    outcome = "refused" if refused else "failed"
    place.record.add(place.source.name, replace(line, retrieved=now, outcome=outcome, problem=str(problem)))
    return refused


def _land(entry: Entry, fetched: Fetched, place: Place) -> Retrieval:
    content = fetched.content or b""
    suffix = suffix_of(fetched)
    if suffix is None:
        told = f"media type {fetched.media_type}" if fetched.media_type else "no media type"
        what = f"{entry.address}: has {told}, for which there is no reader; exclude it in the source"
        raise DocumentError(what, refused=True)
    read = _read(content) if suffix == ".html" else None
    # The frame of a page changes each time that it is asked for; what counts is its text.
    text = hashlib.sha256(read.text.encode("utf-8", "surrogatepass")).hexdigest() if read else None
    digest = hashlib.sha256(content).hexdigest()
    with place.record.lock:
        path, outcome = place.record.path_of(digest, text), "known"
        if path is None:
            metadata = _metadata(entry, fetched, place.source, read.found if read else Metadata())
            path, outcome = path_of(fetched, place.source.name, suffix, metadata.published_on), "landed"
            land(place.raw, path, content, toml(metadata))
        retrieval = _line(entry.address, fetched, outcome, sha256=digest, size=len(content), path=path, text=text)
        place.record.add(place.source.name, retrieval)
    return retrieval


def _line(  # the columns of a line
    address: str, fetched: Fetched, outcome: str, *, sha256: str | None = None, size: int | None = None,
    path: str | None = None, text: str | None = None,
) -> Retrieval:  # fmt: skip
    return Retrieval(
        address, fetched.final, moment(fetched.at), outcome, sha256, size, path, text,
        fetched.etag, fetched.last_modified, fetched.content_type or None,
    )  # fmt: skip


def _read(content: bytes) -> Text | None:
    """Return the text of a page; where it has none, that is told when the page is checked or published."""
    try:
        return read_html(content)
    except UnreadableError:
        return None


def _metadata(entry: Entry, fetched: Fetched, source: Source, found: Metadata) -> Metadata:
    """Return what is known of a document: what the source declares, else what its listing says, else the page."""
    published = entry.published_on
    # A day to come is no day of publication; one day is granted to time zones.
    if published is None or published > fetched.at.date() + timedelta(days=1):
        published = found.published_on
    language = source.language or found.language
    return replace(
        found,
        title=entry.title or found.title,
        author=entry.author or found.author,
        published_on=published,
        publisher=source.publisher or found.publisher,
        licence=source.licence or found.licence,
        language=language if language and LANGUAGE.fullmatch(language) else None,
        kind=source.kind,
        url=fetched.final,
        retrieved_on=fetched.at.date(),
    )
