"""What verification finds wrong, and what it needs to be told."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

# The values that a rule can set in a field by itself: rule id, field -> values; None where that is not known.
Settable = Callable[[str, str], Collection[str] | None]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a release: where (file or table, record, field, document, span), and what was expected."""

    message: str
    file: str | None = None
    table: str | None = None
    record: str | None = None
    field: str | None = None
    document: str | None = None
    span: tuple[int, int] | None = None

    def __str__(self) -> str:
        places = [
            self.file,
            self.table,
            f"record {self.record}" if self.record else None,
            f"field {self.field}" if self.field else None,
            f"document {self.document}" if self.document else None,
            f"[{self.span[0]}, {self.span[1]})" if self.span else None,
        ]
        return f"{', '.join(place for place in places if place)}: {self.message}"


@dataclass(frozen=True, slots=True)
class Verification:
    """All problems of a release, how many of what were looked at, and what a reader should know of the check.

    ``complete`` is False where only the files' digests were checked, since the release is of another format; a note
    says so.
    """

    problems: tuple[Problem, ...]
    counts: dict[str, int]
    notes: tuple[str, ...] = ()
    complete: bool = True
