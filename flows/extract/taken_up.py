"""What a text goes on about without saying whose it is: "the relations", "the sanctions", "third place"."""

from __future__ import annotations

from collections.abc import Mapping

from flows.extract.claims import Claim, Evidence

# By table, the evidence for who has a tie or a measure that the text may go on about without saying whose it is.
Told = Mapping[str, tuple[Evidence, ...]]
NOTHING_TOLD: Told = {}
STANDING = frozenset({"stated", "maintained", "absent"})  # changes of a tie that are none
# Tables of which a text goes on about "the relations", "the sanctions" or "third place" without saying whose.
TAKEN_UP = frozenset({"relations", "sanctions", "investment_rankings"})
TIES = "ties"  # what is told of relations, enmities aside


def happens(claim: Claim) -> bool:
    """Return whether a claim tells of something that somebody else can do too, not of how things stand."""
    return not set(claim.values("change")) & STANDING


def taken_up_as(claim: Claim) -> tuple[str, ...]:
    """Return the names that a claim is remembered by for what a text takes up: its table, and whether it is a tie."""
    if claim.table not in TAKEN_UP:
        return ()
    tie = claim.table == "relations" and "hostility" not in claim.values("relation_type")
    return (claim.table, TIES) if tie else (claim.table,)
