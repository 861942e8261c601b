from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.extract.rules_engine import RulesEngine
from flows.extract.touching import Touching, touching
from flows.ingest.document import Document, Metadata
from flows.resolve.rows import resolve
from schemas.codebook.rulebook import Rules, load_rules

TEXTS = sorted({example.text for rule in load_rules() for example in rule.examples[:1]})


def document(text: str) -> Document:
    return Document("one", "one.txt", "0" * 64, "utf-8", len(text), text, Metadata())


def test_a_rule_can_touch_the_texts_of_its_own_examples() -> None:
    for rule in load_rules():
        for example in rule.examples:
            if any(row for row in example.rows):
                assert touching().rules(example.text), (rule.id, example.text)


def test_most_rules_touch_nothing_in_a_short_text() -> None:
    found = touching().rules("Cuba cut its ties with Seoul in 1959. It restored them in 2024.")
    assert "relations.tie-severed" in found
    assert len(found) < len(load_rules().rules) / 8
    assert not touching().rules("Roses bloomed.")


def test_a_text_that_is_no_unicode_is_looked_through() -> None:
    assert "relations.tie-severed" in touching().rules("\ud800 They severed ties \udfff")


@pytest.fixture(scope="module")
def engine(parser: Any) -> RulesEngine:
    return RulesEngine(parser)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4).map(" ".join))
def test_rules_that_cannot_touch_a_text_can_go_without_a_row_of_it_changing(engine: RulesEngine, text: str) -> None:
    there = touching().rules(text)
    rules = engine.rules
    fewer = Rules(tuple(rule for rule in rules if rule.id in there), rules.classes, rules.kinds)
    kept = [document(text)]
    few = RulesEngine(engine.parser, fewer)
    assert resolve(few.extract(kept)).tables == resolve(engine.extract(kept)).tables


def test_a_rule_whose_words_cannot_be_looked_for_touches_everything() -> None:
    rules = load_rules()
    free = replace(rules.rules[0], predicate=frozenset({"*any"}), where={})
    assert Touching(Rules((free,), rules.classes, rules.kinds)).rules("The roses did well.") == {free.id}
