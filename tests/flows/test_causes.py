from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from flows.causes import CAUSES, Fault, Read, faults
from flows.extract.claims import Extraction, Outcome, SentenceOutcome
from flows.extract.explain import Attempt, Explained, Reached
from flows.ingest.document import Document, Metadata
from flows.scoring import Scored
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.rulebook import Rules, load_rules

Record = dict[str, Any]

FIRST, SECOND = "Cuba cut its ties with Japan. ", "It rained."
TEXT = FIRST + SECOND
TIE: Record = {
    "subject": "CUB",
    "object": "JPN",
    "relation_type": "general",
    "change": "severed",
    "factuality": "actual",
    "date": "",
    "span": [0, 28],
}
CLOSURE: Record = {
    "incident_type": "closure",
    "actors": ["CUB"],
    "targets": [],
    "location": None,
    "date": "",
    "factuality": "actual",
    "span": [0, 28],
}
KNOWN = load_rules()
SEVERED = replace(
    next(rule for rule in KNOWN if rule.table == "relations"),
    id="relations.cut",
    set={"relation_type": "general", "change": "severed"},
    kinds={},
)
RULES = Rules((SEVERED,), {}, {})


def read(
    gold: Sequence[Record] = (),
    rows: Sequence[Record] = (),
    *,
    table: str = "relations",
    outcome: Outcome = "no_claim",
    attempts: Sequence[Attempt] = (),
    rules: Rules | None = RULES,
    also: dict[str, Sequence[Record]] | None = None,
) -> Read:
    document = Document("one", "one.txt", "0" * 64, "utf-8", len(TEXT), TEXT, Metadata())
    sentences = (
        SentenceOutcome(0, 0, len(FIRST) - 1, outcome),
        SentenceOutcome(1, len(FIRST), len(TEXT), "screened_out"),
    )
    empty: dict[str, Sequence[Record]] = dict.fromkeys(CLAIM_TABLES, ())
    of_gold, of_rows = {**empty, table: gold, **(also or {})}, {**empty, table: rows}
    explained = {0: Explained(0, len(FIRST) - 1, "cut(agent=Cuba)", tuple(attempts))}
    return Read(Scored("one", of_gold, of_rows), Extraction(document, sentences, ()), explained, rules)


def attempt(reached: Reached, key: str = "", start: int = 5) -> Attempt:
    return Attempt(SEVERED, "cut", start, reached, key, f"{reached} {key}")


def only(one: Read, table: str = "relations") -> Fault:
    (fault,) = (fault for fault in faults(one) if fault.table == table)
    return fault


def row(record: Record, **changes: Any) -> Record:
    return {**record, "record_id": "rel-1", "rule": "relations.cut", "evidence": {}, **changes}


def test_what_is_right_is_no_fault() -> None:
    assert not list(faults(read([TIE], [row(TIE)])))


def test_a_near_hit_is_told_once_with_what_differs() -> None:
    fault = only(read([TIE], [row(TIE, relation_type="diplomatic", date="1959")]))
    assert (fault.cause, fault.about, fault.differs) == ("near", "relation_type", ("relation_type", "date"))
    assert fault.gold is TIE
    assert fault.row is not None


def test_another_record_of_the_same_words_is_told_once() -> None:
    fault = only(read([TIE], [row(TIE, object="PRK")]))
    assert (fault.cause, fault.about) == ("other", "parties")
    assert fault.differs == ("parties",)


@pytest.mark.parametrize(
    ("attempts", "cause", "about"),
    [
        ([], "no predicate", "general/severed"),
        ([attempt("condition", "where theme")], "condition", "relations.cut where theme"),
        ([attempt("unread", "subject and object")], "actors", "relations.cut subject and object"),
        ([attempt("unread", "any actor or place")], "actors", "relations.cut any actor or place"),
        ([attempt("unread", "date")], "unread", "relations.cut date"),
        ([attempt("outranked")], "outranked", "relations.cut"),
        ([attempt("gave")], "lost", "relations.cut"),
        ([attempt("condition", "form"), attempt("unread", "subject and object")], "actors", None),
        ([attempt("gave", start=28)], "no predicate", None),  # beyond the record's words: of something else
        ([attempt("condition", "form", start=28)], "condition", None),
        ([attempt("unread", "date", start=28), attempt("condition", "form")], "condition", None),
    ],
)
def test_a_miss_has_the_cause_that_came_nearest(attempts: list[Attempt], cause: str, about: str | None) -> None:
    fault = only(read([TIE], attempts=attempts))
    assert fault.cause == cause
    assert about in (None, fault.about)
    assert bool(fault.notes) == (cause != "no predicate")
    assert [s.clauses for s in fault.sentences] == [("cut(agent=Cuba)",)]


def test_a_record_that_went_into_another_row_is_told_with_that_row() -> None:
    other = row(TIE, object="PRK", span=[30, 40], evidence={"change": [{"start": 5}]})
    fault = next(fault for fault in faults(read([TIE], [other], attempts=[attempt("gave")])) if fault.gold)
    assert fault.cause == "lost"
    assert any("evidence of rel-1: CUB, PRK" in note for note in fault.notes)


def test_a_record_that_no_rule_can_give() -> None:
    assert only(read([{**TIE, "change": "restored"}])).cause == "no rule"


def test_a_record_of_a_sentence_that_was_screened_out() -> None:
    assert only(read([TIE], outcome="screened_out")).cause == "not read"


def test_an_engine_without_rules_has_a_miss_without_a_reason() -> None:
    assert only(read([TIE], rules=None)).cause == "no row"


def test_wrong_rows_are_told_by_what_gold_has_instead() -> None:
    far = [30, 40]
    assert only(read([TIE], [row(TIE), row(TIE)])).cause == "duplicate"
    retold = only(read([TIE], [row(TIE), row(TIE, relation_type="diplomatic")]))
    assert (retold.cause, retold.differs, retold.about) == ("retold", ("relation_type",), "relations.cut")
    assert only(read([], [row(TIE)])).cause == "not gold"
    assert only(read([], [row(TIE)], also={"incidents": [CLOSURE]})).cause == "other table"
    assert only(read([TIE], [row(TIE), row(TIE, object="PRK")])).cause == "other row"
    assert only(read([TIE], [row(TIE), row(TIE, object="PRK", span=far)])).cause == "not gold"


def test_every_miss_and_every_wrong_row_is_told_once() -> None:
    missed, near, right = {**TIE, "object": "PRK"}, TIE, {**TIE, "object": "KOR", "span": [30, 40]}
    nearly = row(TIE, factuality="denied")
    wrong = row(TIE, subject="LAO", span=[30, 40])
    found = list(faults(read([missed, near, right], [row(right), nearly, wrong])))
    assert [(fault.gold, fault.row) for fault in found] == [(near, nearly), (missed, None), (None, wrong)]
    assert {fault.cause for fault in found} <= set(CAUSES)
