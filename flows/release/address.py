"""Where releases stand: a folder of this machine, or an address of fsspec such as s3://bucket/outputs."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?:::|://)")
_LOCAL = "file://"
_USER = re.compile(r"(?<=://)[^/@]*@")


def is_address(place: str | Path) -> bool:
    """Return whether a place is not of this machine's file system."""
    given = str(place)
    return _ADDRESS.match(given) is not None and not given.lower().startswith(_LOCAL)


def local_path(place: str | Path) -> Path:
    """Return the path of a place of this machine, given as one or as file://."""
    given = str(place)
    return Path(unquote(given[len(_LOCAL) :])) if given.lower().startswith(_LOCAL) else Path(place)


def shown(address: str) -> str:
    """Return an address as people may read it: without a name and password, which are for its server."""
    return _USER.sub("", address).rstrip("/")
