"""What the values of one claim, or the claims of one sentence, must not say together, since no text means it."""

from __future__ import annotations

from dataclasses import replace

from flows.extract.claims import Claim, Evidence
from flows.language.trees import Tree

# Deeds that are threatened with; a threatened attack is a threat and no attack.
FORCE = frozenset(
    {"assassination", "attack", "clash", "closure", "cyberattack", "deployment", "detention", "expulsion", "intrusion"}
    | {"recall", "seizure", "weapons_test"}
)


def fitted(evidence: list[Evidence], rank: list[Evidence]) -> list[Evidence]:
    """Return the evidence with a rank that fits those ahead: "the largest after Peru and Chile" is the third.

    Those ahead go where they are too many for a rank that is told by its number: in "the second-largest investor and
    third-largest donor, after Japan and China" the two are ahead of the donor.
    """
    places = [e.value for e in rank if e.field == "rank"]
    ranked = {e.value for e in rank if e.field == "ranked"}
    evidence = [e for e in evidence if e.field != "ahead" or e.value not in ranked]
    ahead = {e.value for e in evidence if e.field == "ahead"}
    if places and isinstance(places[0], int) and len(ahead) >= places[0]:
        if places[0] == 1 and all(e.method == "rule" for e in rank if e.field == "rank"):
            return evidence + [replace(e, value=1 + len(ahead)) if e.field == "rank" else e for e in rank]
        return [e for e in evidence if e.field != "ahead"] + rank
    return evidence + rank


def meets_itself(evidence: list[Evidence]) -> bool:
    """Return whether a state has a tie with itself or is ranked in its own economy.

    Only a reference read wrongly can say so.
    """
    return any(
        {e.value for e in evidence if e.field == one} & {e.value for e in evidence if e.field == other}
        for one, other in (("economy", "ranked"), ("subject", "object"))
    )


def without_self(evidence: list[Evidence]) -> list[Evidence]:
    """Return the evidence without targets that are the actors themselves: a leader's visit at home has no target."""
    doers = {e.value for e in evidence if e.field in ("actors", "senders")}
    return [e for e in evidence if e.field != "targets" or e.value not in doers]


def without_threatened(claims: tuple[Claim, ...], tree: Tree) -> tuple[Claim, ...]:
    """Return the claims of a sentence without the deeds that are only threatened in it: the threat tells them."""
    threats = {claim.trigger for claim in claims if "threat" in claim.values("incident_type")}
    return tuple(c for c in claims if not (threats and _is_threatened(c, threats, tree))) if threats else claims


def _is_threatened(claim: Claim, threats: set[int], tree: Tree) -> bool:
    """Return whether a claim tells of force to come, in words that a threat governs or is hung on."""
    planned = "planned" in claim.values("factuality") and set(claim.values("incident_type")) & FORCE
    if not planned or claim.trigger in threats:
        return bool(planned)
    heads = {token.start: token for token in tree.tokens}
    above = {token.start for token in tree.ancestors(heads[claim.trigger].index)}
    if above & threats:
        return True
    return any(
        tree.tokens[heads[threat].head].start == claim.trigger and heads[threat].dep in ("parataxis", "ccomp", "conj")
        for threat in threats
    )
