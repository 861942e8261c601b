"""What each finding makes of a file: the reasons of its verdict, the gravest first.

unfit     it cannot be read, or raw/ holds the same bytes or the same text: publishing would turn it away
warning   it could mislead who uses the data: damaged text, a language that the engine does not read, metadata that
          nobody gives and citing needs, a reprint, no record at all, more sentences passed over than read, a name that
          could be several states', rows turned away, conflicts with what is published
note      worth knowing, and nothing stands against the file
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel import Locale

from flows.fitness.findings import Findings
from flows.fitness.likeness import Likeness
from flows.fitness.origin import NEEDED, WANTED
from flows.fitness.sentences import LOOKED_AT
from flows.fitness.tongue import ENGLISH
from flows.fitness.verdict import Reason, Severity
from flows.ingest.problems import Problem
from flows.ingest.read import metadata_path

_SHORT = 40  # words: of less, somebody is likely to have saved a notice and not the article
_ALL_ENGLISH = 0.9  # of the letters: names and quotations in other languages are no second language
_LIKE = 5  # sources that are told one by one
_ORDER: Sequence[Severity] = ("unfit", "warning", "note")
# UTF-8 that was read as Windows-1252 and saved so: "cafÃ©", "donâ€™t".
_MISREAD = re.compile(r"Ã[\x80-\xbf¡-¿]|â€[™œ“”\x9d\x99\x9c]|Â[\xa0«»°]")
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def unreadable(problem: Problem | None) -> tuple[Reason, ...]:
    """Return the reason why a file that gives no document is unfit."""
    if problem is None:
        raise ValueError("what gives no document has a problem")
    line = f"line {problem.line}: " if problem.line else ""
    return (Reason("unfit", "file", f"{line}{problem.what}", problem.way_out),)


def reasons_of(findings: Findings) -> tuple[Reason, ...]:
    """Return what speaks for and against a document that can be read, the gravest reasons first."""
    reasons = [
        *_of_text(findings), *_of_language(findings), *_of_origin(findings), *_of_likenesses(findings.likenesses),
        *_of_records(findings), *_of_names(findings), *_of_rejects(findings), *_of_release(findings),
    ]  # fmt: skip
    return tuple(sorted(reasons, key=lambda reason: _ORDER.index(reason.severity)))


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: 1 record, 2 records."""
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def share(part: float) -> str:
    """Return a share (0 to 1) in per cent; what is not quite all or nothing is not told as such."""
    return "under 1%" if 0 < part < 0.01 else "over 99%" if 0.99 < part < 1 else f"{part:.0%}"


def _of_text(findings: Findings) -> Iterator[Reason]:
    document = findings.document
    words = len(document.text.split())
    if words < _SHORT:
        yield Reason("note", "text", f"holds only {counted(words, 'word')}", "look whether the article is all there")
    if document.reader == "text" and document.encoding != "utf-8":
        yield Reason("note", "text", f"is no UTF-8; its bytes were read as {document.encoding}")
    if lost := document.text.count("\ufffd"):
        yield Reason("warning", "text", f"has lost {counted(lost, 'sign')} (U+FFFD)", "fetch it again")
    if misread := _MISREAD.search(document.text):
        what = f"was saved in a wrong encoding, as in “{misread.group()}”"
        yield Reason("warning", "text", what, "fetch it again, or mend it and say so where it came from")
    if turning := len(_TURNING.findall(document.text)):
        what = f"holds {counted(turning, 'invisible sign')} that can show words in another order than they stand in"
        yield Reason("warning", "text", what, "look whether they belong there")
    for left_out in findings.left_out:
        yield Reason("note", "text", left_out, "save as a file of its own what of it is a source")


def _of_language(findings: Findings) -> Iterator[Reason]:
    tongue, said = findings.tongue, findings.document.metadata.language
    if tongue is None:
        yield Reason("note", "language", "is too short to tell its language")
        return
    if tongue.code != ENGLISH:
        yield Reason("warning", "language", f"is in {_language(tongue.code)}", "the engine reads English alone")
    elif tongue.english < _ALL_ENGLISH:
        what = f"is in English for {share(tongue.english)} of it"
        yield Reason("warning", "language", what, "the engine reads nothing of the rest")
    if said is not None and said.partition("-")[0] != tongue.code:
        what = f"is said to be in {_language(said.partition('-')[0])}, and reads as {_language(tongue.code)}"
        yield Reason("warning", "language", what, "look which is right")


def _language(code: str) -> str:
    return str(Locale("en").languages.get(code, code))


def _of_origin(findings: Findings) -> Iterator[Reason]:
    missing = {one.key for one in findings.origin if one.where == "missing"}
    beside = metadata_path(Path(findings.document.path)).name
    if needed := [key for key in NEEDED if key in missing]:
        yield Reason("warning", "origin", f"not known: {', '.join(needed)}", f"write in {beside} what can be found")
    if wanted := [key for key in WANTED if key in missing]:
        yield Reason("note", "origin", f"not known either, and less needed: {', '.join(wanted)}")
    metadata = findings.document.metadata
    if metadata.published_on and metadata.retrieved_on and metadata.published_on > metadata.retrieved_on:
        what = f"is said to be published on {metadata.published_on}, after it was retrieved on {metadata.retrieved_on}"
        yield Reason("warning", "origin", what, "mend one of the two")


def _of_likenesses(likes: Sequence[Likeness]) -> Iterator[Reason]:
    """Yield a reason for each of the first sources that are like a text, and one for all the others."""
    grave = [like for like in likes if like.kind != "passages"]
    yield from map(_of_likeness, grave[:_LIKE])
    if (more := len(grave) - _LIKE) > 0:
        yield Reason("warning", "likeness", f"is as much like {counted(more, 'more source')}")
    if passages := [like for like in likes if like.kind == "passages"]:
        what = f"shares passages with {counted(len(passages), 'source')}, most with {passages[0].path}"
        yield Reason("note", "likeness", f"{what}: {share(passages[0].ours)} of its runs of five words")


def _of_likeness(like: Likeness) -> Reason:
    ours, theirs = share(like.ours), share(like.theirs)
    if like.kind == "same bytes":
        return Reason("unfit", "likeness", f"is the same file as {like.path}", "leave it out")
    if like.kind == "same text":
        return Reason("unfit", "likeness", f"has the same text as {like.path}", "leave it out")
    if like.kind == "nearly the same":
        what = f"is nearly the same as {like.path}: {share(like.both)} of their runs of five words are in both"
        return Reason("warning", "likeness", what, "keep the better of the two")
    if like.kind == "inside it":
        what = f"stands for the most part in {like.path}: {ours} of its runs of five words, {theirs} of that one's"
    else:
        what = f"holds most of {like.path}: {theirs} of that one's runs of five words, {ours} of its own"
    return Reason("warning", "likeness", what, "add it only if it says something of its own")


def _of_records(findings: Findings) -> Iterator[Reason]:
    records, missed = sum(findings.counts.values()), len(findings.misses)
    by_table = ", ".join(counted(number, _one_of(table)) for table, number in findings.counts.items() if number)
    if records:
        yield Reason("note", "records", f"gives {counted(records, 'record')}: {by_table}")
    else:
        yield Reason("warning", "records", "gives no record", "look whether it tells of what the tables hold")
    if missed:
        what = f"{counted(missed, 'sentence')} with an actor and a word of a rule gave nothing"
        severity: Severity = "warning" if missed > findings.told else "note"
        yield Reason(severity, "misses", f"{what}, {findings.told:,} gave a record", "read what it may have missed")


def _one_of(table: str) -> str:
    return table.replace("_", " ").removesuffix("s")


def _of_names(findings: Findings) -> Iterator[Reason]:
    if len(findings.document.text) > LOOKED_AT:
        yield Reason("note", "names", f"its names were looked at in the first {LOOKED_AT:,} characters only")
    for name in findings.ambiguous:
        if name.read_as == "" and name.triggered:
            what = f"“{name.name}” could be {' or '.join(name.could_be)}, and the text does not tell which"
            yield Reason(
                "warning", "names", f"{what} ({counted(name.times, 'time')})", "its claims have no actor there"
            )
    if told := [name for name in findings.ambiguous if not (name.read_as == "" and name.triggered)]:
        names = ", ".join(dict.fromkeys(f"“{name.name}”" for name in told))
        yield Reason("note", "names", f"names that could be several things: {names}", "look at how they were read")
    nobody = [name.name for name in findings.unknown if name.looks_like in ("nobody", "people")]
    if nobody:
        names = ", ".join(f"“{name}”" for name in nobody)
        yield Reason("note", "names", f"names in an actor's place that are taken for nobody: {names}")
    if known := len(findings.unknown) - len(nobody):
        yield Reason("note", "names", f"{counted(known, 'name')} that no gazetteer knows, kept as written")


def _of_rejects(findings: Findings) -> Iterator[Reason]:
    for row in findings.frames["rejects"].iter_rows(named=True):
        what = f"a row of {row['table']} is turned away: {row['column']} {row['value']}: {row['reason']}"
        yield Reason("warning", "rejects", what)


def _of_release(findings: Findings) -> Iterator[Reason]:
    for kind in ("conflicts", "agrees"):
        found = [one for one in findings.comparisons if one.kind == kind]
        ours = len({one.ours["record_id"] for one in found})
        theirs = len({one.theirs["record_id"] for one in found})
        if found and kind == "conflicts":
            what = f"{counted(ours, 'record')} conflict" + ("s" if ours == 1 else "")
            what += f" with {theirs:,} of release {findings.version}"
            yield Reason("warning", "release", what, "look at the words of both")
        elif found:
            what = f"{counted(ours, 'record')} agree" + ("s" if ours == 1 else "")
            yield Reason("note", "release", f"{what} with {theirs:,} of release {findings.version}")
