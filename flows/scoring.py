"""Records held against gold ones: which can match, the matching, and the counts that scores are made of.

Within a document and a table, gold and predicted records are matched one to one, as many as possible. TESTS says when
a pair can match; all else here is arithmetic on the pairs.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from flows.language.edtf import ends
from schemas.codebook.kinds import CLAIM_TABLES

Row = Mapping[str, Any]
Level = Literal["strict", "relaxed"]
LEVELS: tuple[Level, ...] = ("strict", "relaxed")
ALL = "all"

# Relaxed, a change is only one of two sides, or neither.
SIDES = {
    **dict.fromkeys(("established", "restored", "strengthened", "maintained"), "up"),
    **dict.fromkeys(("weakened", "downgraded", "suspended", "severed", "absent"), "down"),
    "stated": "stated",
}


@dataclass(frozen=True, slots=True)
class Scored:
    """One document's gold records and an engine's, by table."""

    doc_id: str
    gold: Mapping[str, Sequence[Row]]
    predicted: Mapping[str, Sequence[Row]]


@dataclass(slots=True)
class FieldScore:
    """How often matched records agree on a field; ``filled`` counts the pairs in which either fills it."""

    pairs: int = 0
    right: int = 0
    filled: int = 0
    right_filled: int = 0


@dataclass(slots=True)
class Score:
    """What some documents' matchings add up to; a share of nothing is None."""

    gold: int = 0
    predicted: int = 0
    matched: int = 0
    overlapping: int = 0
    fields: dict[str, FieldScore] = field(default_factory=dict)

    @property
    def precision(self) -> float | None:
        """The share of predicted records that are matched."""
        return self.matched / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """The share of gold records that are matched."""
        return self.matched / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; 0 where records are on one side only."""
        return 2 * self.matched / (self.gold + self.predicted) if self.gold or self.predicted else None

    @property
    def span_overlap(self) -> float | None:
        """The share of matched records whose span overlaps that of the gold record."""
        return self.overlapping / self.matched if self.matched else None


@dataclass(frozen=True, slots=True)
class Test:
    """When two records can match: facets that are the same, and lists of names that share one or are both empty.

    A facet is a field, or "parties" (subject and object in either order), "side" (of a change), "year" (of a date).
    Each entry of ``shared`` names the fields whose names are taken together.
    """

    same: tuple[str, ...]
    shared: tuple[tuple[str, ...], ...] = ()


TESTS: Mapping[str, Mapping[Level, Test]] = {
    "relations": {
        "strict": Test(("parties", "relation_type", "change", "factuality")),
        "relaxed": Test(("parties", "side")),
    },
    "incidents": {
        "strict": Test(("incident_type", "factuality", "year"), (("actors",),)),
        "relaxed": Test(("incident_type",), (("actors", "targets"),)),
    },
    "sanctions": {
        "strict": Test(("action", "factuality", "year"), (("senders",), ("targets",))),
        "relaxed": Test(("action",), (("targets",),)),
    },
    "investment_rankings": {
        "strict": Test(("economy", "ranked", "metric", "rank", "rank_kind")),
        "relaxed": Test(("economy", "ranked", "rank")),
    },
}
_FIELDS = {"parties": ("subject", "object"), "side": ("change",), "year": ("date",)}


def tested(table: str) -> tuple[str, ...]:
    """Return the fields that the tests of a table look at: no record can be matched without them."""
    tests = TESTS[table].values()
    facets = [facet for test in tests for facet in (*test.same, *(name for group in test.shared for name in group))]
    return tuple(dict.fromkeys(name for facet in facets for name in _FIELDS.get(facet, (facet,))))


def plain_name(name: str) -> str:
    """Return a name as names compare: without case, accents, punctuation and a leading "the"."""
    decomposed = unicodedata.normalize("NFKD", name)
    kept = (sign for sign in decomposed if not unicodedata.combining(sign) and unicodedata.category(sign)[0] != "P")
    folded = " ".join("".join(kept).casefold().split())
    return re.sub(r"^the (?=.)", "", folded) or name.casefold()


def year(edtf: str | None) -> str:
    """Return the first year of a date, "" of none: 1996 of "../1996", 2020 of "202X"."""
    first, last = ends(edtf or "")
    return (first or last)[:4]


def facet(row: Row, name: str) -> object:
    """Return what two records have in common if they agree on a field or facet."""
    match name:
        case "parties":
            return frozenset((plain_name(row["subject"]), plain_name(row["object"])))
        case "side":
            return SIDES[row["change"]]
        case "year":
            return year(row["date"])
        case "date":
            return row["date"] or ""
    value = row[name]
    if isinstance(value, str):
        return plain_name(value)
    return frozenset(map(plain_name, value)) if isinstance(value, list | tuple) else value


def differences(table: str, level: Level, gold: Row, predicted: Row) -> tuple[str, ...]:
    """Return what keeps two records from matching, facets and lists of names; nothing where they can match."""
    test = TESTS[table][level]
    found = [name for name in test.same if facet(gold, name) != facet(predicted, name)]
    for group in test.shared:
        mine, theirs = (_names(row, group) for row in (gold, predicted))
        if (mine or theirs) and not mine & theirs:
            found.append(" + ".join(group))
    return tuple(found)


def _names(row: Row, fields: Sequence[str]) -> frozenset[str]:
    return frozenset(plain_name(name) for field in fields for name in row[field])


def compared(table: str, level: Level, gold: Row) -> tuple[str, ...]:
    """Return the fields of a gold record in which a matched one can still be right or wrong."""
    fixed = frozenset(TESTS[table][level].same)
    return tuple(name for name in gold if name != "span" and name not in fixed)


def overlap(one: Row, other: Row) -> int:
    """Return how many characters the spans of two records share."""
    (first, last), (start, end) = one["span"], other["span"]
    return max(0, int(min(last, end)) - int(max(first, start)))


def matched(table: str, level: Level, gold: Sequence[Row], predicted: Sequence[Row]) -> tuple[tuple[int, int], ...]:
    """Return the pairs of a matching of as many records as can be, by their places, in the gold records' order.

    Of several such matchings, one that pairs the likest records first. The records' order does not matter: each
    is known by what it says alone.
    """
    mine, theirs = (sorted(range(len(rows)), key=lambda i: _canonical(rows[i])) for rows in (gold, predicted))
    ranked = sorted(
        (
            (*_unlikeness(table, level, gold[g], predicted[p]), one, other)
            for one, g in enumerate(mine)
            for other, p in enumerate(theirs)
            if not differences(table, level, gold[g], predicted[p])
        ),
    )
    edges: dict[int, list[int]] = {}
    by_gold: dict[int, int] = {}
    by_predicted: dict[int, int] = {}
    for _, _, one, other in ranked:
        edges.setdefault(one, []).append(other)
        if one not in by_gold and other not in by_predicted:
            by_gold[one], by_predicted[other] = other, one
    for one in range(len(mine)):
        if one not in by_gold:
            _augment(one, edges, by_gold, by_predicted)
    return tuple(sorted((mine[one], theirs[other]) for one, other in by_gold.items()))


def _augment(
    start: int, edges: Mapping[int, Sequence[int]], by_gold: dict[int, int], by_predicted: dict[int, int]
) -> None:
    """Match one more gold record, if others can give way to it along a path that ends at a free prediction."""
    reached_from: dict[int, int] = {}
    queue = [start]
    for current in queue:
        for other in edges.get(current, ()):
            if other in reached_from:
                continue
            reached_from[other] = current
            if other in by_predicted:
                queue.append(by_predicted[other])
                continue
            free: int | None = other
            while free is not None:
                owner = reached_from[free]
                given_up = by_gold.get(owner)
                by_gold[owner], by_predicted[free] = free, owner
                free = given_up
            return


def _unlikeness(table: str, level: Level, gold: Row, predicted: Row) -> tuple[int, int]:
    same = sum(facet(gold, name) == facet(predicted, name) for name in compared(table, level, gold))
    return -same, -overlap(gold, predicted)


def _canonical(row: Row) -> str:
    return json.dumps({name: value for name, value in row.items() if name != "evidence"}, sort_keys=True, default=str)


def score(documents: Iterable[Scored], level: Level) -> dict[str, Score]:
    """Return the scores of the documents by table, and under "all" those of all tables together."""
    scores = {name: Score() for name in (*CLAIM_TABLES, ALL)}
    for document in documents:
        for table in CLAIM_TABLES:
            gold, predicted = document.gold[table], document.predicted[table]
            pairs = [(gold[g], predicted[p]) for g, p in matched(table, level, gold, predicted)]
            for name in (table, ALL):
                scores[name].gold += len(gold)
                scores[name].predicted += len(predicted)
                scores[name].matched += len(pairs)
                scores[name].overlapping += sum(overlap(*pair) > 0 for pair in pairs)
            for one, other in pairs:
                _compare_fields(table, level, one, other, scores[table].fields)
    return scores


def _compare_fields(table: str, level: Level, gold: Row, predicted: Row, fields: dict[str, FieldScore]) -> None:
    for name in compared(table, level, gold):
        tally = fields.setdefault(name, FieldScore())
        right = facet(gold, name) == facet(predicted, name)
        filled = any(row[name] not in (None, "", [], ()) for row in (gold, predicted))
        tally.pairs += 1
        tally.right += right
        tally.filled += filled
        tally.right_filled += right and filled
