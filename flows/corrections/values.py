"""The values of corrections: of the kinds that their columns hold, and compared with what a record says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from flows.corrections.correction import Correction, Words
from flows.resolve.names import code_of, iso_codes, kind_of
from schemas.cells import as_json, as_text
from schemas.codebook.kinds import element
from schemas.codebook.vocabulary import Column, Table

Row = Mapping[str, object]
QUOTE = "quote"
_LIKE_A_CODE = re.compile(r"[A-Z]{3}")

_KINDS = {"integer": "a whole number", "number": "a number", "boolean": "true or false"}


def corrected_cells(correction: Correction, table: Table) -> dict[str, object]:
    """Return the new cells by column, in the table's order, None or [] for a cleared one. Raise CodebookError.

    The schema has the last word on them; here a value must be one of the column's kind and terms.
    """
    for field in correction.set:
        _known(correction, table, ("set", field), field)
    for index, field in enumerate(correction.clear):
        _known(correction, table, ("clear", index), field)
    cells: dict[str, object] = {}
    for column in table.fields:
        if column.name in correction.set:
            path = ("set", column.name)
            cells[column.name] = _value(correction, column, path, correction.set[column.name])
            _check_codes(correction, column, path, cells[column.name])
        elif column.name in correction.clear:
            cells[column.name] = [] if column.listed else None
    return cells


def _check_codes(correction: Correction, column: Column, path: tuple[str | int, ...], cell: object) -> None:
    """Raise CodebookError where an actor has a code and another name is given for it, or a code is nobody's.

    "South Korea" beside KOR would be two actors, and ZZZ one that is nowhere else.
    """
    if (kind := element(column.kind)) not in ("actor", "country"):
        return
    for value in texts_of(cell):
        code = code_of(value)
        if code is not None and code != value:
            raise correction.error(path, f"{column.name} is {value!r}, whose code is {code}", f"Write {code}")
        unknown = code is None and kind_of(value) == "other" and _LIKE_A_CODE.fullmatch(value)
        # An abbreviation that the text itself has is a name as written: a ship, a firm.
        if unknown and not any(value in text for text in _texts(correction.words.get(column.name, correction.quote))):
            raise correction.error(
                path,
                f"{column.name} is {value!r}, and nobody has that code",
                "Write a code of ISO 3166-1 alpha-3, an organisation's abbreviation, or a name as the text has it",
            )
        if kind == "country" and iso_codes(value) is None:
            message = f"{column.name} is {value!r}, which is no state's code"
            raise correction.error(path, message, "Write a code of ISO 3166-1 alpha-3")


def _texts(words: object) -> list[str]:
    """Return the texts of a field's words, those of a list's values one by one."""
    if isinstance(words, Mapping):
        return [text for one in words.values() for text in _texts(one)]
    return [words.text] if isinstance(words, Words) else []


def unmet(correction: Correction, table: Table, row: Row) -> list[tuple[str, object, object]]:
    """Return what the guard expects and a record does not say: field, the value expected, and the one that is there.

    Raise CodebookError where the guard names what the table does not have, or leaves out a field that is corrected.
    """
    for field in correction.expect:
        if field != QUOTE:
            _known(correction, table, ("expect", field), field)
    guarded = (*correction.fields, *((QUOTE,) if correction.quote is not None else ()))
    for field in guarded:
        if field not in correction.expect:
            raise correction.error(
                ("expect",),
                f"its guard does not say what {field} was before",
                f"Add {field} = {toml_value(row.get(field))} to expect, if that is what you correct",
            )
    differing = []
    for field, expected in correction.expect.items():
        there = row.get(field)
        if field == QUOTE:
            same = isinstance(expected, str) and isinstance(there, str) and expected.split() == there.split()
        else:
            wanted = _value(correction, table.column(field), ("expect", field), expected, empty=True)
            same = wanted == (there if there not in ("", None) else None)
        if not same:
            differing.append((field, expected, there))
    return differing


def _known(correction: Correction, table: Table, path: tuple[str | int, ...], field: str) -> None:
    if field not in (names := [column.name for column in table.fields]):
        raise correction.error(
            path,
            f"{table.name} has no field {field!r} that a correction can give",
            f"The fields are {', '.join(names)}",
        )


def _value(
    correction: Correction, column: Column, path: tuple[str | int, ...], value: object, *, empty: bool = False
) -> object:
    """Return a value as the rows have it; ``empty`` says that "" stands for no value, as it does in a guard."""
    if empty and value == "":
        return None
    if not column.listed:
        return _scalar(correction, column, path, value)
    if not isinstance(value, list) or not (value or empty):
        way_out = f'Write {column.name} = ["..."]; to empty it, write clear = ["{column.name}"]'
        raise correction.error(path, f"{column.name} is {_shown(value)}, and the column holds a list", way_out)
    return [_scalar(correction, column, (*path, index), one) for index, one in enumerate(value)]


def _scalar(correction: Correction, column: Column, path: tuple[str | int, ...], value: object) -> object:
    kind = element(column.kind)
    if isinstance(value, date) and not isinstance(value, datetime) and kind == "date":
        return value.isoformat()
    number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = {"integer": number and isinstance(value, int), "number": number, "boolean": isinstance(value, bool)}
    if not fits.get(kind, isinstance(value, str)):
        wanted = _KINDS.get(kind, "a text")
        raise correction.error(path, f"{column.name} is {_shown(value)}, not {wanted}", f"Write {wanted}")
    if isinstance(value, str) and not value.strip():
        raise correction.error(
            path, f"{column.name} is blank", f'To empty a field, write clear = ["{column.name}"] in place of it'
        )
    if column.terms and value not in (terms := [term.name for term in column.terms]):
        raise correction.error(path, f"{column.name} has no term {value!r}", f"Its terms are {', '.join(terms)}")
    return float(value) if kind == "number" and isinstance(value, int) else value


def texts_of(cell: object) -> list[str]:
    """Return the values of a cell as the evidence writes them, a list's one by one; none for an empty cell."""
    values = cell if isinstance(cell, list) else [cell]
    return [as_text(value) for value in values if isinstance(value, str | int | float)]


def toml_value(value: object) -> str:
    """Return a cell as TOML: a missing one as "", which is how a guard says that nothing is there."""
    # JSON's strings, arrays, numbers and booleans are TOML's too, but for a delete character.
    return '""' if value is None else as_json(value).replace("\x7f", "\\u007f")


def _shown(value: object) -> str:
    text = value.isoformat() if isinstance(value, date) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
