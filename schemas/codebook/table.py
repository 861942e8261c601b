"""What a table, a column and a term of the datasets are, once their declarations are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.codebook.kinds import CLAIM_TABLES, Kind, is_list


@dataclass(frozen=True, slots=True)
class Term:
    """One value that a column may hold, and what it means.

    ``plover`` is the PLOVER event type that a record with this term is, "TYPE" or "TYPE:mode", None for no event.
    ``plover_where`` holds what goes before it: (column, term of that column, type) where the record's other column
    holds that term. ``mutual`` says that all parties of such an event do the same, ``event_target`` names the column
    that the targets of such an event are read from in place of the table's.
    """

    name: str
    definition: str
    plover: str | None = None
    plover_where: tuple[tuple[str, str, str | None], ...] = ()
    mutual: bool = False
    event_target: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; ``evidence`` says that its cells are read from words, which the evidence table holds."""

    name: str
    kind: Kind
    description: str
    required: bool = False
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    evidence: bool = True
    terms: tuple[Term, ...] = ()

    @property
    def listed(self) -> bool:
        """Whether a cell holds several values; such a cell is never null, but may be empty."""
        return is_list(self.kind)


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose values must be found in columns of another table."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventRoles:
    """The columns of a table whose actors are the source and the target of the events that its records are."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in order, and the key whose values no two rows share (empty: rows have no key).

    ``unique`` holds other sets of columns whose values no two rows share; ``event`` is None where no row is an event.
    """

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    event: EventRoles | None = None

    @property
    def claims(self) -> bool:
        """Whether a row is a claim of a document, with evidence for its fields."""
        return self.name in CLAIM_TABLES

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns in order."""
        return tuple(column.name for column in self.columns)

    @property
    def fields(self) -> tuple[Column, ...]:
        """The columns whose filled cells need evidence; none but in a table of claims."""
        return tuple(column for column in self.columns if self.claims and column.evidence)

    def column(self, name: str) -> Column:
        """Return the column of that name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name!r}; its columns are {', '.join(self.names)}")

    def plover(self, record: Mapping[str, object]) -> str | None:
        """Return the PLOVER type of a record of this table, None where it is no PLOVER event."""
        term = self.telling(record)
        if term is None:
            return None
        return next((type_ for name, value, type_ in term.plover_where if record.get(name) == value), term.plover)

    def telling(self, record: Mapping[str, object]) -> Term | None:
        """Return the term of a record of this table that tells its PLOVER type, None where none does."""
        for column in self.columns:
            for term in column.terms:
                if record.get(column.name) == term.name and (term.plover or term.plover_where):
                    return term
        return None
