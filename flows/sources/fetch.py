"""Fetching one address politely: by robots.txt, conditionally, no faster than asked, bounded in size and time."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urldefrag, urljoin

import httpx
from protego import Protego

from flows import __version__
from flows.sources.declaration import Source
from flows.sources.hosts import Host, Hosts, site_of
from flows.sources.network import PrivateAddressError, Transport

AGENT = f"attache/{__version__}"
_REDIRECTS = 5
_TRIES = 4
_FIRST_WAIT = 1.0  # seconds; doubled each time
_LONGEST_WAIT = 120.0  # what a server may ask for and get; beyond it the document waits for the next run
_CONNECTING = 10.0  # seconds: a host that does not take the call by then is asked again later
_ROBOTS_SIZE = 512_000  # bytes: RFC 9309 asks for 500 KiB at least
_BUSY = (429, 500, 502, 503, 504)
_PASSING = (408, 421, 425, 429)  # errors of the client that may be over next time
_PACKINGS = ("", "identity", "gzip", "deflate")
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+(%[a-z0-9]+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one address: its bytes, or None where it is as it was; where it was found in the end, and when."""

    address: str
    final: str
    content: bytes | None
    content_type: str
    etag: str | None
    last_modified: str | None
    at: datetime

    @property
    def media_type(self) -> str:
        """What the server says that the bytes are, without their encoding."""
        return self.content_type.partition(";")[0].strip().lower()


class StoppedError(Exception):
    """Whoever started the run asked it to end."""


class FetchError(Exception):
    """An address that gives nothing, and why.

    ``passing``: it may give something another time. ``refused``: the server says that there is nothing to be had.
    """

    def __init__(self, address: str, what: str, *, passing: bool = False, refused: bool = False) -> None:
        super().__init__(f"{address}: {what}")
        self.address = address
        self.what = what
        self.passing = passing
        self.refused = refused


class Fetcher:
    """Fetches for one source; a host is asked once at a time, with the pause that it or the source asks for between."""

    def __init__(
        self,
        source: Source,
        *,
        contact: str | None = None,
        hosts: Hosts | None = None,
        stop: threading.Event | None = None,
        sleep: Callable[[float], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open no connection yet; ``contact`` tells the keepers of hosts whom to write to.

        Sources that are collected at the same time share ``hosts``. Once ``stop`` is set, whatever is under way ends in
        StoppedError. ``sleep`` and ``clock`` are the waiting, and the time that pauses are counted by.
        """
        self._source = source
        self._hosts = hosts or Hosts()
        self.stop = stop or threading.Event()
        self._sleep = self.stop.wait if sleep is None else sleep
        self._clock = clock
        self._client = httpx.Client(
            transport=Transport(private=source.private_addresses, limit=source.timeout, stop=self.stop),
            headers={"User-Agent": f"{AGENT} (+{contact})" if contact else AGENT, "Accept-Encoding": "gzip, deflate"},
            timeout=httpx.Timeout(source.timeout, connect=min(source.timeout, _CONNECTING)),
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def fetch(self, address: str, known: Mapping[str, str | None] | None = None) -> Fetched:
        """Return what stands at an address; ``known`` holds the etag and last_modified that it had before.

        Raises FetchError where robots.txt forbids it, it is gone or too large, or does not answer in time; StoppedError
        where it is told to stop.
        """
        asked, headers = address, _conditions(known or {})
        for _ in range(_REDIRECTS + 1):
            url = _parsed(asked)
            host = self._hosts.of(url)
            with host.lock:
                self._permit(url, host)
                answer, content = self._persistently(url, host, headers, self._source.largest)
            status = answer.status_code
            if status == httpx.codes.NOT_MODIFIED:
                return _fetched(address, asked, answer, None)
            if answer.is_redirect:
                asked = _target(answer, asked)
                continue
            if status != httpx.codes.OK:
                what = f"the server answers {status} {answer.reason_phrase}".rstrip()
                refused = answer.is_client_error and status not in _PASSING
                raise FetchError(asked, what, passing=not refused, refused=refused)
            if not content:
                raise FetchError(asked, "the server sends nothing", passing=True)
            return _fetched(address, asked, answer, content)
        raise FetchError(address, f"is redirected more than {_REDIRECTS} times")

    def _permit(self, url: httpx.URL, host: Host) -> None:
        """Raise FetchError where a host is left alone, or its robots.txt, read once a run, forbids an address."""
        if host.left is None and host.rules is None:
            self._read_rules(url, host)
        if host.left is not None:
            raise FetchError(str(url), host.left, passing=True)
        if host.rules is not None and not host.rules.can_fetch(str(url), AGENT):
            raise FetchError(str(url), "its robots.txt asks not to fetch it; exclude it in the source")

    def _read_rules(self, url: httpx.URL, host: Host) -> None:
        """Read a host's rules by RFC 9309: none where it has no robots.txt, all closed where that cannot be had."""
        address = f"{site_of(url)}/robots.txt"
        for _ in range(_REDIRECTS + 1):
            try:
                # The other hosts that it may be redirected to are not locked: two could wait for each other for ever.
                place = _parsed(address)
                answer, content = self._persistently(place, self._hosts.of(place), {}, _ROBOTS_SIZE, cut=True)
            except FetchError as problem:
                if not problem.passing:
                    raise
                host.left = f"the robots.txt of its host cannot be had ({problem.what}), so nothing there is fetched"
                return
            if answer.is_redirect:
                address = _target(answer, address)
                continue
            if answer.is_server_error:
                host.left = f"the robots.txt of its host cannot be had (the server answers {answer.status_code})"
                return
            host.rules = Protego.parse(content.decode("utf-8", "replace") if answer.is_success else "")
            return
        host.rules = Protego.parse("")

    def _persistently(
        self, url: httpx.URL, host: Host, headers: Mapping[str, str], largest: int, *, cut: bool = False
    ) -> tuple[httpx.Response, bytes]:
        """Return the answer of a server, asked again where it is busy or the line breaks."""
        address, wait = str(url), _FIRST_WAIT
        what = "does not answer"
        for left in reversed(range(_TRIES)):
            self._pause(host)
            asked_for = None
            try:
                answer, content = self._once(url, headers, largest, cut=cut)
            except PrivateAddressError as error:
                way_out = "write private_addresses = true in the source if that is meant"
                raise FetchError(address, f"{error}; {way_out}") from error
            except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.DecodingError) as error:
                raise FetchError(address, f"cannot be read ({error})") from error
            except httpx.TransportError as error:
                what = f"no whole answer ({str(error) or type(error).__name__})"
            else:
                if answer.status_code not in _BUSY:
                    host.answered()
                    return answer, content
                what, asked_for = f"the server answers {answer.status_code}", _retry_after(answer)
                if asked_for is not None and asked_for > _LONGEST_WAIT:
                    host.left = f"its host asks for {asked_for:.0f} seconds of rest ({answer.status_code})"
                    break
            if left:
                # Spread, so that those who failed together do not come back together.
                self._wait(asked_for if asked_for is not None else wait * random.uniform(0.5, 1.5))
                wait *= 2
        host.failed(what)
        raise FetchError(address, what, passing=True)

    def _once(
        self, url: httpx.URL, headers: Mapping[str, str], largest: int, *, cut: bool
    ) -> tuple[httpx.Response, bytes]:
        content = bytearray()
        with self._client.stream("GET", url, headers=dict(headers)) as answer:
            packing = answer.headers.get("Content-Encoding", "").strip().lower()
            if packing not in _PACKINGS:
                # gzip in gzip, or brotli, could make gigabytes of one piece before anything is counted.
                raise FetchError(str(url), f"is packed as {packing[:60]!r}, which was not asked for")
            # Counted after unpacking: a small answer may unpack to a large one.
            for piece in answer.iter_bytes():
                content += piece
                if len(content) > largest:
                    if cut:
                        break
                    raise FetchError(str(url), f"is larger than {largest} bytes; raise `largest` in the source")
        return answer, bytes(content[:largest])

    def _pause(self, host: Host) -> None:
        asked = float(host.rules.crawl_delay(AGENT) or 0) if host.rules else 0.0
        pause = min(max(self._source.pause, asked), _LONGEST_WAIT)
        if host.asked is not None and (left := host.asked + pause - self._clock()) > 0:
            self._wait(left)
        if self.stop.is_set():
            raise StoppedError
        host.asked = self._clock()

    def _wait(self, seconds: float) -> None:
        self._sleep(seconds)
        if self.stop.is_set():
            raise StoppedError


def _parsed(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise FetchError(address, f"is not an address ({error})") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchError(address, "is not an address of the web; only http and https are fetched")
    if not _HOST.fullmatch(url.raw_host.decode("ascii", "replace")):
        raise FetchError(address, f"is not an address: there is no host {url.host!r}")
    if url.userinfo:
        raise FetchError(str(url.copy_with(userinfo=b"")), "has a name and password in it, which are not sent")
    return url


def _target(answer: httpx.Response, asked: str) -> str:
    target = urljoin(asked, answer.headers.get("Location", ""))
    return urldefrag(str(_parsed(target))).url


def _conditions(known: Mapping[str, str | None]) -> dict[str, str]:
    headers = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("last_modified")}
    return {name: value for name, value in headers.items() if value}


def _fetched(address: str, final: str, answer: httpx.Response, content: bytes | None) -> Fetched:
    return Fetched(
        address=address,
        final=final,
        content=content,
        content_type=answer.headers.get("Content-Type", "").strip(),
        etag=answer.headers.get("ETag"),
        last_modified=answer.headers.get("Last-Modified"),
        at=datetime.now(UTC),
    )


def _retry_after(answer: httpx.Response) -> float | None:
    """Return the seconds that a server asks to wait, given as a number or a time; None where it asks for nothing."""
    value = answer.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        wanted = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    wanted = wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC)
    return max(0.0, (wanted - datetime.now(UTC)).total_seconds())
