"""What changed between two releases, as Markdown: for CHANGES.md, and for those who ask `attache diff`."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence

from flows.release.diff import KINDS, Diff, FieldChange, RecordChange
from flows.release.edition import Edition, Row, Words
from schemas.cells import as_text
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import load_tables

SHOWN = 500  # records of a table and kind that are written out; CHANGES.json has them all
_INSTRUMENTS = {"code": "code (engine)", "codebook": "codebook", "parser": "parser (model)"}
_ABOUT = {
    "moved": "the same values from the same words, which stand elsewhere in the document",
    "changed": "the value and the words before, and after",
}


def changes_text(diff: Diff, shown: int | None = SHOWN) -> str:
    """Return what changed between two releases as the text of a Markdown file, all source text escaped.

    Of each table at most ``shown`` records of a kind are written out, None for all; how many more there are is said.
    """
    lines = [f"# Changes from release {diff.before.version} to {diff.after.version}", "", *_summary(diff)]
    lines += [f"- Note: {_line(note)}" for note in diff.notes] + ([""] if diff.notes else [])
    lines += _made_from(diff)
    for table in CLAIM_TABLES:
        for kind in KINDS:
            changes = [change for change in diff.records if (change.table, change.kind) == (table, kind)]
            if not changes:
                continue
            lines += [f"## {table}: {len(changes)} {kind}", ""]
            if kind in _ABOUT:
                lines += [f"{_ABOUT[kind].capitalize()}.", ""]
            limit = len(changes) if shown is None else shown
            for change in changes[:limit]:
                lines += _record(change)
            if len(changes) > limit:
                lines += [f"And {len(changes) - limit} more: CHANGES.json has them all.", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def first_text(edition: Edition, note: str) -> str:
    """Return the Markdown of a release that has none before it, or none that it can be compared with."""
    lines = [f"# Release {edition.version}", "", _line(note), "", "| table | records |", "| --- | ---: |"]
    lines += [f"| {name} | {len(edition.records[name])} |" for name in CLAIM_TABLES]
    return "\n".join(lines) + "\n"


def _summary(diff: Diff) -> Iterator[str]:
    if diff.same:
        yield from ("The two are the same release.", "")
        return
    counts = diff.counts()
    if not diff.records:
        yield from ("No record was added, removed or changed.", "")
        return
    yield f"| table | {' | '.join(KINDS)} |"
    yield f"| --- |{' ---: |' * len(KINDS)}"
    for table, numbers in counts.items():
        yield f"| {table} | {' | '.join(str(numbers[kind]) for kind in KINDS)} |"
    yield ""


def _made_from(diff: Diff) -> Iterator[str]:
    """Yield what differs in what the releases were made from."""
    lines = [f"- Document {_line(change.doc_id)} {change.kind}{_columns(change.columns)}" for change in diff.documents]
    for name, how in diff.corrections.items():
        row = next(r[name] for r in (diff.after.corrections, diff.before.corrections) if r is not None and name in r)
        by = f"{_line(row['reviewer'])}, {_line(row['decided_on'])}"
        what = f"{row['action']} {row['table']} {_line(row['record_id'])}"
        lines.append(f"- Correction {_line(name)} {how}: {what}. {_line(row['reason'])} ({by})")
    for how in ("added", "removed", "changed"):
        if rules := [_line(rule_id) for rule_id, one in diff.rules.items() if one == how]:
            more = f" and {len(rules) - 20} more" if len(rules) > 20 else ""
            lines.append(f"- {_counted(len(rules), 'rule')} {how}: {', '.join(rules[:20])}{more}")
    for name, (before, after) in diff.instruments.items():
        lines.append(f"- Other {_INSTRUMENTS.get(name, name)}: {_instrument(before)} before, {_instrument(after)} now")
    if lines:
        yield from ("## What they were made from", "", *lines, "")


def _columns(columns: Sequence[str]) -> str:
    return f": {', '.join(columns)}" if columns else ""


def _instrument(found: tuple[str, str | None] | None) -> str:
    if found is None:
        return "not told"
    version, digest = found
    told = digest is not None and not digest.startswith(version or " ")
    return _line(version) + (f" ({digest[:12]})" if digest is not None and told else "")


def _record(change: RecordChange) -> Iterator[str]:
    said = [column.name for column in load_tables()[change.table].fields]
    was = f" (was {change.before['record_id']})" if _renamed(change) and change.before is not None else ""
    yield f"- **{_line(change.row['record_id'])}**{was}, document {_line(change.row['doc_id'])}"
    if change.kind in ("added", "removed"):
        yield f"  {_told(change.row, said)}"
    yield f"  > {_line(change.row['quote'])}"
    if change.kind == "changed":
        yield ""
        for field in change.fields:
            if field.field in said or field.field in ("quote", "rule_id"):
                yield f"  - {field.field}: {_field(field)}"
    yield ""
    causes = "; ".join(f"{cause.name} ({_line(cause.detail)})" for cause in change.causes)
    yield f"  Cause: {causes}"
    yield ""


def _renamed(change: RecordChange) -> bool:
    rows = (change.before, change.after)
    return len({row["record_id"] for row in rows if row is not None}) > 1


def _told(row: Row, fields: Iterable[str]) -> str:
    return ", ".join(f"{field} {_value(row[field])}" for field in fields if row.get(field) not in (None, []))


def _field(field: FieldChange) -> str:
    if field.before == field.after:
        return f"{_value(field.after)} from {_said(field.words_before)}, now from {_said(field.words_after)}"
    parts = [
        f"{_value(value)}{f' from {_said(words)}' if words else ''}"
        for value, words in ((field.before, field.words_before), (field.after, field.words_after))
    ]
    return " → ".join(parts)


def _said(words: Words) -> str:
    return ", ".join(f"“{_line(said)}” ({method})" for said, method in words) or "no words"


def _value(value: object) -> str:
    if value is None or value == []:
        return "nothing"
    if isinstance(value, list):
        return ", ".join(_value(one) for one in value)
    return _line(as_text(value) if isinstance(value, str | int | float) else value)


def _line(value: object) -> str:
    """Return a value in one line that says the same as Markdown: source text must not become markup."""
    text = html.escape(" ".join(str(value).split()), quote=False)
    return "".join(f"\\{character}" if character in r"\`*_[]|#" else character for character in text)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def totals(counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Return how many records of all tables were added, removed, changed and moved."""
    return {kind: sum(numbers[kind] for numbers in counts.values()) for kind in KINDS}
