from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.corrections.apply import applied
from flows.corrections.read import read_corrections
from flows.job import Job
from flows.pipeline import build, verify_release
from schemas.codebook.errors import CodebookError
from schemas.validate import Validated
from tests.corrections.conftest import HEAD, NEWS, Correct

Frames = dict[str, pl.DataFrame]


def one(frames: Frames, table: str, record_id: str) -> dict[str, Any]:
    return frames[table].row(by_predicate=pl.col("record_id") == record_id, named=True)


def evidence(made: Validated, record_id: str, field: str) -> list[dict[str, Any]]:
    rows = made.frames["evidence"].filter((pl.col("record_id") == record_id) & (pl.col("field") == field))
    return rows.sort("part").to_dicts()


def change(record: str, more: str, *, name: str = "a") -> str:
    return f'[[correction]]\nid = "{name}"\naction = "change"\nrecord = "{record}"\n{HEAD}{more}'


def withdrawal(record: str, expect: str, *, name: str = "a") -> str:
    return f'[[correction]]\nid = "{name}"\naction = "withdraw"\nrecord = "{record}"\n{HEAD}expect = {{ {expect} }}\n'


ADDED = f"""[[correction]]
id = "praise"
action = "add"
table = "relations"
document = "news"
quote = "Peru praised Iceland"
{HEAD}expect = {{ records = 0 }}
set = {{ subject = "PER", object = "ISL", relation_type = "alliance", change = "stated", factuality = "actual" }}
words = {{ subject = "Peru", object = "Iceland" }}
"""


def test_a_change_keeps_the_identifier_and_has_words_of_its_own(
    correct: Correct, seizure: str, as_read: Frames
) -> None:
    made = correct(change(seizure, 'expect.item = "iceland"\nset.item = "boat"\nwords.item = "boats"\n', name="boats"))
    before, after = one(as_read, "incidents", seizure), one(made.frames, "incidents", seizure)
    assert {name for name in before if before[name] != after[name]} == {"item"}
    assert after["item"] == "boat"
    (row,) = evidence(made, seizure, "item")
    assert (row["words"], row["value"], row["method"], row["rule_id"]) == ("boats", "boat", "corrected", "boats")
    assert NEWS[row["start"] : row["end"]] == "boats"
    assert made.frames["evidence"].height == as_read["evidence"].height
    (listed,) = made.frames["corrections"].to_dicts()
    assert listed["record_id"] == seizure
    assert (listed["action"], listed["table"], listed["doc_id"], listed["fields"]) == (
        "change", "incidents", "news", ["item"],
    )  # fmt: skip
    assert (json.loads(listed["before"]), json.loads(listed["after"])) == ({"item": "iceland"}, {"item": "boat"})
    assert (listed["reason"], listed["reviewer"], listed["decided_on"]) == (
        "The text says so.",
        "A. Reader",
        "2026-11-23",
    )
    rule = made.frames["rules"].row(by_predicate=pl.col("rule_id") == "boats", named=True)
    assert (rule["origin"], rule["table"], rule["records"], rule["sha256"]) == (
        "correction", "incidents", 1, listed["sha256"],
    )  # fmt: skip


def test_days_follow_a_corrected_date(correct: Correct, severed: str) -> None:
    more = 'expect.date = "1932-05-03"\nset.date = 1932-05-04\nwords.date = "3 May 1932"\n'
    row = one(correct(change(severed, more)).frames, "relations", severed)
    assert (row["date"], str(row["date_first"])) == ("1932-05-04", "1932-05-04")


def test_values_that_a_list_had_before_keep_their_words(correct: Correct, seizure: str) -> None:
    more = 'expect.actors = ["NOR"]\nset.actors = ["PER", "NOR"]\nwords.actors = { PER = "Peru" }\n'
    made = correct(change(seizure, more))
    assert one(made.frames, "incidents", seizure)["actors"] == ["PER", "NOR"]
    assert [(row["part"], row["words"], row["method"]) for row in evidence(made, seizure, "actors")] == [
        (0, "Peru", "corrected"),
        (1, "Norway", "normalised"),
    ]


def test_numbers_and_empty_fields(correct: Correct, seizure: str) -> None:
    more = """clear = ["item", "targets"]
expect = { quantity = 30, item = "iceland", targets = ["ISL"], deaths = "" }
set = { quantity = 31 }
words = { quantity = "30 boats" }
"""
    made = correct(change(seizure, more))
    row = one(made.frames, "incidents", seizure)
    assert (row["quantity"], row["item"], row["targets"]) == (31.0, None, [])
    assert [r["value"] for r in evidence(made, seizure, "quantity")] == ["31"]
    assert evidence(made, seizure, "item") == []
    assert json.loads(made.frames["corrections"]["after"][0]) == {"targets": [], "item": None, "quantity": 31.0}


def test_a_change_of_the_quote_gives_values_their_words(correct: Correct, severed: str) -> None:
    quote = "Cuba severed diplomatic relations with Japan"
    more = f'expect = {{ quote = "On 3 May 1932, {quote}", factuality = "actual" }}\nquote = "{quote}"\n'
    made = correct(change(severed, more + 'set.factuality = "denied"\n'))
    row = one(made.frames, "relations", severed)
    assert (row["quote"], NEWS[row["start"] : row["end"]], row["factuality"]) == (quote, quote, "denied")
    assert [r["words"] for r in evidence(made, severed, "factuality")] == [quote]


def test_a_withdrawn_record_stands_in_the_corrections_only(correct: Correct, severed: str) -> None:
    made = correct(withdrawal(severed, 'change = "severed", subject = "CUB"', name="gone"))
    assert severed not in made.frames["relations"]["record_id"].to_list()
    assert severed not in made.frames["evidence"]["record_id"].to_list()
    (row,) = made.frames["corrections"].to_dicts()
    assert (row["record_id"], row["after"], row["fields"]) == (severed, None, [])
    assert json.loads(row["before"])["object"] == "JPN"
    assert row["quote"] == "On 3 May 1932, Cuba severed diplomatic relations with Japan"
    assert made.frames["coverage"].row(by_predicate=pl.col("doc_id") == "news", named=True)["relations"] == 1


def test_an_added_record_has_the_identifier_that_a_rule_would_give_it(
    correct: Correct, as_read: Frames, severed: str
) -> None:
    made = correct(ADDED)
    row = made.frames["relations"].row(by_predicate=pl.col("rule_id") == "praise", named=True)
    assert (row["quote"], row["sentence"], row["confidence"]) == ("Peru praised Iceland", 4, 1.0)
    assert {e["field"]: e["words"] for e in made.frames["evidence"].to_dicts() if e["rule_id"] == "praise"} == {
        "subject": "Peru", "object": "Iceland", "relation_type": "Peru praised Iceland",
        "change": "Peru praised Iceland", "factuality": "Peru praised Iceland",
    }  # fmt: skip
    # A record that is read, withdrawn and added again as it was has its own identifier again.
    said = one(as_read, "relations", severed)
    fields = ("subject", "object", "relation_type", "change", "factuality", "date")
    again = ADDED.replace("Peru praised Iceland", said["quote"])
    again = re.sub(r"set = .*", f"set = {{ {', '.join(f'{f} = {json.dumps(said[f])}' for f in fields)} }}", again)
    again = re.sub(r"words = .*\n", "", again)
    made = correct(withdrawal(severed, 'change = "severed"', name="a-gone") + again)
    assert one(made.frames, "relations", severed)["rule_id"] == "praise"


def test_a_record_that_the_schema_would_reject_can_be_mended_and_two_corrections_stand_side_by_side(
    correct: Correct, seizure: str
) -> None:
    text = change(seizure, 'expect.item = "iceland"\nset.item = "boat"\nwords.item = "boats"\n', name="b")
    text += change(seizure, 'expect.quantity = 30\nset.quantity = 3\nwords.quantity = "30"\n', name="a")
    row = one(correct(text).frames, "incidents", seizure)
    assert (row["item"], row["quantity"]) == ("boat", 3.0)


def wrong(record: str, other: str, incident: str) -> dict[str, tuple[str, str]]:
    """Return corrections that do not fit, with the line and what is said of it."""
    item = 'expect.item = "iceland"\n'
    return {
        "no record": (change("rel-000000000000", 'expect.change = "severed"\nset.change = "suspended"\n'),
                      rf"line 4: .*there is no record 'rel-000000000000' to change \({record} say what it expects\)"),
        "already so": (change("rel-000000000000", 'expect.change = "absent"\nset.change = "severed"\n'),
                       rf"there is no record .*{record} say already what it sets"),
        "guard": (change(record, 'expect.change = "suspended"\nset.change = "severed"\n'),
                  f'line 8: .*its guard fails: change of record {record} is "severed" now, and it expects "suspended"'),
        "guard of nothing": (withdrawal(incident, 'deaths = 3'), 'deaths of record .* is "" now, and it expects 3'),
        "guard of the quote": (withdrawal(record, 'quote = "Cuba"'), 'quote of record .* is "On 3 May 1932'),
        "guard of another field": (change(record, 'expect.subject = "CUB"\nset.change = "suspended"\n'),
                                   'its guard does not say what change was before. Add change = "severed" to expect'),
        "unknown field": (change(record, 'expect.change = "severed"\nset.colour = "red"\n'),
                          "line 9: .*relations has no field 'colour' that a correction can give. The fields are sub"),
        "a column not read": (change(record, 'expect.rule_id = "x"\nset.rule_id = "y"\n'), "no field 'rule_id'"),
        "unknown term": (change(record, 'expect.change = "severed"\nset.change = "red"\n'),
                         "line 9: .*change has no term 'red'. Its terms are established, "),
        "a name in place of a code": (
            change(record, 'expect.object = "JPN"\nset.object = "South Korea"\nwords.object = "Korea"\n'),
            "line 9: .*object is 'South Korea', whose code is KOR. Write KOR"),
        "a code that is nobody's": (
            change(record, 'expect.object = "JPN"\nset.object = "ZZZ"\nwords.object = "Korea"\n'),
            "line 9: .*object is 'ZZZ', and nobody has that code. Write a code of ISO 3166-1"),
        "a list with such a name": (
            change(incident, 'expect.actors = ["NOR"]\nset.actors = ["PER", "Iceland"]\n'),
            "line 9: .*actors is 'Iceland', whose code is ISL. Write ISL"),
        "no number": (change(incident, 'expect.quantity = 30\nset.quantity = "31"\n'),
                      "line 9: .*quantity is '31', not a number"),
        "no whole number": (change(incident, 'expect.deaths = ""\nset.deaths = 1.5\n'), "deaths is 1.5, not a whole"),
        "no list": (change(incident, 'expect.actors = ["NOR"]\nset.actors = "PER"\n'),
                    r'actors is \'PER\', and the column holds a list. Write actors = \["..."\]'),
        "blank": (change(incident, f'{item}set.item = " "\n'), r'item is blank. .*write clear = \["item"\]'),
        "no words": (change(incident, f'{item}set.item = "boat"\n'),
                     "no words are given for item = 'boat'. Write words = { item = \"...\" }"),
        "words of a list in one": (
            change(incident, 'expect.actors = ["NOR"]\nset.actors = ["PER"]\nwords.actors = "Peru"\n'),
            r'line 10: .*not given value by value. Write words = { actors = { "PER" = "..." } }'),
        "words that are not there": (change(incident, f'{item}set.item = "boat"\nwords.item = "ships"\n'),
                                     "line 10: .*document 'news': the document does not hold the words 'ships'"),
        "words in other capitals": (change(incident, f'{item}set.item = "boat"\nwords.item = "BOATS"\n'),
                                    "It holds 'boats': write that"),
        "words in two places": (
            change(record, 'expect.speaker = ""\nset.speaker = "CUB"\n'
                           'words.speaker = { text = "Cuba", occurrence = 9 }\n'),
            "line 10: .*the words 'Cuba' stand 3 times in the document, not 9. Write an occurrence of 1 to 3"),
        "an ambiguous quote": (ADDED.replace('"Peru praised Iceland"', '"Cuba"'),
                               r"line 6: .*'Cuba' stand 3 times in it.*occurrence = 1 }: occurrence 1 is 'he seas On"),
        "the schema": (change(record, 'expect.date = "1932-05-03"\nset.date = "May"\nwords.date = "3 May 1932"\n'),
                       rf'line 9: .*rejects record {record} as corrected: relations, date is "May": not an EDTF date'),
        "the schema, of a cleared field": (change(record, 'expect.change = "severed"\nclear = ["change"]\n'),
                                           "relations, change is null: the column must be filled"),
        "the schema, of whole rows": (
            change(record, 'expect.object = "JPN"\nset.object = "CUB"\nwords.object = "Cuba"\n'),
            "subject and object are the same"),
        "the same as another": (
            change(record, 'expect = { subject = "CUB", object = "JPN", change = "severed", date = "1932-05-03" }\n'
                           'set = { subject = "KHM", object = "KOR", change = "established", date = "1997" }\n'
                           'words = { subject = "Cambodia", object = "Korea", change = "established", date = "1997"'
                           ' }\n'),
            f"record {record} then says the same as record {other}"),
        "an addition that is there": (
            ADDED.replace('"Peru praised Iceland"', '"Peru praised"') + ADDED.replace('"praise"', '"praise2"'),
            r"line 13: .*the record that it adds is there already: rel-[0-9a-f]{12} \(by correction 'praise'\)"),
        "an addition where something is read": (
            ADDED.replace('"Peru praised Iceland"', '"established diplomatic relations"'),
            rf"its guard fails: 1 records of relations \({other}\) are read from the quote's words now, "),
        "no document": (ADDED.replace('"news"', '"olds"'), "line 5: .*there is no document 'olds'"),
    }  # fmt: skip


@pytest.mark.parametrize("case", list(wrong("", "", "")))
def test_a_correction_that_does_not_fit_is_named_by_file_line_and_value(
    correct: Correct, severed: str, seizure: str, as_read: Frames, case: str
) -> None:
    relations = as_read["relations"]
    other = relations.row(by_predicate=pl.col("change") == "established", named=True)["record_id"]
    text, said = wrong(severed, other, seizure)[case]
    with pytest.raises(CodebookError, match=said.replace("{ ", r"\{ ").replace(" }", r" \}")) as raised:
        correct(text)
    assert re.match(r".*some\.toml, line \d+: correction '\S+': ", str(raised.value))
    assert "\n" not in str(raised.value)


def test_a_correction_cannot_have_the_name_of_a_rule(severed: str, as_read: Frames, tmp_path: Path) -> None:
    (tmp_path / "some.toml").write_text(withdrawal(severed, 'change = "severed"', name="my-rule"), encoding="utf-8")
    rows = {name: frame.to_dicts() for name, frame in as_read.items()}
    rows["rules"].append({"rule_id": "my-rule"})
    with pytest.raises(CodebookError, match=r"line 2: correction 'my-rule': is the id of a rule of the codebook"):
        applied(rows, read_corrections(tmp_path))


def test_corrections_survive_a_rebuild_and_a_release_of_them_verifies(raw: Path, tmp_path: Path, seizure: str) -> None:
    folder = tmp_path / "corrections"
    folder.mkdir()
    text = change(seizure, 'expect.item = "iceland"\nset.item = "boat"\nwords.item = "boats"\n') + ADDED
    (folder / "some.toml").write_text(text, encoding="utf-8")
    plain = build(Job(raw, tmp_path / "plain"))
    published = build(Job(raw, tmp_path / "outputs", corrections=folder))
    assert published.version != plain.version
    assert verify_release(published.folder, raw).problems == ()
    assert published.frames["corrections"]["correction_id"].to_list() == ["a", "praise"]
    # Another file with the same corrections, in another order and layout, makes the same release.
    (folder / "some.toml").unlink()
    (folder / "other.toml").write_text(ADDED + "# now below\n" + text.removesuffix(ADDED), encoding="utf-8")
    assert build(Job(raw, tmp_path / "again", corrections=folder)).version == published.version


def test_a_correction_that_does_not_fit_publishes_nothing(raw: Path, tmp_path: Path, severed: str) -> None:
    outputs = tmp_path / "outputs"
    last = build(Job(raw, outputs))
    log = (outputs / "releases.jsonl").read_bytes()
    folder = tmp_path / "corrections"
    folder.mkdir()
    (folder / "some.toml").write_text(withdrawal(severed, 'change = "absent"'), encoding="utf-8")
    with pytest.raises(CodebookError, match="its guard fails"):
        build(Job(raw, outputs, corrections=folder))
    assert [entry.name for entry in (outputs / "releases").iterdir()] == [last.version]
    assert (outputs / "releases.jsonl").read_bytes() == log


def test_corrections_beside_the_sources_are_found(tmp_path: Path, severed: str) -> None:
    sources = tmp_path / "raw"
    sources.mkdir()
    (sources / "news.txt").write_text(NEWS, encoding="utf-8")
    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections" / "bad.toml").write_text("[[correction]]\n", encoding="utf-8")
    with pytest.raises(CodebookError, match=r"bad.toml, line 1: action is None"):
        build(Job(sources, tmp_path / "outputs"))
    assert not (tmp_path / "outputs").exists()
