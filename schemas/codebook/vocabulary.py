"""The tables, columns and terms of the datasets, as the codebook's TOML files declare them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast, get_args

from schemas.codebook.kinds import CLAIM_TABLES, TABLE_NAMES, Kind, is_list
from schemas.codebook.plover import load_plover
from schemas.codebook.source import Source, read_source

FOLDER = Path(__file__).parent

_TABLE_KEYS = {"title", "description", "order", "key", "column", "term", "foreign_key"}
_COMMON_KEYS = {"column", "term"}
_COLUMN_KEYS = {"name", "kind", "description", "required", "unit", "minimum", "maximum", "evidence", "plover"}
_TERM_KEYS = {"column", "name", "definition", "plover", "plover_where"}
_FOREIGN_KEYS = {"columns", "table", "to"}


@dataclass(frozen=True, slots=True)
class Term:
    """One value that a column may hold, and what it means.

    ``plover`` is the PLOVER event type that a record with this term is, "TYPE" or "TYPE:mode", None for no event.
    ``plover_where`` holds what goes before it: (column, term of that column, type) where the record's other column
    holds that term.
    """

    name: str
    definition: str
    plover: str | None = None
    plover_where: tuple[tuple[str, str, str | None], ...] = ()


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
class Table:
    """One table: its columns in order, and the key whose values no two rows share (empty: rows have no key)."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()

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
        for column in self.columns:
            for term in column.terms:
                if record.get(column.name) == term.name and (term.plover or term.plover_where):
                    found = (type_ for name, value, type_ in term.plover_where if record.get(name) == value)
                    return next(found, term.plover)
        return None


def load_tables(folder: Path = FOLDER) -> dict[str, Table]:
    """Return the tables by name in the order of publication; raise CodebookError for the first mistake."""
    return dict(_load(folder))


@lru_cache(maxsize=8)
def _load(folder: Path) -> dict[str, Table]:
    common = read_source(folder / "common.toml")
    common.only_keys((), common.data, _COMMON_KEYS)
    shared = _columns(common, folder)
    tables = {}
    for name in TABLE_NAMES:
        source = read_source(folder / f"{name}.toml")
        tables[name] = _table(name, source, shared, folder)
    return tables


def _table(name: str, source: Source, shared: Mapping[str, Column], folder: Path) -> Table:
    source.only_keys((), source.data, _TABLE_KEYS)
    # A table's own declaration goes before the shared one: evidence has a start of its own.
    columns = {**shared, **_columns(source, folder)}
    order = _names(source, ("order",), source.data.get("order"))
    for index, column in enumerate(order):
        if column not in columns:
            raise source.error(
                ("order", index),
                f"column {column!r} is not declared",
                "Declare it in a [[column]] here or in common.toml",
            )
    for index, entry in enumerate(source.entries("column")):
        if entry["name"] not in order:
            raise source.error(
                ("column", index, "name"), f"column {entry['name']!r} has no place", "Add it to order at the top"
            )
    key = _names(source, ("key",), source.data.get("key", []))
    _known(source, ("key",), key, order)
    table = Table(
        name=name,
        title=source.required((), source.data, "title"),
        description=source.required((), source.data, "description"),
        columns=tuple(columns[column] for column in order),
        key=key,
        foreign_keys=_foreign_keys(source, order),
    )
    _check_plover_columns(source, table)
    return table


def _columns(source: Source, folder: Path) -> dict[str, Column]:
    terms, declared = _terms(source, folder), {}
    for index, entry in enumerate(source.entries("column")):
        path = ("column", index)
        source.only_keys(path, entry, _COLUMN_KEYS)
        name = source.required(path, entry, "name")
        if name in declared:
            raise source.error((*path, "name"), f"column {name!r} is declared twice", "Remove one of the two")
        kind = source.required(path, entry, "kind")
        if kind not in get_args(Kind):
            raise source.error((*path, "kind"), f"unknown kind {kind!r}", f"The kinds are {', '.join(get_args(Kind))}")
        own = terms.pop(name, ())
        if (kind in ("term", "terms")) != bool(own):
            way_out = "Add [[term]] entries for it" if not own else 'Write kind = "term" or remove its [[term]] entries'
            raise source.error(path, f"column {name!r} of kind {kind!r} has {len(own)} terms", way_out)
        _check_plover_given(source, path, entry, own)
        declared[name] = Column(
            name=name,
            kind=cast(Kind, kind),
            description=source.required(path, entry, "description"),
            required=_flag(source, path, entry, "required", default=False) or is_list(kind),
            unit=source.required(path, entry, "unit") if "unit" in entry else None,
            minimum=_bound(source, path, entry, "minimum"),
            maximum=_bound(source, path, entry, "maximum"),
            evidence=_flag(source, path, entry, "evidence", default=True),
            terms=own,
        )
    for index, entry in enumerate(source.entries("term")):
        if entry["column"] in terms:
            raise source.error(
                ("term", index, "column"),
                f"no column {entry['column']!r} in this file",
                f"The columns are {', '.join(declared)}",
            )
    return declared


def _terms(source: Source, folder: Path) -> dict[str, tuple[Term, ...]]:
    terms: dict[str, tuple[Term, ...]] = {}
    for index, entry in enumerate(source.entries("term")):
        path = ("term", index)
        source.only_keys(path, entry, _TERM_KEYS)
        column, name = source.required(path, entry, "column"), source.required(path, entry, "name")
        if any(term.name == name for term in terms.get(column, ())):
            raise source.error((*path, "name"), f"term {name!r} of {column!r} is declared twice", "Remove one")
        where = tuple(
            (other, value, _plover(source, (*path, "plover_where", other, value), type_, folder))
            for other, types in source.table(path, entry, "plover_where").items()
            for value, type_ in source.table((*path, "plover_where"), entry["plover_where"], other).items()
        )
        term = Term(
            name=name,
            definition=source.required(path, entry, "definition"),
            plover=_plover(source, (*path, "plover"), entry.get("plover", "none"), folder),
            plover_where=where,
        )
        terms[column] = (*terms.get(column, ()), term)
    return terms


def _plover(source: Source, path: tuple[str | int, ...], value: object, folder: Path) -> str | None:
    known = load_plover(folder / "plover.toml")
    if value != "none" and value not in known.names:
        raise source.error(
            path,
            f"unknown PLOVER type {value!r}",
            "Take one from plover.toml, TYPE or TYPE:mode, or write none for what is no PLOVER event",
        )
    return None if value == "none" else str(value)


def _check_plover_given(
    source: Source, path: tuple[str | int, ...], entry: Mapping[str, Any], own: tuple[Term, ...]
) -> None:
    wanted = _flag(source, path, entry, "plover", default=False)
    for index, term in enumerate(source.entries("term")):
        if term["column"] != entry["name"] or not own:
            continue
        if wanted and "plover" not in term:
            raise source.error(
                ("term", index),
                f"term {term['name']!r} has no PLOVER type",
                "Write plover = a type of plover.toml, or none",
            )
        if not wanted and ("plover" in term or "plover_where" in term):
            raise source.error(
                ("term", index, "plover"),
                f"term {term['name']!r} has a PLOVER type, but its column is not one that gives it",
                f"Remove it, or write plover = true at the column {entry['name']!r}",
            )


def _check_plover_columns(source: Source, table: Table) -> None:
    for index, entry in enumerate(source.entries("term")):
        for column, types in entry.get("plover_where", {}).items():
            path = ("term", index, "plover_where", column)
            _known(source, path, (column,), table.names)
            _known(source, path, tuple(types), tuple(term.name for term in table.column(column).terms))


def _foreign_keys(source: Source, order: tuple[str, ...]) -> tuple[ForeignKey, ...]:
    keys = []
    for index, entry in enumerate(source.entries("foreign_key")):
        path = ("foreign_key", index)
        source.only_keys(path, entry, _FOREIGN_KEYS)
        table = source.required(path, entry, "table")
        _known(source, (*path, "table"), (table,), TABLE_NAMES)
        columns = _names(source, (*path, "columns"), entry.get("columns"))
        _known(source, (*path, "columns"), columns, order)
        keys.append(ForeignKey(columns, table, _names(source, (*path, "to"), entry.get("to"))))
    return tuple(keys)


def _known(source: Source, path: tuple[str | int, ...], names: tuple[str, ...], known: tuple[str, ...]) -> None:
    for name in names:
        if name not in known:
            raise source.error(path, f"unknown name {name!r}", f"Known here are {', '.join(known)}")


def _names(source: Source, path: tuple[str | int, ...], value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise source.error(path, f"{path[-1]} is not a list of names", f'Write {path[-1]} = ["...", "..."]')
    for index, name in enumerate(value):
        if name in value[:index]:
            raise source.error((*path, index), f"{name!r} stands there twice", "Remove one of the two")
    return tuple(value)


def _flag(source: Source, path: tuple[str | int, ...], entry: Mapping[str, Any], key: str, *, default: bool) -> bool:
    value = entry.get(key, default)
    if not isinstance(value, bool):
        raise source.error((*path, key), f"{key} is {value!r}", f"Write {key} = true or {key} = false")
    return value


def _bound(source: Source, path: tuple[str | int, ...], entry: Mapping[str, Any], key: str) -> float | None:
    value = entry.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise source.error((*path, key), f"{key} is {value!r}", f"Write {key} = a number")
    return value
