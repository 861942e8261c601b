from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.release.build import write_release
from flows.release.change_causes import CAUSES
from flows.release.change_text import changes_text
from flows.release.changes import as_object, json_text
from flows.release.contents import Instrument
from flows.release.diff import Diff, compare
from flows.release.edition import Edition, Row, read_edition
from flows.release.errors import ReleaseError
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import load_tables
from tests import two_documents

COLUMNS = {name: load_tables()[name].names for name in CLAIM_TABLES}
INSTRUMENTS = tuple(
    Instrument(name, "1", digit * 64) for name, digit in (("code", "a"), ("codebook", "b"), ("parser", "c"))
)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    write_release(two_documents.frames(), folder, engine="rules 1", instruments=INSTRUMENTS)
    return folder


@pytest.fixture(scope="module")
def edition(release: Path) -> Edition:
    return read_edition(release)


def changed(edition: Edition, table: str, record: str, **cells: Any) -> Edition:
    """Return another edition, in which cells of a record are others."""
    rows = {**edition.records[table], record: {**edition.records[table][record], **cells}}
    rows = {row["record_id"]: row for row in rows.values()}
    return replace(edition, version="ffffffffffff", records={**edition.records, table: rows})


def without(edition: Edition, table: str, record: str) -> Edition:
    rows = {name: row for name, row in edition.records[table].items() if name != record}
    return replace(edition, version="eeeeeeeeeeee", records={**edition.records, table: rows})


def applied(before: Edition, told: Mapping[str, Any]) -> dict[str, dict[str, Row]]:
    """Return the records that the JSON form of a diff makes of those of the earlier release, without its own code."""
    records = {name: {**before.records[name]} for name in CLAIM_TABLES}
    gone, come = [], []
    for change in told["records"]:
        old = change.get("record_before", change["record_id"])
        row = {} if change["kind"] == "added" else dict(records[change["table"]][old])
        if change["kind"] != "added":
            gone.append((change["table"], old))
        if change["kind"] != "removed":
            empty: dict[str, Any] = {c.name: [] if c.listed else None for c in load_tables()[change["table"]].columns}
            row = (empty | row) | {field["field"]: field["after"] for field in change["fields"]}
            come.append((change["table"], row))
    for table, old in gone:
        del records[table][old]
    for table, row in come:
        records[table][row["record_id"]] = row
    return records


def plain(records: Mapping[str, Mapping[str, Row]]) -> Any:
    return json.loads(json.dumps({t: dict(sorted(rows.items())) for t, rows in records.items()}, default=str))


def texts() -> st.SearchStrategy[str]:
    return st.sampled_from(["KHM", "KOR", "PRK", "CUB"])


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """Make an edition with some relations and incidents of two documents; what they rest on differs too."""
    records: dict[str, dict[str, Row]] = {name: {} for name in CLAIM_TABLES}
    words: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    for table in ("relations", "incidents"):
        for record_id in draw(st.lists(st.sampled_from([f"{table[:3]}-{n}" for n in range(6)]), unique=True)):
            row: dict[str, Any] = {c.name: [] if c.listed else None for c in load_tables()[table].columns}
            start = draw(st.integers(0, 40))
            end = start + draw(st.integers(1, 30))
            row |= {"record_id": record_id, "doc_id": draw(st.sampled_from(["one", "two"])), "rule_id": draw(texts())}
            row |= {"quote": draw(st.sampled_from(["cut ties", "cut all ties", "held talks"])), "start": start}
            row |= {
                "end": end,
                "sentence": draw(st.integers(0, 2)),
                "confidence": 1.0,
                "date": draw(st.none() | texts()),
            }
            parties = ("subject", "object") if table == "relations" else ("item", "location")
            row |= {name: draw(st.none() | texts()) for name in parties}
            if table == "incidents":
                row |= {"actors": draw(st.lists(texts(), unique=True)), "quantity": draw(st.none() | st.floats(0, 9))}
            records[table][record_id] = row
            words[record_id, parties[0]] = ((draw(st.sampled_from(["Seoul", "it"])), "verbatim"),)
    documents = {
        name: {"doc_id": name, "sha256": draw(texts()), "encoding": "utf-8", "published_on": draw(st.none() | texts())}
        for name in draw(st.lists(st.sampled_from(["one", "two"]), unique=True))
    }
    rules = {name: {"rule_id": name, "sha256": draw(texts()), "origin": "codebook"} for name in ("KHM", "KOR")}
    return Edition(
        version=draw(st.sampled_from(["0" * 12, "1" * 12])),
        engine="rules",
        columns=COLUMNS,
        records=records,
        words=words,
        documents=documents,
        rules=draw(st.none() | st.just(rules)),
        corrections=draw(st.none() | st.just({})),
        instruments={name: ("1", draw(st.none() | texts())) for name in ("code", "codebook", "parser")},
    )


@given(editions())
def test_a_release_is_the_same_as_itself(edition: Edition) -> None:
    diff = compare(edition, edition)
    assert diff.same
    assert (diff.records, diff.documents) == ((), ())
    assert (dict(diff.rules), dict(diff.corrections), dict(diff.instruments)) == ({}, {}, {})


@given(editions(), editions())
def test_the_diff_makes_the_one_of_the_other(before: Edition, after: Edition) -> None:
    diff = compare(before, after)
    told = json.loads(json_text(as_object(diff)))
    assert plain(applied(before, told)) == plain(after.records)
    assert (diff.records == ()) == (plain(before.records) == plain(after.records) and before.words == after.words)
    # Every record is told of at most once, has a cause in the stated order, and stands in the text for people.
    for side in ("before", "after"):
        rows = [getattr(change, side) for change in diff.records]
        assert len({id(row) for row in rows if row}) == len([row for row in rows if row])
    for change in diff.records:
        names = [CAUSES.index(cause.name) for cause in change.causes]
        assert names
        assert names == sorted(names)
    text = changes_text(diff, shown=None)
    assert all(f"**{change.row['record_id']}**" in text for change in diff.records)


@given(editions(), editions())
def test_there_and_back_the_same_records_are_paired(before: Edition, after: Edition) -> None:
    def pairs(diff: Diff, *, back: bool) -> set[tuple[str | None, ...]]:
        rows = ((c.after, c.before) if back else (c.before, c.after) for c in diff.records)
        return {tuple(row["record_id"] if row else None for row in pair) for pair in rows}

    there, back = compare(before, after), compare(after, before)
    assert pairs(there, back=False) == pairs(back, back=True)


def test_a_changed_value_has_its_words_before_and_after(edition: Edition) -> None:
    other = changed(edition, "relations", "rel-1", object="PRK")
    words = {**edition.words, ("rel-1", "object"): (("Pyongyang", "normalised"),)}
    (change,) = compare(edition, replace(other, words=words)).records
    (field,) = change.fields
    assert (change.kind, field.field, field.before, field.after) == ("changed", "object", "KOR", "PRK")
    assert (field.words_before, field.words_after) == ((("Seoul", "normalised"),), (("Pyongyang", "normalised"),))


def test_a_value_that_stays_and_is_read_from_other_words_changed(edition: Edition) -> None:
    words = {**edition.words, ("rel-1", "object"): (("the South", "resolved"),)}
    (change,) = compare(edition, replace(edition, words=words)).records
    assert (change.kind, [field.field for field in change.fields]) == ("changed", ["object"])
    assert "KOR from “Seoul” (normalised), now from “the South” (resolved)" in changes_text(
        compare(edition, replace(edition, words=words))
    )


def test_a_record_of_another_identifier_is_paired_by_its_quote_and_values(edition: Edition) -> None:
    after = changed(edition, "relations", "rel-1", record_id="rel-9", change="suspended")
    (change,) = compare(edition, after).records
    assert (change.kind, change.before and change.before["record_id"], change.row["record_id"]) == (
        "changed", "rel-1", "rel-9",
    )  # fmt: skip
    assert {field.field for field in change.fields} >= {"record_id", "change"}
    far = changed(edition, "relations", "rel-1", record_id="rel-9", start=500, end=600)
    assert [change.kind for change in compare(edition, far).records] == ["added", "removed"]
    others = {"subject": "FJI", "object": "PER", "relation_type": "economic", "change": "stated", "date": None}
    other = changed(edition, "relations", "rel-1", record_id="rel-9", **others)
    assert [change.kind for change in compare(edition, other).records] == ["added", "removed"]


def test_of_several_the_most_alike_are_paired(edition: Edition) -> None:
    row = edition.records["relations"]["rel-1"]
    two = {**row, "record_id": "rel-2", "change": "suspended", "date": "1960"}
    before = replace(edition, records={**edition.records, "relations": {"rel-1": row, "rel-2": two}})
    later = {r["record_id"]: r for r in ({**row, "record_id": "rel-3", "date": "1961"}, {**two, "record_id": "rel-4"})}
    after = replace(edition, records={**edition.records, "relations": later})
    pairs = {(c.before and c.before["record_id"], c.row["record_id"]) for c in compare(before, after).records}
    assert pairs == {("rel-2", "rel-4"), ("rel-1", "rel-3")}


def test_a_record_of_which_only_the_place_differs_moved(edition: Edition) -> None:
    (change,) = compare(edition, changed(edition, "relations", "rel-1", start=5, end=79)).records
    assert change.kind == "moved"


def rules(edition: Edition, **digests: str | None) -> Edition:
    """Return another edition, with other digests of rules; None for a rule that it does not have."""
    told = {**(edition.rules or {})}
    for name, digest in digests.items():
        told.pop(name, None)
        if digest is not None:
            told[name] = {"rule_id": name, "sha256": digest, "origin": "codebook"}
    return replace(edition, rules=told)


def instrument(edition: Edition, name: str) -> Edition:
    return replace(edition, instruments={**edition.instruments, name: ("2", "f" * 64)})


def document(edition: Edition, **cells: str) -> Edition:
    return replace(edition, documents={**edition.documents, "first": {**edition.documents["first"], **cells}})


def correction(edition: Edition, record: str, action: str, *fields: str, digest: str = "0") -> Edition:
    row = {
        "correction_id": "mended", "action": action, "table": "relations", "record_id": record, "fields": list(fields),
        "reason": "Read it.", "reviewer": "A", "decided_on": "2026-11-23", "sha256": digest * 64,
    }  # fmt: skip
    return replace(edition, corrections={"mended": row})


def causes(before: Edition, after: Edition) -> list[str]:
    (change,) = compare(before, after).records
    return [f"{cause.name}: {cause.detail}" for cause in change.causes]


def test_the_causes_of_a_change_are_computed_and_named_in_order(edition: Edition) -> None:
    own = "cut-ties"
    edition = rules(edition, **{own: "1" * 64})
    other = changed(edition, "relations", "rel-1", change="suspended")
    cases: list[tuple[Edition, list[str]]] = [
        (other, ["unknown: nothing that they were made from differs"]),
        (document(other, sha256="f" * 64), ["document: the bytes of first changed"]),
        (document(other, published_on="2024-02-17"), ["document: published_on of first changed"]),
        (document(other, url="https://x.example"), ["unknown: nothing that they were made from differs"]),
        (rules(other, **{own: "f" * 64}), [f"rule: {own} changed"]),
        (rules(other, **{own: None}), [f"rule: {own} removed"]),
        (rules(other, **{"seize": "f" * 64, "new": "0" * 64}), ["rule: other rules than its own: 1 added, 1 changed"]),
        (instrument(other, "parser"), ["model: another parser"]),
        (instrument(other, "code"), ["engine: other code"]),
        (instrument(other, "codebook"), ["engine: the codebook changed, but none of its rules"]),
        (correction(other, "rel-1", "change", "change"), ["correction: mended added"]),
        (
            correction(rules(instrument(document(other, sha256="f" * 64), "parser"), **{own: "f" * 64}), "rel-1",
                       "change", "date"),
            ["correction: mended added", "document: the bytes of first changed", f"rule: {own} changed",
             "model: another parser"],
        ),
    ]  # fmt: skip
    for after, told in cases:
        assert causes(edition, after) == told


def test_a_correction_that_accounts_for_all_is_the_only_cause(edition: Edition) -> None:
    gone = instrument(without(edition, "relations", "rel-1"), "code")
    assert causes(edition, correction(gone, "rel-1", "withdraw")) == ["correction: mended added"]
    assert causes(correction(gone, "rel-1", "withdraw"), edition) == ["correction: mended withdrawn"]
    assert causes(edition, gone) == ["engine: other code"]
    day = changed(edition, "relations", "rel-1", date="1960", date_first="1960-01-01", date_last="1960-12-31")
    before = correction(edition, "rel-1", "change", "date", digest="1")
    assert causes(before, correction(instrument(day, "code"), "rel-1", "change", "date")) == [
        "correction: mended changed"
    ]
    moved = correction(instrument(changed(day, "relations", "rel-1", speaker=None), "code"), "rel-1", "change", "date")
    assert causes(before, moved) == ["correction: mended changed", "engine: other code"]


def test_a_document_that_is_new_or_gone_is_the_only_cause(edition: Edition) -> None:
    gone = {name: row for name, row in edition.documents.items() if name != "second"}
    tables = {name: {i: r for i, r in rows.items() if r["doc_id"] == "first"} for name, rows in edition.records.items()}
    fewer = instrument(replace(edition, version="0" * 12, documents=gone, records=tables), "code")
    for before, after, how in ((edition, fewer, "removed"), (fewer, edition, "added")):
        found = compare(before, after)
        assert {c.name for change in found.records for c in change.causes} == {"document"}
        assert {c.detail for change in found.records for c in change.causes} == {f"second {how}"}
        assert {change.kind for change in found.records} == {how}


def test_what_a_release_does_not_tell_is_unknown(edition: Edition) -> None:
    old = replace(
        edition, rules=None, corrections=None, instruments={"codebook": ("b" * 12, None), "parser": ("1", None)}
    )
    after = changed(edition, "relations", "rel-1", change="suspended")
    new = replace(after, instruments={**edition.instruments, "codebook": ("b" * 12, "b" * 64)})
    assert causes(old, new) == ["unknown: a release does not tell its corrections, code"]
    other = replace(new, instruments={**new.instruments, "codebook": ("d" * 12, "d" * 64), "parser": ("2", "e" * 64)})
    assert causes(old, other) == [
        "rule: the codebook changed; which rules did is not told",
        "model: another parser",
        "unknown: a release does not tell its corrections, code",
    ]
    diff = compare(old, new)
    assert f"release {old.version} has no table rules: whether they changed cannot be told" in diff.notes
    assert dict(diff.rules) == {}


def test_a_release_of_an_older_format_is_compared_in_the_columns_that_both_have(release: Path, tmp_path: Path) -> None:
    old = Path(shutil.copytree(release, tmp_path / "old"))
    for name in CLAIM_TABLES:
        pl.read_parquet(old / f"{name}.parquet").drop("date_first", "date_last").write_parquet(old / f"{name}.parquet")
    for name in ("rules", "corrections"):
        (old / f"{name}.parquet").unlink()
    package = json.loads((old / "datapackage.json").read_text())
    del package["instruments"]
    package |= {"engine": "rules (codebook bbbbbbbbbbbb, parser 1)", "version": "0" * 12}
    (old / "datapackage.json").write_text(json.dumps(package))
    diff = compare(read_edition(old), read_edition(release))
    assert diff.records == ()
    assert not diff.same
    assert any("only release" in note and "relations.date_first" in note for note in diff.notes)
    assert dict(diff.instruments) == {
        "code": (None, ("1", "a" * 64)),
        "codebook": (("bbbbbbbbbbbb", None), ("1", "b" * 64)),
    }


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda folder: (folder / "datapackage.json").unlink(), "is not a release: it has no datapackage.json"),
        (lambda folder: (folder / "datapackage.json").write_text("{"), r"datapackage.json: is not JSON"),
        (lambda folder: (folder / "datapackage.json").write_text("[]"), "does not describe a release"),
        (lambda folder: (folder / "sanctions.parquet").unlink(), "cannot be compared: it has no sanctions.parquet"),
        (lambda folder: (folder / "evidence.parquet").write_bytes(b"PAR1"), r"evidence.parquet: is not a Parquet file"),
        (
            lambda folder: pl.read_parquet(folder / "relations.parquet").drop("quote", "start").write_parquet(
                folder / "relations.parquet"),
            r"relations.parquet: cannot be compared: it has no column quote, start",
        ),
        (
            lambda folder: pl.concat([pl.read_parquet(folder / "relations.parquet")] * 2).write_parquet(
                folder / "relations.parquet"),
            r"relations.parquet: cannot be compared: two rows have the same record_id",
        ),
    ],
)  # fmt: skip
def test_a_release_that_cannot_be_compared_says_what_is_missing(
    release: Path, tmp_path: Path, damage: Any, said: str
) -> None:
    folder = Path(shutil.copytree(release, tmp_path / "copy"))
    damage(folder)
    with pytest.raises(ReleaseError, match=said) as raised:
        read_edition(folder)
    assert "\n" not in str(raised.value)


def test_source_text_is_no_markup_in_the_text_for_people(edition: Edition) -> None:
    other = changed(edition, "relations", "rel-1", object="<b>*[x](y)|`", quote="# a\n<script>_z_")
    text = changes_text(compare(edition, other))
    assert r"&lt;b&gt;\*\[x\](y)\|\`" in text
    assert "<script>" not in text
    assert "\n# a" not in text


def test_long_changes_are_cut_short_and_counted(edition: Edition) -> None:
    row = edition.records["relations"]["rel-1"]
    many = {f"rel-{n}": {**row, "record_id": f"rel-{n}", "start": 9000 + n, "end": 9001 + n} for n in range(30)}
    after = replace(edition, records={**edition.records, "relations": {**many, "rel-1": row}})
    text = changes_text(compare(edition, after), shown=4)
    assert text.count("- **rel-") == 4
    assert "## relations: 29 added" in text
    assert "And 25 more: CHANGES.json has them all." in text
