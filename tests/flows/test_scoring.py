from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.scoring import (
    LEVELS,
    SIDES,
    Level,
    Scored,
    differences,
    matched,
    plain_name,
    score,
    year,
)
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import load_tables

Record = dict[str, Any]

BASE: dict[str, Record] = {
    "relations": {
        "subject": "CUB",
        "object": "KOR",
        "relation_type": "diplomatic",
        "change": "severed",
        "factuality": "actual",
        "date": "1959",
    },
    "incidents": {
        "incident_type": "seizure",
        "actors": ["PAN"],
        "targets": ["PRK"],
        "location": "Panama Canal",
        "location_country": "PAN",
        "date": "2013-07-10",
        "factuality": "actual",
        "item": "arms",
        "quantity": 240,
        "unit": "metric ton",
        "deaths": None,
        "injuries": None,
    },
    "sanctions": {
        "senders": ["UNSC"],
        "targets": ["PRK"],
        "action": "imposed",
        "measures": ["arms_embargo"],
        "goods": ["weapon"],
        "supporters": [],
        "instrument": None,
        "date": "2013-03",
        "factuality": "actual",
    },
    "investment_rankings": {
        "economy": "KHM",
        "ranked": "KOR",
        "metric": "foreign_investor",
        "rank": 2,
        "rank_kind": "exact",
        "ahead": ["CHN"],
        "value": None,
        "unit": None,
        "date": "1996",
        "factuality": "actual",
    },
}


def record(table: str, **changes: Any) -> Record:
    return {**BASE[table], "span": [0, 10], **changes}


def scored(table: str, gold: Sequence[Record], predicted: Sequence[Record]) -> Scored:
    empty: dict[str, Sequence[Record]] = dict.fromkeys(CLAIM_TABLES, ())
    return Scored("one", {**empty, table: gold}, {**empty, table: predicted})


@pytest.mark.parametrize(
    ("table", "changes", "strict", "relaxed"),
    [
        ("relations", {}, True, True),
        ("relations", {"subject": "KOR", "object": "CUB"}, True, True),
        ("relations", {"subject": "KOR", "object": "PRK"}, False, False),
        ("relations", {"relation_type": "general"}, False, True),
        ("relations", {"change": "suspended"}, False, True),
        ("relations", {"change": "restored"}, False, False),
        ("relations", {"change": "stated"}, False, False),
        ("relations", {"factuality": "denied"}, False, True),
        ("relations", {"date": "2001"}, True, True),
        ("incidents", {"incident_type": "detention"}, False, False),
        ("incidents", {"factuality": "planned"}, False, True),
        ("incidents", {"date": "2013"}, True, True),
        ("incidents", {"date": "2014-07-10"}, False, True),
        ("incidents", {"date": ""}, False, True),
        ("incidents", {"actors": ["PAN", "USA"]}, True, True),
        ("incidents", {"actors": ["USA"]}, False, True),
        ("incidents", {"actors": ["PRK"], "targets": []}, False, True),
        ("incidents", {"actors": [], "targets": []}, False, False),
        ("incidents", {"targets": [], "item": None, "location": None}, True, True),
        ("sanctions", {"action": "lifted"}, False, False),
        ("sanctions", {"factuality": "planned"}, False, True),
        ("sanctions", {"date": None}, False, True),
        ("sanctions", {"senders": ["USA"]}, False, True),
        ("sanctions", {"senders": []}, False, True),
        ("sanctions", {"targets": ["IRN", "PRK"]}, True, True),
        ("sanctions", {"targets": ["IRN"]}, False, False),
        ("sanctions", {"measures": ["travel_ban"]}, True, True),
        ("investment_rankings", {"metric": "donor"}, False, True),
        ("investment_rankings", {"rank_kind": "at_most"}, False, True),
        ("investment_rankings", {"rank": 3}, False, False),
        ("investment_rankings", {"rank": None}, False, False),
        ("investment_rankings", {"economy": "LAO"}, False, False),
        ("investment_rankings", {"ranked": "JPN"}, False, False),
        ("investment_rankings", {"factuality": "planned", "date": "", "ahead": []}, True, True),
    ],
)
def test_a_pair_can_match(table: str, changes: Record, strict: bool, relaxed: bool) -> None:
    gold, predicted = record(table), record(table, **changes)
    assert {level: not differences(table, level, gold, predicted) for level in LEVELS} == {
        "strict": strict,
        "relaxed": relaxed,
    }


def test_lists_that_are_both_empty_match() -> None:
    for level in LEVELS:
        gold = record("incidents", actors=[], targets=[])
        assert not differences("incidents", level, gold, record("incidents", actors=[], targets=[]))
    gold = record("sanctions", senders=[], targets=[])
    assert not differences("sanctions", "strict", gold, record("sanctions", senders=[], targets=[]))


def test_differences_name_what_keeps_a_pair_apart() -> None:
    gold = record("incidents")
    predicted = record("incidents", factuality="denied", date="", actors=["USA"], location="Colón")
    assert differences("incidents", "strict", gold, predicted) == ("factuality", "year", "actors")
    assert differences("incidents", "relaxed", gold, record("incidents", actors=["USA"], targets=[])) == (
        "actors + targets",
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Hague", "hague"),
        ("São Tomé", "SAO TOME"),
        ("Kim Jong-nam", "Kim Jongnam"),
        ("“Chong  Chon Gang”", "Chong Chon Gang"),
        ("U.S. Treasury", "US treasury"),
    ],
)
def test_names_that_are_the_same(one: str, other: str) -> None:
    assert plain_name(one) == plain_name(other)


@pytest.mark.parametrize(("one", "other"), [("Theodore", "odore"), ("Niger", "Nigeria"), ("The", ""), ("!", "?")])
def test_names_that_are_not_the_same(one: str, other: str) -> None:
    assert plain_name(one) != plain_name(other)


@pytest.mark.parametrize(
    ("date", "first"),
    [
        ("1997", "1997"),
        ("2024-02-16", "2024"),
        ("1996/1998", "1996"),
        ("../1996", "1996"),
        ("2014/..", "2014"),
        ("202X", "2020"),
        ("1997~", "1997"),
        ("", ""),
        (None, ""),
    ],
)
def test_the_first_year_of_a_date(date: str | None, first: str) -> None:
    assert year(date) == first


def test_every_change_of_the_codebook_has_a_side() -> None:
    assert set(SIDES) == {term.name for term in load_tables()["relations"].column("change").terms}


def test_records_are_matched_one_to_one() -> None:
    gold = [record("relations")]
    found = score([scored("relations", gold, [record("relations"), record("relations", span=[50, 60])])], "strict")
    assert (found["relations"].matched, found["relations"].precision, found["relations"].recall) == (1, 0.5, 1.0)


def test_a_pair_gives_way_where_that_makes_another() -> None:
    """The first prediction is likest to the first gold record, the only one that the second can have."""
    gold = [record("incidents", actors=["PAN", "USA"]), record("incidents", actors=["PAN"], item=None, targets=[])]
    predicted = [record("incidents", actors=["PAN", "USA"]), record("incidents", actors=["USA"])]
    assert matched("incidents", "strict", gold, predicted) == ((0, 1), (1, 0))


def test_of_equal_matchings_the_likest_pairs_are_taken() -> None:
    gold = [record("relations", date="1959"), record("relations", date="1961")]
    predicted = [record("relations", date="1961"), record("relations", date="1959")]
    assert matched("relations", "strict", gold, predicted) == ((0, 1), (1, 0))


def test_scores_are_micro_averaged_over_documents_and_tables() -> None:
    one = scored("relations", [record("relations")], [record("relations")])
    two = scored("sanctions", [record("sanctions")] * 3, [record("sanctions"), record("sanctions", action="lifted")])
    found = score([one, two], "strict")
    assert (found["relations"].f1, found["sanctions"].f1, found["incidents"].f1) == (1.0, 0.4, None)
    together = found["all"]
    assert (together.gold, together.predicted, together.matched) == (4, 3, 2)
    assert together.precision == pytest.approx(2 / 3)
    assert together.recall == 0.5
    assert together.f1 == pytest.approx(4 / 7)


def test_records_on_one_side_only_score_nothing() -> None:
    missed = score([scored("relations", [record("relations")], [])], "strict")["relations"]
    assert (missed.precision, missed.recall, missed.f1, missed.span_overlap) == (None, 0.0, 0.0, None)
    wrong = score([scored("relations", [], [record("relations")])], "strict")["relations"]
    assert (wrong.precision, wrong.recall, wrong.f1) == (0.0, None, 0.0)


def test_records_are_matched_within_their_document_only() -> None:
    one = scored("relations", [record("relations")], [])
    two = scored("relations", [], [record("relations")])
    assert score([one, two], "relaxed")["relations"].matched == 0


def test_the_accuracy_of_the_other_fields_of_matched_records() -> None:
    gold = [record("incidents"), record("incidents", date="2010", item=None, quantity=None, unit=None)]
    predicted = [
        record("incidents", location="the Panama canal", quantity=240.0, targets=[]),
        record("incidents", date="2010-05", item=None, quantity=None, unit=None, actors=["PAN", "CUB"]),
    ]
    fields = score([scored("incidents", gold, predicted)], "strict")["incidents"].fields
    assert "incident_type" not in fields  # what a match holds to be the same says nothing
    assert "span" not in fields
    assert (fields["actors"].right, fields["actors"].pairs) == (1, 2)
    assert (fields["targets"].right, fields["date"].right, fields["location"].right) == (1, 1, 2)
    quantity = fields["quantity"]
    assert (quantity.right, quantity.pairs, quantity.right_filled, quantity.filled) == (2, 2, 1, 1)
    assert (fields["deaths"].right, fields["deaths"].filled) == (2, 0)


def test_a_field_that_gold_does_not_have_is_not_scored() -> None:
    predicted = record("relations", speaker="USA")
    fields = score([scored("relations", [record("relations")], [predicted])], "strict")["relations"].fields
    assert set(fields) == {"subject", "object", "date"}


def test_the_share_of_spans_that_overlap() -> None:
    gold = [record("relations", date="1"), record("relations", date="2")]
    predicted = [record("relations", date="1", span=[9, 20]), record("relations", date="2", span=[10, 20])]
    assert score([scored("relations", gold, predicted)], "strict")["relations"].span_overlap == 0.5


STATES = st.sampled_from(["CUB", "KOR", "PRK"])
LISTS = st.lists(STATES, max_size=2, unique=True)
DATES = st.sampled_from(["", "1959", "1959-05", "1961"])
SPANS = st.tuples(st.integers(0, 20), st.integers(1, 20)).map(lambda pair: [pair[0], pair[0] + pair[1]])
ANY: dict[str, st.SearchStrategy[Record]] = {
    "relations": st.builds(
        lambda **given: record("relations", **given),
        subject=STATES,
        object=STATES,
        change=st.sampled_from(["severed", "absent", "stated"]),
        date=DATES,
        span=SPANS,
    ),
    "incidents": st.builds(
        lambda **given: record("incidents", **given), actors=LISTS, targets=LISTS, date=DATES, span=SPANS
    ),
    "sanctions": st.builds(
        lambda **given: record("sanctions", **given), senders=LISTS, targets=LISTS, date=DATES, span=SPANS
    ),
    "investment_rankings": st.builds(
        lambda **given: record("investment_rankings", **given),
        ranked=STATES,
        metric=st.sampled_from(["donor", "creditor"]),
        rank=st.sampled_from([1, 2, None]),
        span=SPANS,
    ),
}
SIDES_OF_ONE = st.sampled_from(CLAIM_TABLES).flatmap(
    lambda table: st.tuples(st.just(table), st.lists(ANY[table], max_size=5), st.lists(ANY[table], max_size=5))
)
ANY_LEVEL = st.sampled_from(LEVELS)


@given(SIDES_OF_ONE)
def test_a_perfect_prediction_scores_one(case: tuple[str, list[Record], list[Record]]) -> None:
    table, gold, _ = case
    for level in LEVELS:
        found = score([scored(table, gold, gold)], level)[table]
        if gold:
            assert (found.precision, found.recall, found.f1, found.span_overlap) == (1.0, 1.0, 1.0, 1.0)
            assert all(tally.right == tally.pairs == len(gold) for tally in found.fields.values())
        else:
            assert found.f1 is None


@given(SIDES_OF_ONE, ANY_LEVEL)
def test_a_matching_is_one_to_one_of_pairs_that_can_match_and_as_large_as_can_be(
    case: tuple[str, list[Record], list[Record]], level: Level
) -> None:
    table, gold, predicted = case
    pairs = matched(table, level, gold, predicted)
    assert len({g for g, _ in pairs}) == len({p for _, p in pairs}) == len(pairs) <= min(len(gold), len(predicted))
    assert not any(differences(table, level, gold[g], predicted[p]) for g, p in pairs)
    few, many = sorted((gold, predicted), key=len)
    best = max(
        sum(not differences(table, level, one, other) for one, other in zip(few, order, strict=True))
        for order in permutations(many, len(few))
    )
    assert len(pairs) == best


@given(SIDES_OF_ONE, ANY_LEVEL, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(
    case: tuple[str, list[Record], list[Record]], level: Level, random: Any
) -> None:
    table, gold, predicted = case
    shuffled = [random.sample(rows, len(rows)) for rows in (gold, predicted)]
    assert score([scored(table, *shuffled)], level) == score([scored(table, gold, predicted)], level)


@given(SIDES_OF_ONE.filter(lambda case: case[0] != "incidents"))
def test_what_matches_strictly_matches_relaxed(case: tuple[str, list[Record], list[Record]]) -> None:
    table, gold, predicted = case
    strict, relaxed = (len(matched(table, level, gold, predicted)) for level in LEVELS)
    assert strict <= relaxed


def test_an_incident_by_nobody_can_match_strictly_and_not_relaxed() -> None:
    """Strictly only the actors are looked at, which are both empty; relaxed the targets are too."""
    gold, predicted = record("incidents", actors=[]), record("incidents", actors=[], targets=["USA"])
    assert differences("incidents", "strict", gold, predicted) == ()
    assert differences("incidents", "relaxed", gold, predicted) == ("actors + targets",)
