"""What holds of every extraction, whatever the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.extract.claims import Engine, Extraction
from flows.extract.rules_engine import RulesEngine
from flows.ingest.document import Document, Metadata
from flows.ingest.read import read_document
from flows.language.parse import Parser
from flows.language.trees import Tree
from schemas.codebook.rulebook import load_rules

RAW = Path(__file__).parents[2] / "raw"
PHRASES = [rule.examples[0].text for rule in load_rules()]


@pytest.fixture(scope="module")
def engine(parser: Any) -> RulesEngine:
    return RulesEngine(parser)


def document(text: str, name: str = "one") -> Document:
    return Document(name, f"{name}.txt", "0" * 64, "utf-8", len(text.encode("utf-8", "replace")), text, Metadata())


def only(engine: Engine, text: str) -> Extraction:
    (found,) = engine.extract([document(text)])
    return found


def check_spans(found: Extraction) -> None:
    length = len(found.document.text)
    for claim in found.claims:
        assert 0 <= claim.start < claim.end <= length
        for evidence in claim.evidence:
            assert 0 <= evidence.start < evidence.end <= length
            assert found.document.text[evidence.start : evidence.end].strip()
    ends = [0]
    for sentence in found.sentences:
        assert ends[-1] <= sentence.start < sentence.end <= length
        ends.append(sentence.end)


def test_spans_of_the_article_hold_their_words(engine: RulesEngine) -> None:
    (found,) = engine.extract([read_document(RAW / "north-korea-diplomatic-failure.txt")])
    assert len(found.claims) > 40
    check_spans(found)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_any_text_is_read_without_a_crash(engine: RulesEngine, text: str) -> None:
    check_spans(only(engine, text))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=6))
def test_a_document_does_not_change_another(engine: RulesEngine, phrases: list[str]) -> None:
    alone = [only(engine, phrase).claims for phrase in phrases]
    together = engine.extract([document(phrase, f"d{index}") for index, phrase in enumerate(phrases)])
    assert [found.claims for found in together] == alone


@pytest.fixture(scope="module")
def parsed(engine: RulesEngine) -> Callable[[str], list[str]]:
    """What tells which sentences of a text the engine parses."""

    def of(text: str) -> list[str]:
        seen: list[str] = []

        class Noting(Parser):
            def parse(self, sentences: Iterable[tuple[str, int]]) -> Iterator[Tree]:
                for tree in super().parse(sentences):
                    seen.append(tree.text)
                    yield tree

        fields = {name: getattr(engine.parser, name) for name in Parser.__dataclass_fields__}
        only(RulesEngine(Noting(**fields), engine.rules), text)
        return seen

    return of


QUIET = "The weather was mild. Birds sang in the garden."


def test_only_sentences_that_can_claim_are_parsed(parsed: Callable[[str], list[str]]) -> None:
    claim = "Chile severed relations with Peru in 1879."
    assert parsed(f"{QUIET} {claim} {QUIET}") == [claim]


@pytest.mark.parametrize("who", ["It", "The country", "The government"])
def test_who_is_meant_is_looked_for_in_the_whole_document(parsed: Callable[[str], list[str]], who: str) -> None:
    text = f"Chile lies on the Pacific. {who} severed relations with Peru in 1879. The weather was mild."
    assert sorted(parsed(text)) == sorted(text.replace(". ", ".|").split("|"))


def test_a_date_is_looked_for_only_where_times_are_told(parsed: Callable[[str], list[str]]) -> None:
    dated, claim = "Rain fell on 3 May 1999.", "Nine days later Chile severed relations with Peru."
    assert sorted(parsed(f"{QUIET} {dated} {QUIET} {claim}")) == sorted([dated, claim])


def test_a_text_without_a_trigger_is_screened_out(engine: RulesEngine) -> None:
    found = only(engine, "The weather was mild. Birds sang in the garden.")
    assert [sentence.outcome for sentence in found.sentences] == ["screened_out", "screened_out"]
    assert not found.claims


def test_a_sentence_with_actor_and_trigger_but_no_claim_is_told(engine: RulesEngine) -> None:
    found = only(engine, "Peru has many relations. Chile visited Peru in 1990.")
    missed, claimed = found.sentences
    assert missed.outcome == "no_claim"
    assert "PER" in missed.actors
    assert "relation" in missed.triggers
    assert claimed.outcome == "claim"


def test_relative_dates_need_the_date_of_the_document(engine: RulesEngine) -> None:
    text = "Kenya's president visited Uganda on Friday."
    undated = only(engine, text)
    (dated,) = engine.extract([replace(document(text), metadata=Metadata(published_on=date(2015, 5, 20)))])
    assert [claim.values("date") for claim in undated.claims] == [()]
    assert [claim.values("date") for claim in dated.claims] == [("2015-05-15",)]


def test_version_names_codebook_and_parser(engine: RulesEngine) -> None:
    assert engine.name == "rules"
    assert "codebook" in engine.version
    assert engine.parser.version in engine.version


def ties(engine: RulesEngine, text: str) -> list[tuple[object, ...]]:
    claims = [claim for claim in only(engine, text).claims if claim.table == "relations"]
    return [(*claim.values("subject"), *claim.values("object"), *claim.values("change")) for claim in claims]


def test_a_tie_named_without_parties_is_that_just_told_of(engine: RulesEngine) -> None:
    told = "Relations between Chile and Peru were broken off in 1879."
    assert ties(engine, f"{told} Diplomatic relations were restored in 1929.") == [
        ("CHL", "PER", "severed"),
        ("CHL", "PER", "restored"),
    ]


def test_a_tie_without_parties_is_left_where_others_are_named_or_nothing_was_told(engine: RulesEngine) -> None:
    told = "Relations between Chile and Peru were broken off in 1879."
    assert ties(engine, f"{told} Bolivia objected when relations were restored in 1929.") == [("CHL", "PER", "severed")]
    assert ties(engine, f"{told} Relations with its neighbours were restored in 1929.") == [("CHL", "PER", "severed")]
    assert ties(engine, "Chile and Peru slept. Diplomatic relations were restored in 1929.") == []


def test_days_later_are_counted_from_the_last_date_of_the_text(engine: RulesEngine) -> None:
    text = "On 14 July Kenya closed its border with Uganda. Four days later Kenya recalled its ambassador from Uganda."
    (found,) = engine.extract([replace(document(text), metadata=Metadata(published_on=date(2021, 8, 24)))])
    incidents = [claim for claim in found.claims if claim.table == "incidents"]
    assert [claim.values("date") for claim in incidents] == [("2021-07-14",), ("2021-07-18",)]


def measures(engine: RulesEngine, text: str) -> list[tuple[object, ...]]:
    claims = [claim for claim in only(engine, text).claims if claim.table == "sanctions"]
    return [(*claim.values("action"), claim.values("senders"), claim.values("targets")) for claim in claims]


def test_the_sanctions_are_those_just_told_of(engine: RulesEngine) -> None:
    told = "Canada imposed sanctions on Mali in 2022."
    assert measures(engine, f"{told} The sanctions were lifted in 2023.") == [
        ("imposed", ("CAN",), ("MLI",)),
        ("lifted", ("CAN",), ("MLI",)),
    ]
    assert measures(engine, f"{told} Sanctions were lifted in 2023 on Chad.")[1:] == [("lifted", (), ("TCD",))]
    assert measures(engine, "It rained in Mali. The sanctions were lifted in 2023.") == []
