from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from schemas.codebook.errors import CodebookError
from schemas.codebook.kinds import CLAIM_TABLES, TABLE_NAMES
from schemas.codebook.plover import load_plover
from schemas.codebook.vocabulary import FOLDER, load_tables

TABLES = load_tables()


def test_tables_in_the_order_of_publication() -> None:
    assert tuple(TABLES) == TABLE_NAMES


def test_columns_of_a_table_of_claims() -> None:
    assert TABLES["relations"].names == (
        "record_id", "doc_id", "subject", "object", "relation_type", "change", "factuality", "date", "date_first",
        "date_last", "speaker", "quote", "start", "end", "sentence", "rule_id", "confidence",
    )  # fmt: skip


@pytest.mark.parametrize("name", CLAIM_TABLES)
def test_tables_of_claims_share_their_frame_and_its_meaning(name: str) -> None:
    table = TABLES[name]
    assert table.names[:2] == ("record_id", "doc_id")
    assert table.names[-7:] == ("speaker", "quote", "start", "end", "sentence", "rule_id", "confidence")
    assert table.column("factuality") == TABLES["relations"].column("factuality")
    assert {column.name for column in table.columns} - {column.name for column in table.fields} == {
        "record_id", "doc_id", "date_first", "date_last", "quote", "start", "end", "sentence", "rule_id", "confidence",
    }  # fmt: skip


def test_every_description_and_definition_is_one_or_more_sentences() -> None:
    for table in TABLES.values():
        told = [table.description, *(column.description for column in table.columns)]
        told += [term.definition for column in table.columns for term in column.terms]
        for text in told:
            assert text[0].isupper(), text
            assert text.endswith("."), text
            assert "\n" not in text, text


def test_plover_types() -> None:
    incidents, sanctions, relations = TABLES["incidents"], TABLES["sanctions"], TABLES["relations"]
    assert incidents.plover({"incident_type": "assassination"}) == "ASSAULT:targeted"
    assert incidents.plover({"incident_type": "smuggling"}) is None
    assert sanctions.plover({"action": "blocked"}) == "REJECT"
    assert relations.plover({"relation_type": "economic", "change": "restored"}) == "COOPERATE"
    assert relations.plover({"relation_type": "general", "change": "restored"}) == "SUPPORT"
    assert relations.plover({"relation_type": "general", "change": "stated"}) is None
    assert TABLES["investment_rankings"].plover({"metric": "donor", "rank_kind": "exact"}) is None
    assert load_plover().quad("ASSAULT:targeted") == 4


def test_the_intensity_of_an_event_goes_with_its_quad_class() -> None:
    plover = load_plover()
    for name in plover.names:
        # The manual has requests, which are verbal conflict, at and about nought.
        lowest, highest = (0, 10) if plover.quad(name) < 3 else (-10, 0.5 if name.startswith("REQUEST") else -1)
        assert lowest <= plover.intensity(name) <= highest, name
    assert plover.intensity("CONSULT") == 2.5
    assert plover.intensity("CONSULT:visit") == 4
    assert plover.intensity("PROTEST:vandalize") == plover.intensity("PROTEST") == -5


def test_the_terms_of_an_events_type_are_the_types_of_plover() -> None:
    types = {term.name: term.definition for term in TABLES["events"].column("event_type").terms}
    assert types == {type_.name: type_.definition for type_ in load_plover().types}


def test_which_tables_are_events_and_between_whom() -> None:
    roles = {name: (table.event.source, table.event.target) for name, table in TABLES.items() if table.event}
    assert roles == {
        "relations": ("subject", "object"), "incidents": ("actors", "targets"), "sanctions": ("senders", "targets"),
    }  # fmt: skip
    mutual = {term.name for term in TABLES["incidents"].column("incident_type").terms if term.mutual}
    assert mutual == {"meeting", "clash"}


def test_every_count_and_every_place_in_a_text_has_a_unit() -> None:
    for table in TABLES.values():
        for column in table.columns:
            counted = column.kind == "integer" and column.description.startswith(("How many", "Of how many"))
            assert bool(column.unit) or not (counted or column.kind == "offset"), f"{table.name}.{column.name}"


CASES = [
    ("relations.toml", 'title = "Relations"', 'titel = "Relations"', "unknown key 'titel'"),
    ("relations.toml", 'kind = "actor"', 'kind = "actress"', "unknown kind 'actress'"),
    ("relations.toml", 'name = "object"', 'name = "subject"', "column 'subject' is declared twice"),
    ("relations.toml", 'name = "alliance"', 'name = "diplomatic"',
     "term 'diplomatic' of 'relation_type' is declared twice"),
    ("relations.toml", re.compile('definition = "Kept.*"'), "", "definition is missing"),
    ("relations.toml", 'plover = "none"', 'plover = "NOTHING"', "unknown PLOVER type 'NOTHING'"),
    ("relations.toml", 'plover = "none"', "", "term 'absent' has no PLOVER type"),
    ("relations.toml", "hostility = \"SUPPORT\"", "enmity = \"SUPPORT\"", "unknown name 'enmity'"),
    ("relations.toml", '"relation_type", "change", "factuality"', '"relation_type", "changes"',
     "column 'changes' is not declared"),
    ("relations.toml", 'table = "sentences"', 'table = "sentence"', "unknown name 'sentence'"),
    ("relations.toml", 'title = "Relations"', "title = Relations", "not TOML"),
    ("relations.toml", "[[foreign_key]]", "[foreign_key]", "not TOML"),
    ("relations.toml", "required = true", 'required = "yes"', "required is 'yes'"),
    ("common.toml", "minimum = 0", 'minimum = "0"', "minimum is '0'"),
    ("common.toml", 'column = "factuality"', 'column = "fact"', "no column 'fact' in this file"),
    ("plover.toml", "quad = 1", "quad = 7", "quad is 7"),
    ("plover.toml", "intensity = 2.5", "intensity = 25", "intensity is 25"),
    ("plover.toml", "intensity = 2.5", "", "intensity is None"),
    ("plover.toml", "{ visit = 4,", "{ visits = 4,", "unknown key 'visits'"),
    ("relations.toml", 'source = "subject"', 'source = "sender"', "unknown name 'sender'"),
    ("relations.toml", 'source = "subject", ', "", "source is missing"),
    ("sanctions.toml", 'event_target = "supporters"', 'event_target = "backers"', "unknown name 'backers'"),
    ("incidents.toml", "mutual = true", 'mutual = "yes"', "mutual is 'yes'"),
    ("events.toml", 'terms = "plover"', 'terms = "cameo"', "unknown set of terms 'cameo'"),
    ("documents.toml", 'unique = [["path"', 'unique = [["paths"', "unknown name 'paths'"),
    ("documents.toml", 'unique = [["path", "part"]', 'unique = ["path"', "unique is not"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "before", "after", "message"), CASES, ids=[case[3] for case in CASES])
def test_a_mistake_is_named_with_file_line_and_way_out(
    tmp_path: Path, file: str, before: str | re.Pattern[str], after: str, message: str
) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "codebook"))
    text = (folder / file).read_text("utf-8")
    pattern = re.compile(re.escape(before)) if isinstance(before, str) else before
    assert pattern.search(text)
    (folder / file).write_text(pattern.sub(after, text, count=1), "utf-8")
    with pytest.raises(CodebookError) as raised:
        load_tables(folder)
    assert message in raised.value.message
    assert raised.value.file == folder / file
    assert raised.value.way_out
    line = (folder / file).read_text("utf-8").split("\n")[raised.value.line - 1]
    # The line is that of the mistake, or of the entry that lacks something.
    assert after.rpartition(" = ")[2] in line or line.startswith("[[")


def test_bytes_that_are_not_utf8(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "codebook"))
    with (folder / "common.toml").open("ab") as file:
        file.write(b"# \xff\n")
    lines = (folder / "common.toml").read_bytes().count(b"\n")
    with pytest.raises(CodebookError, match=f"common.toml, line {lines}: not UTF-8. Save the file as UTF-8"):
        load_tables(folder)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"common\.toml, line 1: cannot be read: No such file"):
        load_tables(tmp_path)
