"""The kinds that a column can have, and the names of the tables: what code, not the codebook, decides."""

from __future__ import annotations

from typing import Literal

Kind = Literal[
    "id",  # an identifier of a record, document, rule, table or column
    "text",  # words, as a document or its metadata has them
    "texts",
    "actor",  # a state's or organisation's code, else a name as written
    "actors",
    "country",  # the code of the state that a place lies in
    "term",  # one of the column's terms
    "terms",
    "date",  # EDTF
    "day",  # one day of the calendar, as a date and no text
    "good",  # a noun in the singular, lower case but for names
    "goods",
    "measure",  # what a number counts: a unit, a currency code, or a noun in the singular
    "instrument",  # a legal act: UNSCR 2397, EO 13810, else its name
    "integer",
    "number",
    "boolean",
    "offset",  # a place in a document's text, counted in characters
    "hash",  # a SHA-256 digest in lower-case hex
]

# In the order of publication: the datasets, what is made from them alone, then what they rest on.
CLAIM_TABLES = ("relations", "incidents", "sanctions", "investment_rankings")
DERIVED_TABLES = ("events", "actors")
SUPPORTING_TABLES = ("evidence", "rules", "corrections", "documents", "sentences", "rejects", "coverage")
TABLE_NAMES = (*CLAIM_TABLES, *DERIVED_TABLES, *SUPPORTING_TABLES)

_ELEMENTS: dict[str, Kind] = {"texts": "text", "actors": "actor", "terms": "term", "goods": "good"}


def is_list(kind: str) -> bool:
    """Return whether a cell of this kind holds a list."""
    return kind in _ELEMENTS


def element(kind: Kind) -> Kind:
    """Return the kind of one value in a cell: of the elements for a list, the kind itself otherwise."""
    return _ELEMENTS.get(kind, kind)
