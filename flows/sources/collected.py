"""What came of one source, and of each of its documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flows.sources.declaration import Source
from flows.sources.fetch import FetchError, StoppedError
from flows.sources.record import LandingError, Record, Retrieval


@dataclass
class Collected:
    """What came of one source: how many documents were listed and looked at, where new ones landed, what went wrong.

    Of those ``listed``, some are ``filtered`` out, ``unchanged`` as the server says, ``known`` already, ``refused`` by
    the server in the last days, or ``left`` for the next run; ``removed`` are known and no longer in raw/. The feed is
    the ``same_listing`` as when all that it lists was taken. ``failure`` is what ended the source early, ``passing``
    where it may do better at once; ``interrupted``, that it was told to stop.
    """

    source: str
    listed: int = 0
    filtered: int = 0
    unchanged: int = 0
    known: int = 0
    refused: int = 0
    left: int = 0
    removed: int = 0
    same_listing: bool = False
    landed: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    failure: str | None = None
    passing: bool = False
    interrupted: bool = False

    @property
    def told(self) -> str:
        """What came, in a few words."""
        if self.same_listing:
            return "its feed is as it was, and all of it is known"
        counts = {
            "listed": self.listed, "landed": len(self.landed), "known": self.known + self.unchanged,
            "filtered out": self.filtered, "refused before": self.refused, "left for the next run": self.left,
            "known but removed": self.removed, "problems": len(self.problems) + (self.failure is not None),
        }  # fmt: skip
        told = ", ".join(
            f"{name} {number}" for name, number in counts.items() if number or name in ("listed", "landed")
        )
        return f"{told}; interrupted" if self.interrupted else told


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source's documents go: the folder, its record, and the source that they are of."""

    source: Source
    raw: Path
    record: Record


class DocumentError(ValueError):
    """A document that cannot be landed; ``refused`` where asking again would change nothing."""

    def __init__(self, what: str, *, refused: bool = False) -> None:
        super().__init__(what)
        self.refused = refused


def count(collected: Collected, name: str, take: Callable[[], Retrieval], raw: Path) -> Retrieval | Exception:
    """Return what came of one document, counted, or the error that it met, told."""
    try:
        retrieval = take()
    except (StoppedError, LandingError):
        raise
    except Exception as problem:  # readers of many libraries meet what nobody foresaw: one document stops no other
        known = isinstance(problem, FetchError | OSError | ValueError)
        told = str(problem) if known else f"{type(problem).__name__}: {problem}"
        collected.problems.append(told if told.startswith(name) else f"{name}: {told}")
        return problem
    if retrieval.outcome == "landed" and retrieval.path:
        collected.landed.append(retrieval.path)
    elif retrieval.outcome == "unchanged":
        collected.unchanged += 1
    else:
        collected.known += 1
    collected.removed += is_removed(retrieval, raw)
    return retrieval


def is_removed(retrieval: Retrieval, raw: Path) -> bool:
    """Return whether the document of a retrieval was landed and somebody took it away since."""
    return retrieval.path is not None and not (raw / retrieval.path).exists()


def moment(at: datetime) -> str:
    """Return a moment as the record has it: RFC 3339, in seconds."""
    return at.isoformat(timespec="seconds")
