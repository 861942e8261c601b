"""What the values of one claim must not say together, since no text means it."""

from __future__ import annotations

from flows.extract.claims import Evidence


def fitting_rank(evidence: list[Evidence], rank: list[Evidence]) -> list[Evidence]:
    """Return the evidence without those ahead where they are too many for the rank: none is ahead of the first.

    In "the second-largest investor and third-largest donor, after Japan and China" the two are ahead of the donor.
    """
    places = [e.value for e in rank if e.field == "rank"]
    ahead = {e.value for e in evidence if e.field == "ahead"}
    if places and isinstance(places[0], int) and len(ahead) >= places[0]:
        return [e for e in evidence if e.field != "ahead"]
    return evidence


def ranks_itself(evidence: list[Evidence]) -> bool:
    """Return whether a state is ranked in its own economy, which only a reference read wrongly can say."""
    sides = [{e.value for e in evidence if e.field == field} for field in ("economy", "ranked")]
    return bool(sides[0] & sides[1])


def without_self(evidence: list[Evidence]) -> list[Evidence]:
    """Return the evidence without targets that are the actors themselves: a leader's visit at home has no target."""
    doers = {e.value for e in evidence if e.field in ("actors", "senders")}
    return [e for e in evidence if e.field != "targets" or e.value not in doers]
