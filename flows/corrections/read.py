"""The files of corrections/ to corrections. Their format is described for its readers in corrections/README.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flows.corrections.correction import ACTIONS, Action, Correction, Words
from schemas.codebook.errors import CodebookError
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.source import Source, read_source

FOLDER = "corrections"
README = "README.md"
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")

_ALL = ("id", "action", "reason", "reviewer", "date", "expect")
KEYS: Mapping[Action, tuple[str, ...]] = {
    "add": (*_ALL, "table", "document", "quote", "set", "words"),
    "change": (*_ALL, "record", "quote", "set", "clear", "words"),
    "withdraw": (*_ALL, "record"),
}


def read_corrections(folder: Path) -> tuple[Correction, ...]:
    """Return the corrections of a folder, sorted by identifier.

    Raise CodebookError, which names file, line, value and way out, for the first thing that is no correction, for an
    identifier that stands there twice, and for two corrections that clash: that give the same field of a record, or
    of which one withdraws the record. What they correct is not looked at here (flows/corrections/apply.py).
    """
    found: dict[str, Correction] = {}
    for file in _files(folder):
        source = read_source(file)
        source.only_keys((), source.data, {"correction"})
        entries = source.entries("correction")
        if not entries:
            raise source.error((), "holds no correction", "Head each with [[correction]], or remove the file")
        for index, entry in enumerate(entries):
            correction = _correction(source, index, entry)
            if (other := found.get(correction.id)) is not None:
                raise source.error(
                    ("correction", index, "id"),
                    f"correction {correction.id!r} is declared twice",
                    f"The other is in {_place(other)}; give one of them another id",
                )
            found[correction.id] = correction
    corrections = tuple(found[name] for name in sorted(found))
    _check_clashes(corrections)
    return corrections


def corrections_beside(raw: Path) -> tuple[Correction, ...]:
    """Return the corrections of the folder `corrections` beside a folder of sources; none where it is not there."""
    folder = (raw if raw.name not in ("", "..") else raw.resolve()).parent / FOLDER
    return read_corrections(folder) if folder.is_dir() else ()


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of corrections by name; what is neither one nor the folder's README.md nor hidden is an error."""
    try:
        entries = sorted(folder.iterdir())
        home = folder.resolve(strict=True)
    except OSError as problem:
        raise CodebookError(
            folder, 1, f"cannot be read: {problem.strerror}", "Name the folder of corrections"
        ) from None
    for entry in entries:
        if entry.name.startswith(".") or entry.name == README:
            continue
        if entry.is_symlink() and not entry.resolve().is_relative_to(home):
            raise CodebookError(entry, 1, "is a link that leads out of the folder", "Put the file itself there")
        if entry.suffix != ".toml" or not entry.is_file():
            raise CodebookError(
                entry, 1, "is no file of corrections", "Corrections are NAME.toml; put other files elsewhere"
            )
        yield entry


def _correction(source: Source, index: int, entry: Mapping[str, Any]) -> Correction:
    path = ("correction", index)
    action = entry.get("action")
    if action not in ACTIONS:
        raise source.error((*path, "action"), f"action is {action!r}", f"Write one of {', '.join(ACTIONS)}")
    source.only_keys(path, entry, KEYS[action])
    name = source.required(path, entry, "id")
    if not ID.fullmatch(name):
        raise source.error(
            (*path, "id"),
            f"id is {name!r}",
            "Write at most 80 lower-case letters, digits and hyphens, no hyphen first",
        )
    correction = Correction(
        id=name,
        action=action,
        record=None if action == "add" else source.required(path, entry, "record"),
        table=source.required(path, entry, "table") if action == "add" else None,
        document=source.required(path, entry, "document") if action == "add" else None,
        expect=source.table(path, entry, "expect"),
        set=source.table(path, entry, "set"),
        clear=_clear(source, path, entry),
        words=source.table(path, entry, "words"),
        quote=words_of(source, (*path, "quote"), entry["quote"]) if "quote" in entry else None,
        reason=_line(source, path, entry, "reason"),
        reviewer=_line(source, path, entry, "reviewer"),
        date=_date(source, path, entry),
        source=source,
        index=index,
    )
    _check_whole(correction)
    return correction


def _check_whole(correction: Correction) -> None:
    """Raise where what the action needs is not there."""
    if correction.action == "add":
        if correction.table not in CLAIM_TABLES:
            raise correction.error(
                ("table",), f"no records are read into {correction.table!r}", f"Write one of {', '.join(CLAIM_TABLES)}"
            )
        if correction.quote is None:
            raise correction.error((), "has no quote", 'Write quote = "..." with the words that state the record')
        records = correction.expect.get("records")
        if set(correction.expect) != {"records"} or isinstance(records, bool) or not isinstance(records, int):
            raise correction.error(
                ("expect",),
                "has no guard",
                "Write expect = { records = 0 }: how many records of the table are read from the quote's words now",
            )
    elif not correction.expect:
        raise correction.error(
            ("expect",),
            "has no guard",
            'Write expect = { FIELD = VALUE } with what the record says now: "attache correct" fills it in',
        )
    if correction.action == "add" and not correction.set:
        raise correction.error(("set",), "sets no field", "Write set = { FIELD = VALUE }")
    if correction.action == "change" and not correction.fields and correction.quote is None:
        raise correction.error((), "changes nothing", "Write set = { FIELD = VALUE }, clear = [FIELD] or a quote")
    for field in correction.clear:
        if field in correction.set:
            raise correction.error(("clear",), f"both sets and clears {field}", "Take one of the two out")
    for field in correction.words:
        if field not in correction.set:
            raise correction.error(
                ("words", field), f"has words for {field}, but sets no such field", "Write it in set, or take it out"
            )


def _check_clashes(corrections: Sequence[Correction]) -> None:
    by_record: dict[str, list[Correction]] = {}
    for correction in corrections:
        if correction.record is None:
            continue
        for other in by_record.setdefault(correction.record, []):
            shared = _touched(correction) & _touched(other)
            if "withdraw" in (correction.action, other.action) or shared:
                about = f"both correct {', '.join(sorted(shared))} of" if shared else "one withdraws"
                raise correction.error(
                    ("record",),
                    f"clashes with {other.id!r} in {_place(other)}: {about} record {correction.record}",
                    "Join them into one, or remove one",
                )
        by_record[correction.record].append(correction)


def _touched(correction: Correction) -> set[str]:
    return {*correction.fields, *(("quote",) if correction.quote is not None else ())}


def _place(correction: Correction) -> str:
    error = correction.error(("id",), "", "")
    return f"{error.file.name}, line {error.line}"


def words_of(source: Source, path: tuple[str | int, ...], value: object) -> Words:
    """Return the words that stand under a key: a text, or { text = "...", occurrence = N }."""
    way_out = 'Write "the words", or { text = "the words", occurrence = 2 }'
    if isinstance(value, str):
        value = {"text": value}
    if not isinstance(value, dict) or not isinstance(value.get("text"), str) or not value["text"].strip():
        raise source.error(path, f"not words of a document: {value!r}", way_out)
    source.only_keys(path, value, ("text", "occurrence"))
    occurrence = value.get("occurrence")
    if "occurrence" in value and (isinstance(occurrence, bool) or not isinstance(occurrence, int) or occurrence < 1):
        raise source.error((*path, "occurrence"), f"occurrence is {occurrence!r}", "Write 1 for the first place, 2 ...")
    return Words(value["text"], occurrence)


def _line(source: Source, path: tuple[str | int, ...], entry: Mapping[str, Any], key: str) -> str:
    """Return a text that must be there, in one line."""
    return " ".join(source.required(path, entry, key).split())


def _date(source: Source, path: tuple[str | int, ...], entry: Mapping[str, Any]) -> str:
    value = entry.get("date")
    if isinstance(value, datetime) or not isinstance(value, date):
        what = "date is missing" if value is None else f"date is {value!r}"
        raise source.error((*path, "date"), what, "Write the day without quotation marks, date = 2026-11-23")
    return value.isoformat()


def _clear(source: Source, path: tuple[str | int, ...], entry: Mapping[str, Any]) -> tuple[str, ...]:
    value = entry.get("clear", [])
    if not isinstance(value, list) or not all(isinstance(field, str) for field in value):
        raise source.error((*path, "clear"), f"clear is {value!r}", 'Write clear = ["FIELD"]')
    return tuple(dict.fromkeys(value))
