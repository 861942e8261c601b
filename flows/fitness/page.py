"""All that was found in some files as one page: nothing in it runs, asks the network, or is markup of a source."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from flows import __version__
from flows.fitness.ambiguous import Ambiguous
from flows.fitness.findings import Checked, Findings, Fitness
from flows.fitness.origin import NEEDED
from flows.fitness.verdict import Verdict
from flows.fitness.weighing import counted, share
from flows.ingest.problems import printable
from flows.records import fields_of
from flows.release.policy import policy
from schemas.codebook.kinds import CLAIM_TABLES

_TEMPLATE = "checked.html.j2"
_STYLES = ("style.css", "checked.css")  # that of a release's pages, and what is the check's own
_LIKE = 50  # sources that a text is like
_PAIRS = 200  # of a file with records of the release; `attache check --json` has them all
_SPACE = re.compile(r"\s+")


def write_page(checked: Checked, file: Path) -> None:
    """Write the page at once, over that of an earlier check; its folder is made. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".checked-", dir=file.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as opened:
            opened.write(page(checked))
        Path(name).chmod(0o644)
        Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)


def page(checked: Checked) -> str:
    """Return the text of the page."""
    style = "".join(_source(name) for name in _STYLES)
    verdicts: dict[Verdict, int] = {}
    for one in checked.files:
        verdicts[one.verdict] = verdicts.get(one.verdict, 0) + 1
    # The digest is of the text between the tags: the template adds no white space there.
    return (
        _environment()
        .get_template(_TEMPLATE)
        .render(
            policy=Markup(policy(style)),
            style=Markup(style),
            verdicts=verdicts,
            files=[_file(one) for one in checked.files],
            remarks=checked.remarks,
            needed=NEEDED,
            version=__version__,
        )
    )


def _file(file: Fitness) -> dict[str, Any]:
    return {
        "name": file.name,
        "verdict": file.verdict,
        "reasons": file.reasons,
        "records": sum(file.findings.counts.values()) if file.findings else None,
        "found": _found(file.findings) if file.findings else None,
    }


def _found(findings: Findings) -> dict[str, Any]:
    pairs = {kind: [one for one in findings.comparisons if one.kind == kind] for kind in ("conflicts", "agrees")}
    return {
        "findings": findings,
        "likenesses": findings.likenesses[:_LIKE],
        "words": len(findings.document.text.split()),
        "tables": [_table(name, findings.frames[name]) for name in CLAIM_TABLES if findings.frames[name].height],
        "rejects": findings.frames["rejects"].rows(named=True),
        "pairs": {kind: found[:_PAIRS] for kind, found in pairs.items()},
        "more": {kind: max(0, len(found) - _PAIRS) for kind, found in pairs.items()},
    }


def _table(name: str, frame: pl.DataFrame) -> dict[str, Any]:
    """Return the records of a table in the order of the text, with the columns that any of them fills."""
    rows = frame.sort("start", "end", "record_id").rows(named=True)
    columns = [column for column in fields_of(name) if any(row[column] not in (None, []) for row in rows)]
    return {"title": name.replace("_", " "), "columns": columns, "rows": rows}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("flows.fitness", "pages"), PackageLoader("flows.release", "pages")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    environment.filters |= {"share": share, "counted": counted, "said": _said, "cell": _cell, "others": _others}
    return environment


def _source(name: str) -> str:
    loader = _environment().loader
    if loader is None:
        raise TypeError("the environment of the page has no templates")
    return loader.get_source(_environment(), name)[0]


def _shown(value: object) -> object:
    """Return a value as the page may show it: nothing of a source turns the text around it."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return printable(_SPACE.sub(" ", value))


def _said(row: Mapping[str, Any], columns: Sequence[str]) -> str:
    """Return what a record says in some columns, in one line."""
    return "; ".join(f"{name} {_cell(row[name]) or 'nothing'}" for name in columns)


def _cell(value: object) -> str:
    """Return a value of a record as text: a list with commas, a whole number without a point, what is missing as ''."""
    match value:
        case None:
            return ""
        case list() | tuple():
            return ", ".join(map(str, value))
        case float() if value.is_integer():
            return str(int(value))
        case date():
            return value.isoformat()
    return str(value)


def _others(name: Ambiguous) -> str:
    """Return what else a name could be than what it was read as."""
    return ", ".join(one for one in name.could_be if one != name.read_as)
