"""The tables, columns and terms of the datasets, as the codebook's TOML files declare them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, cast, get_args

from schemas.codebook.kinds import TABLE_NAMES, Kind, is_list
from schemas.codebook.plover import load_plover
from schemas.codebook.source import Source, read_source
from schemas.codebook.table import Column, EventRoles, ForeignKey, Table, Term

__all__ = ["FOLDER", "Column", "EventRoles", "ForeignKey", "Table", "Term", "load_tables"]

FOLDER = Path(__file__).parent

_TABLE_KEYS = {"title", "description", "order", "key", "unique", "column", "term", "foreign_key", "event"}
_COMMON_KEYS = {"column", "term"}
_COLUMN_KEYS = {"name", "kind", "description", "required", "unit", "minimum", "maximum", "evidence", "plover", "terms"}
_TERM_KEYS = {"column", "name", "definition", "plover", "plover_where", "mutual", "event_target"}
_FOREIGN_KEYS = {"columns", "table", "to"}


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
        unique=_unique(source, order),
        event=_event(source, order),
    )
    _check_plover_columns(source, table)
    return table


def _unique(source: Source, order: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    given = source.data.get("unique", [])
    if not isinstance(given, list) or not all(isinstance(names, list) for names in given):
        raise source.error(("unique",), "unique is not a list of lists", 'Write unique = [["...", "..."]]')
    sets = []
    for index, names in enumerate(given):
        sets.append(_names(source, ("unique", index), names))
        _known(source, ("unique", index), sets[-1], order)
    return tuple(sets)


def _event(source: Source, order: tuple[str, ...]) -> EventRoles | None:
    given = source.table((), source.data, "event")
    if not given:
        return None
    source.only_keys(("event",), given, {"source", "target"})
    roles = EventRoles(*(source.required(("event",), given, role) for role in ("source", "target")))
    _known(source, ("event",), (roles.source, roles.target), order)
    return roles


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
        own = _plover_types(source, path, entry, folder) if "terms" in entry else terms.pop(name, ())
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


def _plover_types(
    source: Source, path: tuple[str | int, ...], entry: Mapping[str, Any], folder: Path
) -> tuple[Term, ...]:
    if entry["terms"] != "plover":
        way_out = 'Write terms = "plover" for the types of plover.toml, or list the terms as [[term]]'
        raise source.error((*path, "terms"), f"unknown set of terms {entry['terms']!r}", way_out)
    return tuple(Term(type_.name, type_.definition) for type_ in load_plover(folder / "plover.toml").types)


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
            mutual=_flag(source, path, entry, "mutual", default=False),
            event_target=source.required(path, entry, "event_target") if "event_target" in entry else None,
        )
        terms[column] = (*terms.get(column, ()), term)
    return terms


def _plover(source: Source, path: tuple[str | int, ...], value: object, folder: Path) -> str | None:
    known = load_plover(folder / "plover.toml")
    if value != "none" and (not isinstance(value, str) or value not in known.names):
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
        if "event_target" in entry:
            _known(source, ("term", index, "event_target"), (entry["event_target"],), table.names)
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
