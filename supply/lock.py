"""The packages of a lock (requirements.txt): exact versions, when each is needed, and what asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNTIME = ROOT / "requirements.txt"
_PINNED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)(?:\s*;\s*(.*?))?\s*\\?")
_HASH = re.compile(r"\s+--hash=sha256:([0-9a-f]{64})\s*\\?")
_ASKED_FOR = re.compile(r"\s+#(?: via)?\s*(.*)")


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of the lock; ``marker`` says where it is needed, ``hashes`` are those of its files."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    asked_for_by: tuple[str, ...]

    @property
    def purl(self) -> str:
        """Its address as a package URL."""
        return f"pkg:pypi/{self.name}@{self.version}"


def read_lock(file: Path = RUNTIME) -> tuple[Locked, ...]:
    """Return the packages of a lock in its order; raise ValueError for a line that is none, or a package not hashed."""
    found: list[Locked] = []
    head: re.Match[str] | None = None
    hashes: list[str] = []
    by: list[str] = []

    def take() -> None:
        if head is None:
            return
        if not hashes:
            raise ValueError(f"{file}: {head[1]} has no hash; lock anew with `make lock`")
        found.append(Locked(head[1].lower(), head[2], head[3] or "", tuple(hashes), tuple(by)))

    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if pinned := _PINNED.fullmatch(line):
            take()
            head, hashes, by = pinned, [], []
        elif hashed := _HASH.fullmatch(line):
            hashes.append(hashed[1])
        elif asked := _ASKED_FOR.fullmatch(line):
            by += [asked[1]] if asked[1] else []
        elif line.strip():
            raise ValueError(
                f"{file}, line {number}: {line.strip()!r} is no locked package; lock anew with `make lock`"
            )
    take()
    return tuple(found)
