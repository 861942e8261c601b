"""What a claim's identity is: what changes the name of its record, and what does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.extract.claims import Claim, Evidence, Extraction, Scalar, SentenceOutcome
from flows.ingest.document import Document, Metadata
from flows.resolve.rows import record_name, resolve
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import load_tables

BEFORE = "An opening sentence that a later edition adds. "
TEXT = "Iran and Iraq attacked Kuwait and Oman with rockets in 1950, Peru said."
WORDS: dict[str, list[tuple[Scalar, str]]] = {
    "incident_type": [("attack", "attacked")],
    "factuality": [("actual", "attacked")],
    "actors": [("IRN", "Iran"), ("IRQ", "Iraq")],
    "targets": [("KWT", "Kuwait"), ("OMN", "Oman")],
    "item": [("rocket", "rockets")],
    "date": [("1950", "1950")],
    "speaker": [("PER", "Peru")],
}


def document(text: str = TEXT, doc_id: str = "one") -> Document:
    return Document(doc_id, f"{doc_id}.txt", "0" * 64, "utf-8", len(text), text, Metadata())


def claim(text: str = TEXT, rule: str = "incidents.attack", **changed: list[tuple[Scalar, str]]) -> Claim:
    evidence = []
    for field, values in (WORDS | changed).items():
        for value, words in values:
            start = text.index(words)
            evidence.append(Evidence(field, value, start, start + len(words), "normalised"))
    start = text.index("Iran")
    return Claim("incidents", rule, 0, start, text.index(", Peru"), text.index("attacked"), tuple(evidence))


def names(*claims: Claim, of: Document | None = None) -> list[str]:
    of = of or document()
    outcomes = (SentenceOutcome(0, 0, len(of.text), "claim", (), ()),)
    rows = resolve([Extraction(of, outcomes, claims)]).tables["incidents"]
    return [str(row["record_id"]) for row in rows]


(NAME,) = names(claim())


def test_the_name_is_that_of_the_table_and_twelve_digits_of_the_digest() -> None:
    assert re.fullmatch("inc-[0-9a-f]{12}", NAME)
    # Names are for ever: if this changes, every record of every release is another one.
    assert NAME == "inc-7d916e191370"


def test_it_stays_where_the_words_move() -> None:
    moved = BEFORE + TEXT
    assert names(claim(moved), of=document(moved)) == [NAME]


def test_it_stays_where_another_rule_reads_the_same() -> None:
    assert names(claim(rule="incidents.assault")) == [NAME]


def test_it_stays_where_the_speaker_is_read_otherwise() -> None:
    assert names(claim(speaker=[])) == names(claim(speaker=[("Iran", "Iran")])) == [NAME]


def test_it_stays_where_other_documents_and_claims_come_and_go() -> None:
    other = claim(incident_type=[("threat", "attacked")])
    assert NAME in names(other, claim())
    of = document("Iran and Iraq attacked Kuwait and Oman with rockets in 1950, Peru said. More.", "two")
    extractions = [
        Extraction(one, (SentenceOutcome(0, 0, 71, "claim", (), ()),), (claim(),)) for one in (of, document())
    ]
    rows = resolve(extractions).tables["incidents"]
    assert {row["doc_id"]: row["record_id"] for row in rows}["one"] == NAME
    assert len({row["record_id"] for row in rows}) == 2


@given(st.permutations(WORDS["actors"] + WORDS["targets"]), st.permutations(list(WORDS)))
def test_it_stays_in_any_order_of_actors_and_evidence(parties: list[tuple[Scalar, str]], fields: list[str]) -> None:
    told = claim(
        actors=[p for p in parties if p in WORDS["actors"]], targets=[p for p in parties if p in WORDS["targets"]]
    )
    ordered = sorted(told.evidence, key=lambda evidence: fields.index(evidence.field))
    assert names(replace(told, evidence=tuple(ordered))) == [NAME]


CHANGES: list[Callable[[], list[str]]] = [
    lambda: names(claim(incident_type=[("threat", "attacked")])),
    lambda: names(claim(factuality=[("denied", "attacked")])),
    lambda: names(claim(actors=WORDS["actors"][:1])),
    lambda: names(claim(actors=WORDS["targets"], targets=WORDS["actors"])),
    lambda: names(claim(item=[("missile", "rockets")])),
    lambda: names(claim(item=[])),
    lambda: names(claim(date=[("1951", "1950")])),
    lambda: names(claim(deaths=[(3, "Peru")])),
    lambda: names(claim(), of=document(doc_id="two")),
]


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_another_where_a_value_or_the_document_is(change: Callable[[], list[str]]) -> None:
    (name,) = change()
    assert name != NAME


def test_claims_that_differ_in_who_says_so_only_are_one() -> None:
    assert names(claim(), claim(speaker=[("IRN", "Iran")])) == [NAME]


@given(st.data(), st.sampled_from(CLAIM_TABLES))
def test_names_tell_apart_whatever_fields_tell_apart(data: st.DataObject, name: str) -> None:
    table = load_tables()[name]
    told = [column.name for column in table.fields if column.name != "speaker"]
    value = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=3)
    row: dict[str, object] = {}
    for field in told:
        listed = table.column(field).listed
        row[field] = data.draw(st.lists(value, max_size=2, unique=True) if listed else st.none() | value)
    changed = data.draw(st.sampled_from(told))
    listed = table.column(changed).listed
    other = row | {changed: data.draw(st.lists(value, max_size=2, unique=True) if listed else st.none() | value)}
    alike = set(row[changed]) == set(other[changed]) if listed else row[changed] == other[changed]  # type: ignore[call-overload]
    assert (record_name(table, "d", row) == record_name(table, "d", other)) == alike
    more = {column.name: "anything" for column in table.columns if column not in table.fields} | {"speaker": "x"}
    assert record_name(table, "d", row | more) == record_name(table, "d", row)
