from __future__ import annotations

import re
from dataclasses import replace

from flows.corrections.read import ID
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.rule import Rule
from schemas.codebook.rule_digest import content_digest, rule_digests, rule_rows
from schemas.codebook.rulebook import Rules, load_rules

RULES = load_rules()


def digest(rule: Rule, rules: Rules = RULES) -> str:
    return rule_digests(Rules((rule,), rules.classes, rules.kinds))[rule.id]


def test_every_rule_has_a_row_and_its_id_is_none_that_a_correction_can_have() -> None:
    rows = rule_rows(RULES)
    assert [row["rule_id"] for row in rows] == [rule.id for rule in RULES]
    assert {row["table"] for row in rows} == set(CLAIM_TABLES)
    assert all(re.fullmatch("[0-9a-f]{64}", str(row["sha256"])) for row in rows)
    assert len({row["sha256"] for row in rows}) == len(rows)
    assert not [rule.id for rule in RULES if ID.fullmatch(rule.id)]


def test_what_a_rule_does_makes_its_digest_and_what_is_said_of_it_does_not() -> None:
    rule = next(rule for rule in RULES if rule.where and rule.set and rule.examples)
    path = next(iter(rule.where))
    others = [
        replace(rule, set={**rule.set, "factuality": "denied"}),
        replace(rule, predicate=rule.predicate | {"frobnicate"}),
        replace(rule, where={**rule.where, path: rule.where[path] | {"frobnicate"}}),
        replace(rule, unless={**rule.unless, "agent": frozenset({"frobnicate"})}),
        replace(rule, needs=(*rule.needs, "frobnicate")),
    ]
    assert len({digest(rule), *map(digest, others)}) == 1 + len(others)
    assert digest(replace(rule, about="Otherwise.", examples=(), near_misses=(), line=1)) == digest(rule)


def test_the_words_that_tell_a_term_are_of_the_rule() -> None:
    rule = next(rule for rule in RULES if rule.kinds)
    column = next(iter(rule.kinds))
    (term, words), *rest = RULES.kinds[column]
    kinds = {**RULES.kinds, column: ((term, words | {"frobnicate"}), *rest)}
    assert digest(rule, Rules(RULES.rules, RULES.classes, kinds)) != digest(rule)


def test_the_order_of_keys_and_of_sets_means_nothing_and_that_of_lists_does() -> None:
    one = content_digest({"a": frozenset({"x", "y"}), "b": (1, 2)})
    assert content_digest({"b": [1, 2], "a": {"y", "x"}}) == one
    assert content_digest({"b": [2, 1], "a": {"y", "x"}}) != one
