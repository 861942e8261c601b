"""Verification of a release: that its files are what they were, and its values what the documents' words give.

A release is read, never believed: nothing of it is run, no link in it is followed, and what it says of itself is made
anew from its tables.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import polars as pl

import flows
from flows.release.about import SOFTWARE
from flows.release.checksums import CHECKSUMS, FORMAT, READERS, file_names
from flows.release.contents import Instrument
from flows.release.errors import ReleaseError, unreadable
from flows.release.problems import Problem, Settable, Verification
from flows.release.signing import signature_note, signature_problems
from flows.release.unpack import unpacked
from flows.release.verify_corrections import correction_problems
from flows.release.verify_described import described_problems, name_problems
from flows.release.verify_files import Told, file_problems, plain, read_told, resource_problems, version_problems
from flows.release.verify_raw import raw_problems
from flows.release.verify_tables import read_frames, row_problems, schema_problems
from flows.release.verify_values import value_problems
from schemas.codebook.vocabulary import load_tables

_UNFINISHED = f"both are of {SOFTWARE}: were they made at two times of its development, their texts may differ for that"


def verify(
    release: Path,
    raw: str | Path | None = None,
    *,
    settable: Settable | None = None,
    rules: Mapping[str, str] | None = None,
    instruments: Sequence[Instrument] | None = None,
    signers: Path | None = None,
) -> Verification:
    """Return what is wrong with a release, and how much was looked at; with ``raw``, against the source files too.

    The release is a folder, or a .zip or .tar.gz of one. ``settable`` (what the rules of a codebook can set), ``rules``
    (their digests by rule id) and ``instruments`` are those of whoever checks: values that a rule sets are held against
    it where the release was read by the same rule, and the files that describe the release against what this program
    makes of its tables where it was made by the same program and codebook; notes say where not. With ``signers``, a
    file of the keys that the reader trusts, it must be signed by one of them. Of a release of another format only the
    digests and the signature are checked. Raise ReleaseError where it is no release at all or cannot be read.
    """
    with unpacked(release) as folder:
        try:
            if not plain(folder / CHECKSUMS):
                raise ReleaseError(
                    release,
                    f"is not a release: it has no {CHECKSUMS}",
                    "Name the folder of one, such as outputs/latest",
                )
            problems = file_problems(folder)
            signature, notes = _signature(folder, signers)
            told = read_told(folder)
            if isinstance(told, Told) and told.format != FORMAT:
                return _of_another_format(folder, told, [*problems, *signature], notes)
            found = problems or _description_problems(folder, told)
            frames = read_frames(folder, found)
            if len(frames) == len(load_tables()):
                found += table_problems(frames, settable, rules)
                made_with = told.instruments if isinstance(told, Told) else ()
                found += raw_problems(frames["documents"], raw, made_with) if raw is not None else []
                notes += _other_rules(frames["rules"], rules)
                # What describes the tables is held against them only when they hold, which says more.
                if isinstance(told, Told) and (note := _other_maker(told, instruments)):
                    notes.append(note)
                elif isinstance(told, Told) and not found:
                    found += schema_problems(folder) + described_problems(folder, frames, told)
                    notes += [_UNFINISHED] if found else []
            return Verification((*found, *signature), _counts(folder, frames, raw), tuple(notes))
        except OSError as error:
            raise unreadable(release, error) from error


def _signature(folder: Path, signers: Path | None) -> tuple[list[Problem], list[str]]:
    if signers is not None:
        problems, who = signature_problems(folder, signers)
        return problems, [who] if who else []
    note = signature_note(folder)
    return [], [note] if note else []


def _of_another_format(folder: Path, told: Told, problems: list[Problem], notes: list[str]) -> Verification:
    if told.format < FORMAT and not problems:
        problems = version_problems(folder, told)
    reader = READERS.get(told.format)
    way_out = f"attache {reader}" if reader else "a newer attache"
    note = (
        f"this release is of format {told.format}, and this attache ({flows.__version__}) reads format {FORMAT}: "
        f"install {way_out} to verify it fully; its digests are {'not ' if problems else ''}right"
    )
    return Verification(tuple(problems), {"files": len(file_names(folder))}, (*notes, note), complete=False)


def _description_problems(folder: Path, told: Told | Problem) -> list[Problem]:
    if isinstance(told, Problem):
        return [told]
    return version_problems(folder, told) + name_problems(folder) + resource_problems(folder, told)


def table_problems(
    frames: dict[str, pl.DataFrame], settable: Settable | None = None, rules: Mapping[str, str] | None = None
) -> list[Problem]:
    """Return what is wrong with the tables of a release: rows, what is derived, values against words, corrections."""
    read_by = dict(frames["rules"].select("rule_id", "sha256").iter_rows())

    def judged(rule: str, field: str) -> Collection[str] | None:
        # Of a rule that changed since, this codebook cannot say what it could set.
        same = rules is None or rules.get(rule) == read_by.get(rule)
        return settable(rule, field) if settable is not None and same else None

    return (
        row_problems(frames)
        + value_problems(frames["evidence"], frames["documents"], judged)
        + correction_problems(frames)
    )


def _other_rules(read_by: pl.DataFrame, rules: Mapping[str, str] | None) -> list[str]:
    used = read_by.filter((pl.col("origin") == "codebook") & (pl.col("records") > 0))
    digests = used.select("rule_id", "sha256").iter_rows()
    others = [rule for rule, sha256 in digests if rules is not None and rules.get(rule) != sha256]
    if not others:
        return []
    some = ", ".join(others[:3]) + (", ..." if len(others) > len(others[:3]) else "")
    return [f"rules that this codebook has otherwise or not: {some}; what they set was not held against them"]


def _other_maker(told: Told, instruments: Sequence[Instrument] | None) -> str | None:
    """Return a line where another program or codebook made the release, so that its texts cannot be made anew here."""
    codebook = {one.sha256 for one in told.instruments if one.name == "codebook"}
    ours = {one.sha256 for one in instruments or () if one.name == "codebook"}
    if told.software == SOFTWARE and (instruments is None or codebook == ours):
        return None
    maker = SOFTWARE + " with another codebook" if told.software == SOFTWARE else told.software or "an unknown program"
    return (
        f"made by {maker}, and checked by {SOFTWARE}: whether its card, metadata, pages and viewer are what its tables "
        "make, only the former can say"
    )


def _counts(folder: Path, frames: Mapping[str, pl.DataFrame], raw: str | Path | None) -> dict[str, int]:
    counts = {"files": len(file_names(folder))} | {name: frame.height for name, frame in frames.items()}
    return counts | ({"raw files": counts["documents"]} if raw is not None and "documents" in counts else {})
