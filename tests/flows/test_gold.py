from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.gold import GoldError, half_named, half_of, read_gold
from flows.ingest.problems import IngestError

TEXT = "Cuba severed diplomatic relations with Japan on 3 May 1932.\n"
GOLD: dict[str, Any] = {
    "doc": "ties01",
    "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
    "published_on": "1932-05-04",
    "relations": [
        {
            "subject": "CUB",
            "object": "JPN",
            "relation_type": "diplomatic",
            "change": "severed",
            "factuality": "actual",
            "date": "1932-05-03",
            "span": [0, 59],
        }
    ],
    "incidents": [],
    "sanctions": [],
    "investment_rankings": [],
}
INCIDENT = {
    "incident_type": "visit",
    "actors": ["CUB"],
    "targets": [],
    "location": None,
    "location_country": None,
    "date": "",
    "factuality": "actual",
    "item": None,
    "quantity": None,
    "unit": None,
    "deaths": None,
    "injuries": None,
    "span": [0, 4],
}


def write(folder: Path, gold: object = GOLD, name: str = "ties01") -> Path:
    (folder / f"{name}.txt").write_text(TEXT, encoding="utf-8", newline="")
    (folder / f"{name}.json").write_text(gold if isinstance(gold, str) else json.dumps(gold), encoding="utf-8")
    return folder


def tie(**changes: object) -> dict[str, Any]:
    return {**GOLD, "relations": [{**GOLD["relations"][0], **changes}]}


def incident(**changes: object) -> dict[str, Any]:
    return {**GOLD, "incidents": [INCIDENT, {**INCIDENT, **changes}]}


def without(gold: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in gold.items() if name != key}


def test_a_gold_folder_gives_its_documents_with_their_dates(tmp_path: Path) -> None:
    (one,) = read_gold(write(tmp_path))
    assert one.document.text == TEXT
    assert one.document.metadata.published_on == date(1932, 5, 4)
    assert one.tables["relations"] == (GOLD["relations"][0],)


def test_a_document_without_a_date_has_none(tmp_path: Path) -> None:
    (one,) = read_gold(write(tmp_path, {**GOLD, "published_on": None}))
    assert one.document.metadata.published_on is None


def test_a_field_that_a_match_does_not_need_may_be_left_out(tmp_path: Path) -> None:
    bare = {**GOLD, "incidents": [without(INCIDENT, "deaths")]}
    assert "deaths" not in read_gold(write(tmp_path, bare))[0].tables["incidents"][0]


@pytest.mark.parametrize(
    ("gold", "said"),
    [
        ("{", "ties01.json: line 1: is not JSON"),
        ([], "ties01.json: is no JSON object"),
        (without(GOLD, "sanctions"), "ties01.json: sanctions: is missing; a table without records is []"),
        ({**GOLD, "claims": []}, "ties01.json: claims: unknown key; the keys are doc,"),
        ({**GOLD, "doc": "ties02"}, "ties01.json: doc: 'ties02' is not 'ties01'"),
        ({**GOLD, "sha256": "0"}, "ties01.json: sha256: is not the digest of ties01.txt"),
        ({**GOLD, "published_on": "May"}, "ties01.json: published_on: 'May' is not a day"),
        ({**GOLD, "relations": {}}, "ties01.json: relations: is no list of records"),
        ({**GOLD, "relations": ["x"]}, "ties01.json: relations[0]: is no record"),
        (tie(span=[0, 61]), "ties01.json: relations[0].span: [0, 61] is no span of a text of 60 characters"),
        (tie(span=[4, 4]), "ties01.json: relations[0].span: [4, 4] is no span"),
        (tie(span=[4]), "ties01.json: relations[0].span: [4] is no span"),
        (tie(change="cut"), 'ties01.json: relations[0].change: "cut" is not a term of the codebook; the terms are'),
        (tie(date="May 1932"), 'ties01.json: relations[0].date: "May 1932" is not an EDTF date'),
        (tie(subject=None), "ties01.json: relations[0].subject: null is missing"),
        (tie(party="X"), "ties01.json: relations[0].party: unknown field; the fields are subject,"),
        (
            {**GOLD, "relations": [without(GOLD["relations"][0], "change")]},
            "ties01.json: relations[0].change: is missing; without it the record cannot be matched",
        ),
        (incident(actors="CUB"), 'ties01.json: incidents[1].actors: "CUB" is no list'),
        (incident(actors=[""]), 'ties01.json: incidents[1].actors: [""] is no text'),
        (incident(deaths="two"), 'ties01.json: incidents[1].deaths: "two" is no integer'),
        (incident(deaths=1.5), "ties01.json: incidents[1].deaths: 1.5 is no integer"),
        (incident(quantity=True), "ties01.json: incidents[1].quantity: true is no number"),
    ],
)
def test_a_mistake_is_told_by_file_and_key(tmp_path: Path, gold: object, said: str) -> None:
    with pytest.raises(GoldError) as caught:
        read_gold(write(tmp_path, gold))
    assert str(caught.value).startswith(str(tmp_path / said))


def test_a_text_without_gold_and_gold_without_a_text_are_mistakes(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "other.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(GoldError, match=r"other\.txt: has no gold file; write other\.json"):
        read_gold(tmp_path)
    (tmp_path / "other.txt").rename(tmp_path / "other.json")
    with pytest.raises(GoldError, match=r"other\.json: has no text; add other\.txt"):
        read_gold(tmp_path)


def test_an_empty_or_missing_folder_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="holds no gold document"):
        read_gold(tmp_path)
    with pytest.raises(IngestError, match="no such file or directory"):
        read_gold(tmp_path / "missing")


def test_a_date_that_contradicts_the_metadata_is_a_mistake(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "ties01.toml").write_text("published_on = 1932-05-05\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"published_on: '1932-05-04' is not the day in ties01\.toml, 1932-05-05"):
        read_gold(tmp_path)


@pytest.mark.parametrize(
    ("name", "half"), [("rel01", "seen"), ("rel10", "held-out"), ("a2b11", "seen"), ("0", "held-out"), ("rel", None)]
)
def test_the_half_of_a_document_is_told_by_its_number(name: str, half: str | None) -> None:
    assert half_of(name) == half


def test_a_half_of_documents_without_numbers_is_a_mistake(tmp_path: Path) -> None:
    gold = read_gold(write(tmp_path, {**GOLD, "doc": "ties"}, "ties"))
    assert half_named(gold, tmp_path, "all") is None
    with pytest.raises(GoldError, match=r"ties\.txt: its name ends in no number"):
        half_named(gold, tmp_path, "seen")
