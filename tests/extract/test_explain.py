from __future__ import annotations

from pathlib import Path

import pytest

from flows.extract.explain import Attempt, explain
from flows.extract.rules_engine import RulesEngine
from flows.ingest.document import Document, Metadata
from flows.ingest.read import read_document
from flows.language.parse import Parser
from flows.language.sentences import split_sentences

GOLD = Path(__file__).parents[1] / "gold"


@pytest.fixture(scope="module")
def engine(parser: Parser) -> RulesEngine:
    return RulesEngine(parser)


def attempts(engine: RulesEngine, text: str, rule: str) -> list[Attempt]:
    document = Document("one", "one.txt", "0" * 64, "utf-8", len(text), text, Metadata())
    return [a for sentence in explain(engine, document) for a in sentence.attempts if a.rule.id == rule]


@pytest.mark.parametrize("name", ["rel01", "inc01", "san01", "inv01"])
def test_a_rule_gave_a_claim_where_the_engine_has_one_and_nowhere_else(engine: RulesEngine, name: str) -> None:
    document = read_document(GOLD / f"{name}.txt")
    claimed = []
    for read in engine.sentences(document, [s for s in split_sentences(document.text) if s.parsable]):
        claimed.append({(claim.rule, claim.trigger) for claim in read.claims})
        assert (read.span.start, read.span.end) == (read.reading.tree.start, read.reading.tree.end)
    explained = explain(engine, document)
    assert [{(a.rule.id, a.start) for a in one.attempts if a.reached == "gave"} for one in explained] == claimed
    assert any(claimed)


def test_a_rule_that_gave_a_claim(engine: RulesEngine) -> None:
    (found,) = attempts(engine, "Cuba severed its diplomatic relations with Japan.", "relations.tie-severed")
    assert (found.reached, found.predicate, found.start) == ("gave", "sever", 5)


def test_a_condition_that_fails_is_told_with_what_stands_there(engine: RulesEngine) -> None:
    (found,) = attempts(engine, "Cuba severed its cables with Japan.", "relations.tie-severed")
    assert (found.reached, found.key) == ("condition", "where theme!")
    assert found.what.startswith("where theme!: there stands ")
    assert "cable" in found.what


def test_a_column_that_could_not_be_read_is_told(engine: RulesEngine) -> None:
    (found,) = attempts(engine, "Nobody severed diplomatic relations with Japan.", "relations.tie-severed")
    assert (found.reached, found.key) == ("unread", "subject and object")


def test_a_sentence_is_told_with_its_clauses(engine: RulesEngine) -> None:
    text = "It rained. Cuba severed its diplomatic relations with Japan."
    document = Document("one", "one.txt", "0" * 64, "utf-8", len(text), text, Metadata())
    told = explain(engine, document)
    assert [(one.start, one.end) for one in told] == [(0, 10), (11, 60)]
    assert "sever(agent=Cuba" in told[1].clauses
