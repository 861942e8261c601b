from __future__ import annotations

import re

import pytest

from flows.release.pages.wording import all_worded, place
from schemas.codebook.rule import DEGREES, ROLES
from schemas.codebook.rulebook import load_rules

RULES = load_rules()
WORDED = all_worded(RULES)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("agent", "who does it"),
        ("self.agent", "who does it"),
        ("theme!", "the thing concerned (itself, not its modifiers)"),
        ("patient.of", "the words after “of” in what it is done to"),
        ("agent+with", "who does it and the words after “with”"),
        ("from|patient.from", "the words after “from”, else the words after “from” in what it is done to"),
        ("clause[@go].to", "the words after “to” in a clause that depends on it (where that is of the class go)"),
    ],
)  # fmt: skip
def test_a_path_in_words(path: str, words: str) -> None:
    assert place(path) == words


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_has_words(role: str) -> None:
    assert re.search(r"[a-z] ", place(role))


def test_no_word_of_a_rule_is_lost_and_none_is_added() -> None:
    for one in WORDED:
        told = [(one.predicate, one.rule.predicate)]
        told += zip((c.words for c in one.where), one.rule.where.values(), strict=True)
        told += zip((c.words for c in one.unless), one.rule.unless.values(), strict=True)
        for words, lemmas in told:
            stars = {lemma for lemma in lemmas if lemma.startswith("*")}
            classed = {lemma for name in words.classes for lemma in RULES.classes[name]}
            assert classed <= lemmas, one.rule.id
            assert len(set(words.words)) == len(lemmas - classed), one.rule.id
            assert lemmas - classed - stars <= set(words.words), one.rule.id


def test_every_reading_of_a_rule_is_told() -> None:
    for one in WORDED:
        rule = one.rule
        others = sum(map(bool, (rule.pairs, rule.rank, rule.carry)))
        assert len(one.readings) == len(rule.read) + len(rule.kinds) + others, rule.id


def test_a_form_or_a_degree_is_told_where_it_narrows_the_rule() -> None:
    ally = next(one for one in WORDED if one.rule.id == "relations.ally")
    assert (ally.forms, ally.when) == ("what something is said to be", "")
    assert all(one.when == "" or len(one.rule.when) < len(DEGREES) for one in WORDED)
    assert "planned, urged or threatened" in {one.when for one in WORDED}
