"""Claims whose subject syntax leaves open, settled by what the rest of the document speaks of.

"Peru is a neighbour of Chile, which broke off relations with Japan": grammar allows both Peru and Chile to be the one
that broke off. A text that goes on about ties between Peru and Japan means Peru; without such a sign the parse stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows.extract.claims import Claim


def settled(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims with each open subject decided, and no rival left."""
    spoken_of = [_parties(claim) for claim in claims if claim.table == "relations" and not claim.rival]
    return [_settled(claim, spoken_of) if claim.rival else claim for claim in claims]


def _parties(claim: Claim) -> frozenset[object]:
    return frozenset((*claim.values("subject"), *claim.values("object")))


def _settled(claim: Claim, spoken_of: Sequence[frozenset[object]]) -> Claim:
    (other,) = claim.values("object")
    (subject,) = claim.values("subject")
    rival = claim.rival[0].value
    if rival == other or spoken_of.count(frozenset((rival, other))) <= spoken_of.count(frozenset((subject, other))):
        return replace(claim, rival=())
    rest = tuple(evidence for evidence in claim.evidence if evidence.field != "subject")
    return replace(claim, evidence=(*claim.rival, *rest), rival=())
