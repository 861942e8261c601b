"""The codebook as a page: what each term means, and what each rule matches, reads and must not read."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl
from markupsafe import Markup

from flows.release.contents import Contents
from flows.release.pages.dictionary import term_place
from flows.release.pages.page import page, part
from flows.release.pages.wording import all_worded
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.plover import Plover, load_plover
from schemas.codebook.rulebook import load_rules
from schemas.codebook.vocabulary import Column, Table

CODEBOOK = "codebook.html"


def codebook(contents: Contents) -> str:
    """Return the text of codebook.html.

    A place in it is TABLE, TABLE.COLUMN, TABLE.COLUMN.TERM, plover.TYPE, class.NAME or the identifier of a rule or
    correction.
    """
    plover = load_plover()
    records = dict(contents.frames["rules"].select("rule_id", "records").iter_rows())
    rules = load_rules()
    values = {
        "count": len(rules.rules),
        "terms": [_table(contents, table, plover) for table in contents.tables.values() if _termed(table)],
        "types": plover.types,
        "rules": [
            {
                "name": name,
                "rules": [
                    {
                        "id": rule.id,
                        "about": rule.about,
                        "set": tuple(rule.set.values()),
                        "records": records.get(rule.id, 0),
                        "inside": _insides()[rule.id],
                    }
                    for rule in rules
                    if rule.table == name
                ],
            }
            for name in CLAIM_TABLES
        ],
        "corrections": contents.frames["corrections"].to_dicts(),
        "classes": _classes(),
        "class_count": len(rules.classes),
    }
    return page(contents, "codebook.html.j2", "Codebook", values)


@cache
def _insides() -> dict[str, Markup]:
    """Return by rule what the page says of it in every release: most of the page, and most of the work."""
    return {one.rule.id: part("rule.html.j2", {"rule": one.rule, "entry": one}) for one in all_worded(load_rules())}


@cache
def _classes() -> Markup:
    """Return the page's section of word classes."""
    classes = [(name, sorted(lemmas)) for name, lemmas in sorted(load_rules().classes.items())]
    return part("classes.html.j2", {"classes": classes})


def _termed(table: Table) -> tuple[Column, ...]:
    return tuple(column for column in table.columns if column.terms)


def _table(contents: Contents, table: Table, plover: Plover) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "columns": [
            {
                "name": column.name,
                "place": f"{table.name}.{column.name}",
                "description": column.description,
                "plover": any(term.plover or term.plover_where for term in column.terms),
                "terms": _terms(table, column, contents.frames[table.name][column.name], plover),
            }
            for column in _termed(table)
        ],
    }


def _terms(table: Table, column: Column, cells: pl.Series, plover: Plover) -> list[dict[str, Any]]:
    values = cells.explode(empty_as_null=True) if column.listed else cells
    counts = dict(values.drop_nulls().value_counts().iter_rows())
    return [
        {
            "name": term.name,
            "place": term_place(table, column, term.name),
            "definition": term.definition,
            "rows": counts.get(term.name, 0),
            "plover": term.plover,
            "quad": _quad(term.plover, plover),
            "plover_where": [(where, value, type_, _quad(type_, plover)) for where, value, type_ in term.plover_where],
        }
        for term in column.terms
    ]


def _quad(type_: str | None, plover: Plover) -> int | None:
    return plover.quad(type_) if type_ else None
