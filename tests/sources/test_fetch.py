"""Fetching from a real server on loopback: robots.txt, redirects, conditions, back-off, bounds, private addresses."""

from __future__ import annotations

import contextlib
import gzip
import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from flows.sources import network
from flows.sources.declaration import Source
from flows.sources.fetch import AGENT, Fetcher, FetchError
from flows.sources.network import Transport, _is_public
from tests.sources.site import Site, body, in_turn

TEXT = b"<p>Peru recalled its ambassador.</p>"


def source(site: Site, **more: Any) -> Source:
    given = {"name": "courier", "pages": [site.url("/a")], "private_addresses": True, "pause": 0, "timeout": 5}
    return Source.model_validate(given | more)


class Waits(list[float]):
    """The waiting that was asked for, none of which is done."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def test_a_page_is_fetched_under_a_stated_name(site: Site) -> None:
    site.pages["/a"] = body(TEXT, ETag='"1"')
    with Fetcher(source(site), contact="mailto:desk@example.org") as fetcher:
        fetched = fetcher.fetch(site.url("/a"))
    assert (fetched.content, fetched.media_type, fetched.etag) == (TEXT, "text/html", '"1"')
    assert site.asked == ["/robots.txt", "/a"]
    assert site.headers[-1]["user-agent"] == f"{AGENT} (+mailto:desk@example.org)"


def test_what_robots_txt_asks_to_leave_is_left(site: Site) -> None:
    site.pages["/robots.txt"] = body(b"User-agent: *\nDisallow: /private\n", "text/plain")
    site.pages |= {"/a": body(TEXT), "/private/b": body(TEXT)}
    with Fetcher(source(site)) as fetcher:
        fetcher.fetch(site.url("/a"))
        with pytest.raises(FetchError, match=r"robots\.txt"):
            fetcher.fetch(site.url("/private/b"))
    assert site.asked == ["/robots.txt", "/a"]


def test_a_redirect_cannot_lead_round_robots_txt(site: Site) -> None:
    site.pages["/robots.txt"] = body(b"User-agent: *\nDisallow: /private\n", "text/plain")
    site.pages["/a"] = body(b"", status=302, Location="/private/b")
    with Fetcher(source(site)) as fetcher, pytest.raises(FetchError, match=r"robots\.txt"):
        fetcher.fetch(site.url("/a"))


def test_a_robots_txt_that_cannot_be_had_closes_the_site(site: Site) -> None:
    site.pages |= {"/robots.txt": body(b"", status=503), "/a": body(TEXT)}
    with Fetcher(source(site), sleep=Waits()) as fetcher, pytest.raises(FetchError, match=r"robots\.txt"):
        fetcher.fetch(site.url("/a"))
    assert "/a" not in site.asked


def test_redirects_are_followed_and_the_end_is_told(site: Site) -> None:
    site.pages |= {"/a": body(b"", status=301, Location="/b"), "/b": body(b"", status=307, Location=site.url("/c"))}
    site.pages["/c"] = body(TEXT)
    with Fetcher(source(site)) as fetcher:
        fetched = fetcher.fetch(site.url("/a"))
    assert (fetched.address, fetched.final, fetched.content) == (site.url("/a"), site.url("/c"), TEXT)


def test_redirects_without_end_end(site: Site) -> None:
    site.pages["/a"] = body(b"", status=302, Location="/a")
    with Fetcher(source(site)) as fetcher, pytest.raises(FetchError, match="redirected more than 5 times"):
        fetcher.fetch(site.url("/a"))


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/a", "gopher://127.0.0.1/", "javascript:1"])
def test_a_redirect_leads_to_no_other_protocol(site: Site, target: str) -> None:
    site.pages["/a"] = body(b"", status=302, Location=target)
    with Fetcher(source(site)) as fetcher, pytest.raises(FetchError, match=r"only http and https|cannot be read"):
        fetcher.fetch(site.url("/a"))


def test_what_is_as_it_was_is_not_sent_again(site: Site) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        same = handler.headers["If-None-Match"] == '"1"'
        (body(b"", status=304, ETag='"1"') if same else body(TEXT, ETag='"1"'))(handler)

    site.pages["/a"] = answer
    with Fetcher(source(site)) as fetcher:
        first = fetcher.fetch(site.url("/a"))
        again = fetcher.fetch(site.url("/a"), {"etag": first.etag, "last_modified": first.last_modified})
    assert (first.content, again.content) == (TEXT, None)


def test_a_busy_server_is_given_the_time_it_asks_for(site: Site) -> None:
    site.pages["/a"] = in_turn(body(b"", status=429, Retry_After="7"), body(b"", status=503), body(TEXT))
    waits = Waits()
    with Fetcher(source(site), sleep=waits) as fetcher:
        assert fetcher.fetch(site.url("/a")).content == TEXT
    assert waits[0] == 7
    assert 1 <= waits[1] <= 3


def test_a_server_that_asks_for_a_day_is_left_for_the_next_run(site: Site) -> None:
    site.pages["/a"] = body(b"", status=429, Retry_After="86400")
    waits = Waits()
    with Fetcher(source(site), sleep=waits) as fetcher, pytest.raises(FetchError, match="429") as problem:
        fetcher.fetch(site.url("/a"))
    assert problem.value.passing
    assert not waits


def test_a_page_that_is_gone_is_asked_for_once(site: Site) -> None:
    with Fetcher(source(site), sleep=Waits()) as fetcher, pytest.raises(FetchError, match="404") as problem:
        fetcher.fetch(site.url("/a"))
    assert not problem.value.passing
    assert site.asked.count("/a") == 1


def test_a_body_cut_short_is_no_document(site: Site) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(TEXT)
        handler.close_connection = True

    site.pages["/a"] = answer
    with Fetcher(source(site), sleep=Waits()) as fetcher, pytest.raises(FetchError, match="no whole answer") as problem:
        fetcher.fetch(site.url("/a"))
    assert problem.value.passing
    assert site.asked.count("/a") == 4


def test_a_body_that_drips_without_end_is_left_in_time(site: Site) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    site.pages["/a"] = answer
    with (
        Fetcher(source(site, timeout=0.3), sleep=Waits()) as fetcher,
        pytest.raises(FetchError, match="no whole answer"),
    ):
        fetcher.fetch(site.url("/a"))


def test_a_slow_host_is_left_after_three_documents(site: Site) -> None:
    site.pages |= {f"/{n}": body(b"", status=503) for n in range(5)}
    with Fetcher(source(site), sleep=Waits()) as fetcher:
        for n in range(5):
            with pytest.raises(FetchError) as problem:
                fetcher.fetch(site.url(f"/{n}"))
    assert "gave no answer 3 times in a row (the server answers 503)" in str(problem.value)
    assert problem.value.passing
    assert {"/0", "/1", "/2"} == set(site.asked) - {"/robots.txt"}


def test_a_host_that_asks_for_a_day_is_left_with_all_its_documents(site: Site) -> None:
    site.pages |= {"/a": body(b"", status=429, Retry_After="86400"), "/b": body(TEXT)}
    with Fetcher(source(site), sleep=Waits()) as fetcher:
        for path in ("/a", "/b"):
            with pytest.raises(FetchError):
                fetcher.fetch(site.url(path))
    assert "/b" not in site.asked


@pytest.mark.parametrize("value", ["", "soon", "-1", "\u00b2", "Mon, 99 Foo 99999999999 00:00:00 GMT", "9" * 400])
def test_a_rest_that_is_none_is_not_kept(site: Site, value: str) -> None:
    site.pages["/a"] = in_turn(body(b"", status=503, Retry_After=value), body(TEXT))
    waits = Waits()
    with Fetcher(source(site), sleep=waits) as fetcher, contextlib.suppress(FetchError):
        fetcher.fetch(site.url("/a"))
    assert all(wait <= 120 for wait in waits)


def test_robots_txt_may_speak_of_this_program_alone(site: Site) -> None:
    rules = b"User-agent: *\nAllow: /\n\nUser-agent: attache\nDisallow: /\n"
    site.pages |= {"/robots.txt": body(rules, "text/plain"), "/a": body(TEXT)}
    with Fetcher(source(site)) as fetcher, pytest.raises(FetchError, match=r"robots\.txt"):
        fetcher.fetch(site.url("/a"))


def test_headers_without_end_are_left(site: Site) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        with contextlib.suppress(OSError):
            for n in range(5000):
                handler.send_header(f"X-{n}", "x" * 1000)
                if n % 50 == 0:
                    handler.flush_headers()
            handler.end_headers()

    site.pages["/a"] = answer
    with Fetcher(source(site), sleep=Waits()) as fetcher, pytest.raises(FetchError, match="no whole answer"):
        fetcher.fetch(site.url("/a"))


@pytest.mark.parametrize("packing", ["gzip, gzip", "br", "zstd", "x" * 500])
def test_a_packing_that_was_not_asked_for_is_not_unpacked(site: Site, packing: str) -> None:
    site.pages["/a"] = body(gzip.compress(gzip.compress(bytes(2_000_000))), Content_Encoding=packing)
    with Fetcher(source(site), sleep=Waits()) as fetcher, pytest.raises(FetchError, match="was not asked for"):
        fetcher.fetch(site.url("/a"))


def test_a_redirect_to_a_private_address_is_not_followed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """127.0.0.1 stands for a public address here; 127.0.0.2 is what it is."""
    monkeypatch.setattr(network, "_is_public", lambda address: address == "127.0.0.1")
    port = site.address.rpartition(":")[2]
    site.pages["/a"] = body(b"", status=302, Location=f"http://127.0.0.2:{port}/b")
    site.pages["/b"] = body(TEXT)
    with (
        Fetcher(source(site, private_addresses=False), sleep=Waits()) as fetcher,
        pytest.raises(FetchError, match=r"127\.0\.0\.2 stands for 127\.0\.0\.2, an address of this machine"),
    ):
        fetcher.fetch(site.url("/a"))
    assert "/b" not in site.asked


def test_what_unpacks_to_more_than_is_wanted_is_left(site: Site) -> None:
    site.pages["/a"] = body(gzip.compress(bytes(2_000_000)), Content_Encoding="gzip")
    with Fetcher(source(site, largest=1_000_000)) as fetcher, pytest.raises(FetchError, match="larger than 1000000"):
        fetcher.fetch(site.url("/a"))


def test_damaged_packing_is_told(site: Site) -> None:
    site.pages["/a"] = body(b"no gzip", Content_Encoding="gzip")
    with Fetcher(source(site), sleep=Waits()) as fetcher, pytest.raises(FetchError, match="cannot be read"):
        fetcher.fetch(site.url("/a"))


def test_a_host_is_given_its_pause(site: Site) -> None:
    site.pages["/robots.txt"] = body(b"User-agent: *\nCrawl-delay: 9\n", "text/plain")
    site.pages |= {"/a": body(TEXT), "/b": body(TEXT)}
    waits = Waits()
    with Fetcher(source(site, pause=2), sleep=waits, clock=lambda: 100.0) as fetcher:
        fetcher.fetch(site.url("/a"))
        fetcher.fetch(site.url("/b"))
    assert waits == [9.0, 9.0]


THIS_MACHINE = (
    "127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "[::ffff:127.0.0.1]", "0177.0.0.1", "0x7f.1", "127.1",
    "0x7f000001", "017700000001", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[2002:7f00:1::]",
    "[64:ff9b::127.0.0.1]", "LOCALHOST", "localhost.", "127.0.0.1.", "\u2460\u2461\u2466.0.0.1",
    "127\u30020\u30020\u30021",
)  # fmt: skip


@pytest.mark.parametrize("name", THIS_MACHINE)
def test_no_way_to_write_this_machine_reaches_it(site: Site, name: str) -> None:
    """A name that the system cannot make out is as good as refused."""
    site.pages["/a"] = body(TEXT)
    port = site.address.rpartition(":")[2]
    with Fetcher(source(site, private_addresses=False), sleep=Waits()) as fetcher, pytest.raises(FetchError):
        fetcher.fetch(f"http://{name}:{port}/a")
    assert not site.asked


def test_one_private_address_among_public_ones_is_enough(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("a connection"))
    with (
        Fetcher(source(site, private_addresses=False), sleep=Waits()) as fetcher,
        pytest.raises(FetchError, match=r"10\.0\.0\.1, an address of this machine"),
    ):
        fetcher.fetch("http://both.example/a")


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "[::ffff:127.0.0.1]"])
def test_this_machine_is_closed_unless_the_source_says_otherwise(site: Site, name: str) -> None:
    site.pages["/a"] = body(TEXT)
    port = site.address.rpartition(":")[2]
    with (
        Fetcher(source(site, private_addresses=False), sleep=Waits()) as fetcher,
        pytest.raises(FetchError, match="private_addresses"),
    ):
        fetcher.fetch(f"http://{name}:{port}/a")
    assert not site.asked


def test_a_name_that_changes_its_mind_gains_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is public when it is looked up, and private when it is looked up again."""
    answers = iter(["93.184.215.14", "127.0.0.1", "127.0.0.1"])
    connected: list[str] = []

    def resolve(host: str, port: int, **kwargs: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
        connected.append(address[0])
        raise OSError("no network here")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with Fetcher(source(site, private_addresses=False), sleep=Waits()) as fetcher, pytest.raises(FetchError):
        fetcher.fetch("http://rebind.example/a")
    assert "127.0.0.1" not in connected


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("10.0.0.1", False), ("172.16.3.4", False), ("192.168.1.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("224.0.0.1", False),
        ("255.255.255.255", False), ("::", False), ("fe80::1%eth0", False),
        ("fd00::1", False), ("2001:4860:4860::8888", True), ("::ffff:10.0.0.1", False), ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False), ("64:ff9b::808:808", True), ("ff02::1", False),
    ],
)  # fmt: skip
def test_public_addresses_are_told_from_all_others(address: str, *, public: bool) -> None:
    assert _is_public(address) is public


@pytest.mark.parametrize(
    "address", ["http://", "http://a b/", "https://user:secret@example.org/", "about:blank", "//x"]
)
def test_what_is_no_address_is_told_without_its_password(site: Site, address: str, capfd: Callable[[], object]) -> None:
    with Fetcher(source(site), sleep=Waits()) as fetcher, pytest.raises(FetchError) as problem:
        fetcher.fetch(address)
    assert "secret" not in str(problem.value)


def test_the_transport_reads_what_the_server_sends(site: Site) -> None:
    import httpx

    site.pages["/a"] = body(TEXT)
    with httpx.Client(transport=Transport(private=True)) as client:
        assert client.get(site.url("/a")).content == TEXT
