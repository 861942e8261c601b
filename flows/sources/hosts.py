"""The hosts of a run: what each one's robots.txt says, when it was asked last, and which are left alone.

All sources of a run share them, so that two sources of one host do not ask it at once.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import httpx
from protego import Protego

_PATIENCE = 3  # documents in a row that got no answer


@dataclass(slots=True)
class Host:
    """One host under one protocol and port; whoever asks it something holds ``lock``.

    ``left`` says why it is not asked again in this run, ``asked`` is the clock's time of the last request.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: Protego | None = None
    left: str | None = None
    asked: float | None = None
    silent: int = 0

    def answered(self) -> None:
        """Note that it gave an answer, of whatever kind."""
        self.silent = 0

    def failed(self, what: str) -> None:
        """Note that a document got no answer, ``what`` says how; after three in a row the host is left alone."""
        self.silent += 1
        if self.silent >= _PATIENCE:
            self.left = (
                f"its host gave no answer {_PATIENCE} times in a row ({what}); it is asked again in the next run"
            )


class Hosts:
    """The hosts that were met so far."""

    def __init__(self) -> None:
        self._hosts: dict[str, Host] = {}
        self._lock = threading.Lock()

    def of(self, url: httpx.URL) -> Host:
        """Return the host of an address, the same one each time."""
        with self._lock:
            return self._hosts.setdefault(site_of(url), Host())


def site_of(url: httpx.URL) -> str:
    """Return protocol, host and port of an address, for which one robots.txt holds."""
    return f"{url.scheme}://{url.netloc.decode('ascii')}"
