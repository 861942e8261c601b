"""What a correction is: one entry of a file in corrections/, checked as far as it can be without the records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from schemas.codebook.errors import CodebookError
from schemas.codebook.rule_digest import content_digest
from schemas.codebook.source import Source

Action = Literal["add", "change", "withdraw"]
ACTIONS: tuple[Action, ...] = ("add", "change", "withdraw")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a document; ``occurrence`` says which of their places is meant, counted from 1, where they have more."""

    text: str
    occurrence: int | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction, the ``index``-th of its file.

    ``record`` is the identifier of the record to change or withdraw; an added record has ``table`` and ``document``
    instead. ``expect`` is the guard: what the record says as it was read; of an added record, how many records of its
    table the quote holds already. ``set`` holds the new values by field,
    ``clear`` the fields that become empty, ``words`` by field the document's words that give each value (of a list, by
    element); a field without words of its own is given by the ``quote``.
    """

    id: str
    action: Action
    record: str | None
    table: str | None
    document: str | None
    expect: Mapping[str, object]
    set: Mapping[str, object]
    clear: tuple[str, ...]
    words: Mapping[str, object]
    quote: Words | None
    reason: str
    reviewer: str
    date: str
    source: Source
    index: int

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that get another value or none, in the order of the file."""
        return (*self.set, *self.clear)

    @property
    def sha256(self) -> str:
        """The digest of all that the correction says, whatever file it stands in and however it is laid out."""
        return content_digest(_plain(self.source.entries("correction")[self.index]))

    def error(self, path: tuple[str | int, ...], message: str, way_out: str) -> CodebookError:
        """Return the error for what stands at the path of this entry, with its file, line and identifier."""
        return self.source.error(("correction", self.index, *path), f"correction {self.id!r}: {message}", way_out)


def _plain(entry: Mapping[str, object]) -> dict[str, object]:
    return {key: _plain_value(value) for key, value in entry.items()}


def _plain_value(value: object) -> object:
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, list):
        return [_plain_value(element) for element in value]
    return value.isoformat() if isinstance(value, date) else value
