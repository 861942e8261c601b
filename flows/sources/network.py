"""The one way to the network: http and https, and to public addresses only unless a source says otherwise.

A name is resolved once, its address is checked, and the connection goes to that very address, so that a name that
changes its mind between the check and the connection gains nothing. Each redirect is a request of its own.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

import httpcore
import httpx

_TURN = 0.25  # seconds


class PrivateAddressError(httpx.ConnectError):
    """A name that stands for an address of this machine or its network."""


class _PublicBackend(httpcore.NetworkBackend):
    """Connects to public addresses."""

    def __init__(self, *, private: bool, limit: float, stop: threading.Event) -> None:
        self._private = private
        self._limit = limit
        self._stop = stop
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to the first of the host's addresses that answers."""
        problem: Exception = httpcore.ConnectError(f"{host} has no address")
        addresses = _addresses(host, port)
        for address in addresses:
            if not self._private and not _is_public(address):
                # One private address among public ones is no accident: none of them is tried.
                raise _Private(f"{host} stands for {address}, an address of this machine or its network")
        end = time.monotonic() + self._limit
        for address in addresses:
            try:
                stream = self._backend.connect_tcp(address, port, timeout, local_address, socket_options)
                return _Timed(stream, end, self._stop)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem


class _Timed(httpcore.NetworkStream):
    """A connection that is over at a time: a server that sends a byte now and then would keep any other one open.

    It is over as well when ``stop`` is set.
    """

    def __init__(self, stream: httpcore.NetworkStream, end: float, stop: threading.Event) -> None:
        self._stream = stream
        self._end = end
        self._stop = stop

    def _left(self, timeout: float | None) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the answer takes too long")
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what has come, some bytes at least, or none at the end."""
        end = time.monotonic() + self._left(timeout)
        while not self._stop.is_set():
            # In short turns: a server that says nothing must not keep a run from being stopped.
            turn = min(_TURN, end - time.monotonic())
            if turn <= 0:
                raise httpcore.ReadTimeout("the answer takes too long")
            with suppress(httpcore.ReadTimeout):
                return self._stream.read(max_bytes, turn)
        raise httpcore.ReadError("stopped")

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send the bytes."""
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Return the connection made secret, which is over at the same time."""
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, self._left(timeout)), self._end, self._stop)

    def get_extra_info(self, info: str) -> object:
        """Return what the connection underneath says of itself."""
        return self._stream.get_extra_info(info)


class _Private(httpcore.ConnectError):
    """What the backend raises; the transport tells it in httpx's words."""


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host}: {error}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _is_public(address: str) -> bool:
    """Return whether an address is one of the public internet, looking through IPv6's ways to write those of IPv4."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo[1] if parsed.teredo else None)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
        if parsed in ipaddress.ip_network("64:ff9b::/96"):
            return ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF).is_global
    return parsed.is_global and not parsed.is_multicast


class Transport(httpx.BaseTransport):
    """An httpx transport that goes to public addresses only, unless ``private``, for ``limit`` seconds a request.

    Answers that are under way end when ``stop`` is set.

    Each request has a connection of its own, so that its time can be counted from the first byte to the last.
    """

    def __init__(self, *, private: bool = False, limit: float = 60.0, stop: threading.Event | None = None) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            network_backend=_PublicBackend(private=private, limit=limit, stop=stop or threading.Event()),
            max_keepalive_connections=0,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response to a request, its body not yet read."""
        if not isinstance(request.stream, httpx.SyncByteStream):
            raise TypeError("a transport of plain requests cannot send an asynchronous one")
        sent = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )  # fmt: skip
        try:
            answer = self._pool.handle_request(sent)
        except _Private as error:
            raise PrivateAddressError(str(error), request=request) from error
        except httpcore.TimeoutException as error:
            raise httpx.ConnectTimeout(str(error) or type(error).__name__, request=request) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            raise httpx.TransportError(str(error) or type(error).__name__, request=request) from error
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer, request), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response, request: httpx.Request) -> None:
        self._answer = answer
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._answer.iter_stream()
        except httpcore.TimeoutException as error:
            raise httpx.ReadTimeout(str(error) or type(error).__name__, request=self._request) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise httpx.RemoteProtocolError(str(error) or type(error).__name__, request=self._request) from error

    def close(self) -> None:
        self._answer.close()
