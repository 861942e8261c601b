"""Claims that tell the same thing, merged into one with the evidence of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows.extract.claims import Claim, Evidence

# What must be the same, and what must not contradict, for two claims of a table to be one (DATA.md, "One record or
# several"). Two values of a date, place or list do not contradict where one is missing or holds the other.
SAME = {
    "relations": ("factuality",),
    "incidents": ("incident_type", "factuality"),
    "sanctions": ("action", "factuality"),
    "investment_rankings": ("economy", "ranked", "metric", "rank", "rank_kind", "factuality"),
}
AGREEING = {
    "relations": ("date",),
    "incidents": (
        "actors",
        "targets",
        "item",
        "location",
        "location_country",
        "quantity",
        "deaths",
        "injuries",
        "date",
    ),
    "sanctions": ("senders", "targets", "measures", "goods", "instrument", "date"),
    "investment_rankings": ("date", "ahead"),
}
# "Established and re-established of one event is one record (established)" (DATA.md).
ONE_EVENT = frozenset({"established", "restored"})
# Having told of diplomatic relations, a text goes on about "the relations": these changes are then the same event.
RETOLD = frozenset({"established", "restored", "severed", "suspended", "absent"})
# What tells one incident or measure from another; a claim with none of these only points back to one.
TELLING = {
    "incidents": ("targets", "item", "location", "date"),
    "sanctions": ("targets", "goods", "instrument", "date"),
}
# Of events of force a digest tells a dozen: those of different sentences are one only where they share what tells them.
_FORCE = "arms_transfer assassination attack clash deployment detention release seizure smuggling weapons_test"
FORCE = frozenset(_FORCE.split())
# A change that each side makes on its own: if both do, these are two.
EACH_ITS_OWN = frozenset({"downgraded"})
LISTS = frozenset({"actors", "targets", "senders", "measures", "goods", "ahead", "supporters"})


def merged(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims with those that restate an earlier one merged into it, in the order of the text.

    The first to say it keeps its quote and rule; values that it lacks come from the later ones.
    """
    told: list[Claim] = []
    alike: dict[tuple[object, ...], list[int]] = {}
    for claim in _repetitions_joined(sorted(claims, key=lambda c: (c.start, c.trigger, c.rule, c.end, _key(c)))):
        candidates = alike.setdefault(_bucket(claim), [])
        for index in candidates:
            if _same(told[index], claim):
                told[index] = _joined(told[index], claim)
                break
        else:
            candidates.append(len(told))
            told.append(claim)
    return told


def _repetitions_joined(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims with those of the very same values made one, all their evidence kept.

    What a text repeats a thousand times is so put together once, not a thousand times.
    """
    groups: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        said = frozenset((e.field, e.value) for e in claim.evidence if e.field != "speaker")
        groups.setdefault((claim.table, said), []).append(claim)
    joined = []
    for first, *others in groups.values():
        fields = dict.fromkeys(e.field for e in first.evidence)
        by_field: dict[str, dict[Evidence, None]] = {field: {} for field in fields}
        for claim in (first, *others):
            for evidence in claim.evidence:
                if evidence.field != "speaker" or claim is first:
                    by_field[evidence.field][evidence] = None
        joined.append(replace(first, evidence=tuple(e for found in by_field.values() for e in found)))
    return joined


def _bucket(claim: Claim) -> tuple[object, ...]:
    """Return what claims must share to be compared at all, so that a long document is not compared all with all."""
    same = tuple(claim.values(field)[:1] for field in SAME[claim.table])
    return (*same, _parties(claim)) if claim.table == "relations" else same


def _parties(claim: Claim) -> frozenset[object]:
    return frozenset((*claim.values("subject")[:1], *claim.values("object")[:1]))


def _key(claim: Claim) -> str:
    return repr(sorted((e.field, str(e.value)) for e in claim.evidence))


def _same(one: Claim, other: Claim) -> bool:
    if one.table == "relations" and not _same_tie(one, other):
        return False
    telling = TELLING.get(one.table, ())
    if telling:
        mine, theirs = ({field for field in telling if claim.values(field)} for claim in (one, other))
        if mine and theirs and not mine & theirs:
            return False
    if one.table == "incidents" and one.sentence != other.sentence and not _one_event_of_force(one, other):
        return False
    return all(_agree(one, other, field) for field in AGREEING[one.table])


def _one_event_of_force(one: Claim, other: Claim) -> bool:
    """Return whether two incidents of different sentences may be one: the same doers named, and a detail shared."""
    if not {*one.values("incident_type"), *other.values("incident_type")} & FORCE:
        return True
    if bool(one.values("actors")) != bool(other.values("actors")):
        return False
    return any(one.values(field) and other.values(field) for field in TELLING["incidents"])


def _same_tie(one: Claim, other: Claim) -> bool:
    if one.values("change")[0] in EACH_ITS_OWN and one.values("subject")[:1] != other.values("subject")[:1]:
        return False
    changes = {*one.values("change")[:1], *other.values("change")[:1]}
    types = {*one.values("relation_type")[:1], *other.values("relation_type")[:1]}
    if len(types) > 1 and not (types == {"general", "diplomatic"} and changes <= RETOLD):
        return False
    return len(changes) == 1 or (changes == ONE_EVENT and _of_one_day(one, other))


def _of_one_day(one: Claim, other: Claim) -> bool:
    """Return whether two claims are told by one sentence or have one date: ties set up may well be restored later."""
    return one.sentence == other.sentence or one.values("date") == other.values("date")


def _agree(one: Claim, other: Claim, field: str) -> bool:
    mine, theirs = one.values(field), other.values(field)
    if not mine or not theirs:
        return True
    if field == "measures" and one.sentence == other.sentence and ("general",) in (mine, theirs):
        # "sanctions ..., prohibiting exports": the first word for it says nothing of its own.
        return True
    if field in LISTS:
        return set(mine) <= set(theirs) or set(theirs) <= set(mine)
    if field == "date":
        first, second = str(mine[0]), str(theirs[0])
        return first.startswith(second) or second.startswith(first)
    return mine[0] == theirs[0]


def _joined(one: Claim, other: Claim) -> Claim:
    """Return the first claim with the evidence of both; a more exact date wins, "established" wins over "restored"."""
    evidence: list[Evidence] = []
    for field in dict.fromkeys(e.field for e in (*one.evidence, *other.evidence)):
        mine = [e for e in one.evidence if e.field == field]
        theirs = [e for e in other.evidence if e.field == field]
        if field == "change" and {e.value for e in (*mine, *theirs)} == ONE_EVENT:
            mine, theirs = [e for e in (*mine, *theirs) if e.value == "established"], []
        elif field == "relation_type":
            mine, theirs = [e for e in (*mine, *theirs) if e.value != "general"] or mine, []
        elif field == "measures" and {e.value for e in (*mine, *theirs)} > {"general"}:
            mine, theirs = [e for e in (*mine, *theirs) if e.value != "general"], []
        elif field == "date" and mine and theirs and len(str(theirs[0].value)) > len(str(mine[0].value)):
            mine, theirs = theirs, []
        elif field in ("subject", "object") and mine:
            theirs = [e for e in theirs if e.value in {m.value for m in mine}]
        elif field == "speaker":
            # Who says so is part of the first telling only; the author may say it himself elsewhere.
            theirs = []
        elif field not in LISTS and mine:
            theirs = [e for e in theirs if e.value == mine[0].value]
        evidence += [*mine, *(e for e in theirs if e not in mine)]
    return replace(one, evidence=tuple(evidence))
