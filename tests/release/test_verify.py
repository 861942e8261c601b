from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.release.build import write_release
from flows.release.checksums import NO_VERSION, checksum_lines, digest, file_names, names_version, version_of
from flows.release.errors import ReleaseError
from flows.release.files import FILES
from flows.release.problems import Problem, Settable
from flows.release.verify import table_problems, verify
from flows.release.verify_files import file_problems, table_files
from flows.release.verify_raw import raw_problems
from flows.resolve.derive import derived
from schemas.cells import as_text
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import load_tables
from schemas.validate import validate
from tests import two_documents
from tests.two_documents import settable

FRAMES = two_documents.frames()
Frames = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    write_release(FRAMES, folder, engine="rules 1")
    return folder


@pytest.fixture
def release(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "release"))


def problems(frames: Frames, told: Settable = settable) -> tuple[Problem, ...]:
    """Return the problems of tables that someone changed, whatever he made of the files, checksums and version."""
    return tuple(table_problems(frames, told))


def reseal(release: Path) -> None:
    """Make the hashes, the version and the checksums fit the files, as someone would who hides a change."""
    package = json.loads((release / "datapackage.json").read_bytes())
    version = package["version"]
    for resource in package["resources"]:
        resource["hash"] = f"sha256:{digest(release / resource['path'])}"
        resource["bytes"] = (release / resource["path"]).stat().st_size
    (release / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for step in (version, NO_VERSION):
        new = version_of(release, version) if step == NO_VERSION else step
        for name in filter(names_version, file_names(release)):
            text = (release / name).read_text("utf-8")
            (release / name).write_text(text.replace(version, new), "utf-8")
    (release / "CHECKSUMS").write_text(checksum_lines({name: digest(release / name) for name in file_names(release)}))


def flip(file: Path, at: int) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)


def changed(table: str, column: str, value: Any, row: int = 0) -> Frames:
    frame = FRAMES[table]
    cells = [value if number == row else cell for number, cell in enumerate(frame[column].to_list())]
    return FRAMES | {table: frame.with_columns(pl.Series(column, cells, dtype=frame.schema[column]))}


def evidence_row(record: str, field: str, part: int = 0) -> int:
    keys = FRAMES["evidence"].select("record_id", "field", "part").rows()
    return keys.index((record, field, part))


def together(record_table: str, field: str, cell: Any, value: str, row: int) -> Frames:
    """Return the frames with a record's cell and its evidence's value changed alike, as a careful forger would."""
    return changed("evidence", "value", value, row) | {record_table: changed(record_table, field, cell)[record_table]}


def test_a_good_release(release: Path) -> None:
    verification = verify(release, settable=settable)
    assert verification.problems == ()
    assert verification.counts["files"] == len(table_files()) + len(FILES)
    assert verification.counts["evidence"] == 30


def test_a_good_release_sealed_anew(release: Path) -> None:
    reseal(release)
    assert verify(release, settable=settable).problems == ()


def sample(size: int) -> Iterable[int]:
    return sorted({0, size // 2, size - 1})


@pytest.mark.parametrize("name", sorted([*table_files(), *(file.name for file in FILES)]))
def test_a_flipped_byte_of_any_file_is_named(made: Path, release: Path, name: str) -> None:
    for at in sample((made / name).stat().st_size):
        shutil.copyfile(made / name, release / name)
        flip(release / name, at)
        assert name in {problem.file for problem in verify(release).problems}


def test_a_flipped_byte_of_the_checksums_is_named(made: Path, release: Path) -> None:
    for at in range(0, (made / "CHECKSUMS").stat().st_size, 131):
        shutil.copyfile(made / "CHECKSUMS", release / "CHECKSUMS")
        flip(release / "CHECKSUMS", at)
        assert file_problems(release)


@pytest.mark.parametrize("name", ["relations.csv", "evidence.csv", "documents.csv"])
def test_a_flipped_byte_of_a_csv_file_is_found_under_new_checksums(made: Path, release: Path, name: str) -> None:
    for at in range(0, (made / name).stat().st_size, 131):
        shutil.copyfile(made / name, release / name)
        flip(release / name, at)
        reseal(release)
        found = verify(release, settable=settable).problems
        assert name in {problem.file for problem in found}, at


def test_new_checksums_alone_do_not_hide_a_change(release: Path) -> None:
    (release / "README.md").write_text("another card\n")
    digests = {name: digest(release / name) for name in file_names(release)}
    (release / "CHECKSUMS").write_text(checksum_lines(digests))
    (problem,) = verify(release).problems
    assert "the files make it" in problem.message


CELLS = [
    (name, column.name)
    for name in CLAIM_TABLES
    for column in load_tables()[name].columns
    # Nothing else in a release says what the rule and the confidence must be.
    if FRAMES[name][column.name].to_list()[0] not in (None, []) and column.name not in ("rule_id", "confidence")
]


OTHERS: dict[str, Any] = {
    "record_id": "other", "doc_id": "other", "quote": "other", "relation_type": "general", "change": "restored",
    "factuality": "planned", "incident_type": "attack", "action": "lifted", "rank_kind": "at_most",
    "metric": "creditor",
    "date": "1960", "date_first": date(1960, 1, 1), "date_last": date(1960, 1, 1),
    "start": 1, "end": 60, "sentence": 7, "actors": ["XXX"], "targets": ["XXX"], "senders": ["XXX"],
    "goods": ["oil"], "measures": ["import_ban"], "quantity": 31.0, "rank": 3,
}  # fmt: skip


@pytest.mark.parametrize(("table", "column"), CELLS)
def test_a_changed_cell_is_named_under_new_checksums(table: str, column: str) -> None:
    found = problems(changed(table, column, OTHERS.get(column, "XXX")))
    # A changed place is found by its words, a changed identifier by what belonged to it.
    named: dict[str, set[str | None]] = {
        "start": {"quote"},
        "end": {"quote", None},
        "record_id": {None, *load_tables()[table].names},
        # What is derived is found as a difference from what the records make anew.
        "date_first": {None},
        "date_last": {None},
    }
    where = {(problem.table, problem.field) for problem in found}
    assert {(table, field) for field in named.get(column, {column})} & where


@pytest.mark.parametrize(
    "column", ["record_id", "table", "field", "doc_id", "start", "end", "words", "value", "method"]
)
@pytest.mark.parametrize("row", range(0, FRAMES["evidence"].height, 4))
def test_changed_evidence_is_named_under_new_checksums(column: str, row: int) -> None:
    before = FRAMES["evidence"][column].to_list()[row]
    value = before + 1 if column in ("start", "end") else "resolved" if column == "method" else "rel"
    found = problems(changed("evidence", column, value, row))
    assert FRAMES["evidence"]["record_id"][row] in {problem.record for problem in found} | {"rel"}
    assert found


@pytest.mark.parametrize("at", range(0, len(two_documents.FIRST), 17))
def test_a_changed_text_is_found_in_its_sentence(at: int) -> None:
    text = two_documents.FIRST
    forged = text[:at] + ("y" if text[at] == "x" else "x") + text[at + 1 :]
    found = problems(changed("documents", "text", forged))
    assert {"first"} == {problem.document for problem in found}


FORGED: list[tuple[str, Frames, str, str]] = [
    (
        "normalised",
        together("relations", "object", "PRK", "PRK", evidence_row("rel-1", "object")),
        "object",
        "the value is 'PRK', and the words give 'KOR'; the words are 'Seoul'",
    ),
    (
        "number",
        together("incidents", "quantity", 31.0, "31", evidence_row("inc-1", "quantity")),
        "quantity",
        "the value is '31', and the words give 30",
    ),
    (
        "verbatim",
        together("relations", "speaker", "minister", "minister", evidence_row("rel-1", "speaker")),
        "speaker",
        "the value is 'minister', and its words verbatim are 'ministry'",
    ),
    (
        "metadata",
        together("incidents", "date", "2024-02-14", "2024-02-14", evidence_row("inc-1", "date")),
        "date",
        "counted from 2024-02-16 give '2024-02-15'",
    ),
    (
        "rule",
        together("relations", "change", "restored", "restored", evidence_row("rel-1", "change")),
        "change",
        "the value is 'restored', and rule cut-ties can only set ['severed']",
    ),
    (
        "resolved alone",
        FRAMES
        | {
            "evidence": FRAMES["evidence"].filter(
                ~((pl.col("record_id") == "rel-1") & (pl.col("field") == "subject") & (pl.col("part") == 0))
            )
        },
        "subject",
        "no other words of the field give it",
    ),
    (
        "anchor",
        changed("evidence", "anchor", "2023-02-16", evidence_row("inc-1", "date")),
        "date",
        "the words are counted from 2023-02-16, and the document's date is 2024-02-16",
    ),
    (
        "no document's date",
        changed("documents", "published_on", None),
        "date",
        "the document's date is not known",
    ),
    (
        "a term has no normaliser",
        changed("evidence", "method", "normalised", evidence_row("rel-1", "change")),
        "change",
        "a column of kind 'term' has no normaliser",
    ),
]


@pytest.mark.parametrize(("frames", "field", "message"), [f[1:] for f in FORGED], ids=[f[0] for f in FORGED])
def test_a_value_that_its_words_do_not_give(frames: Frames, field: str, message: str) -> None:
    # A careful forger also makes anew what is derived from the records.
    (problem,) = problems(validate(frames, derived).frames)
    assert problem.field == field
    assert message in problem.message
    assert problem.record in str(problem) if problem.record else False
    assert problem.document == "first"
    assert problem.span is not None


def test_without_the_codebooks_rules_their_values_are_not_judged(release: Path) -> None:
    assert verify(release).problems == ()


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("coverage", "possible_misses", 1), ("sentences", "records", 3), ("coverage", "words", 1)],
)
def test_counts_are_counted_anew(table: str, column: str, value: int) -> None:
    (problem,) = problems(changed(table, column, value))
    assert problem.table == table
    assert f"column {column}: {value}" in problem.message


def test_files_more_and_less(release: Path) -> None:
    (release / "more.txt").write_text("x")
    (release / "relations.csv").unlink()
    told = {str(problem) for problem in verify(release).problems}
    assert "more.txt: there, but not listed in CHECKSUMS" in told
    assert "relations.csv: listed in CHECKSUMS, but not there" in told


def test_a_link_in_a_release(release: Path, tmp_path: Path) -> None:
    (release / "relations.csv").rename(tmp_path / "elsewhere")
    (release / "relations.csv").symlink_to(tmp_path / "elsewhere")
    assert "relations.csv: not a plain file" in {str(problem) for problem in verify(release).problems}


@pytest.mark.parametrize("line", ["x", f"{'0' * 64}  ../../secret", f"{'0' * 64}  sub/file", f"{'0' * 64} README.md"])
def test_checksums_that_are_none(release: Path, line: str) -> None:
    (release / "CHECKSUMS").write_text(line + "\n")
    assert "line 1 is not a digest" in str(verify(release).problems[0])


def test_a_folder_that_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="is not a release: it has no CHECKSUMS"):
        verify(tmp_path)


def test_a_release_under_another_releases_name(made: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(made, tmp_path / "releases" / "0123456789ab"))
    assert "has the name of another version" in str(verify(folder).problems[0])


def test_sources(release: Path, tmp_path: Path) -> None:
    raw = two_documents.write_raw(tmp_path / "raw")
    assert verify(release, raw, settable=settable).problems == ()
    for file in sorted(raw.iterdir()):
        content = file.read_bytes()
        for at in range(len(content)):
            flip(file, at)
            found = raw_problems(FRAMES["documents"], raw)
            assert {problem.document for problem in found} == {file.stem}, (file, at)
            file.write_bytes(content)
    (raw / "first.txt").unlink()
    (problem,) = verify(release, raw, settable=settable).problems
    assert problem.document == "first"
    assert "first.txt: cannot be read" in problem.message


@pytest.mark.parametrize("path", ["../raw/first.txt", "/etc/passwd"])
def test_a_path_that_leads_out_of_the_sources(tmp_path: Path, path: str) -> None:
    raw = two_documents.write_raw(tmp_path / "raw")
    (problem,) = raw_problems(changed("documents", "path", path)["documents"], raw)
    assert "leads out of the folder" in problem.message


def test_values_as_text() -> None:
    assert [as_text(value) for value in (30.0, 2.5, 3, True, "a", 1e22)] == ["30", "2.5", "3", "true", "a", str(10**22)]
