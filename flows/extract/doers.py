"""Who did it where the clause does not say: who acts in the clause beside, whose the place is, or the text's two."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from flows.extract.claims import Evidence
from flows.extract.reading import ActorRead
from flows.language.actors import normalise_actor
from flows.language.syntax import has_clause, is_passive

if TYPE_CHECKING:
    from flows.extract.columns import ColumnReader

# Deeds of those in power: told without a doer beside a state's own act they are that state's.
_OF_THE_STATE = frozenset({"closure", "detention", "expulsion", "recall", "release", "seizure"})
# Deeds of whoever holds the place where they are done.
_OF_THE_PLACE = frozenset({"detention"})
_BOTH = 2


def unsaid_doer(reader: ColumnReader, told: list[Evidence]) -> list[Evidence]:
    """Return the evidence for the doer of a deed that no words of its own clause name; none where one is hinted at."""
    kind = reader.rule.set.get("incident_type")
    if reader.clause.form != "verb" or any(e.field == "actors" for e in told) or reader.rule.carry:
        return []
    suffered = {e.value for e in told if e.field == "targets"}
    beside = _beside(reader, suffered) if kind in _OF_THE_STATE else []
    return beside or (_at_the_place(reader, told, suffered) if kind in _OF_THE_PLACE else [])


def _beside(reader: ColumnReader, suffered: Collection[object]) -> list[Evidence]:
    """Return who acts in the clause joined before: "Peru broke off relations, and the envoys were expelled"."""
    tree, head = reader.reading.tree, reader.clause.head
    token = tree.tokens[head]
    if token.dep not in ("conj", "parataxis") or not is_passive(tree, head) or reader.clause.role("agent"):
        return []
    if not has_clause(tree, token.head) or is_passive(tree, token.head):
        return []
    found = reader.reading.actors(reader.reading.clauses.at(token.head).role("agent"))
    if len(found) != 1 or found[0].kind != "state" or found[0].actor in suffered:
        return []
    return list(found[0].evidence("actors"))


def _at_the_place(reader: ColumnReader, told: list[Evidence], suffered: Collection[object]) -> list[Evidence]:
    """Return the state of the place where somebody was arrested, if the place's words name it."""
    if reader.clause.role("agent"):
        return []  # "by masked men"
    for evidence in told:
        if evidence.field != "location_country" or evidence.value in suffered:
            continue
        tree = reader.reading.tree
        words = tree.words(evidence.start, evidence.end)
        if normalise_actor(words) == evidence.value:
            return [Evidence("actors", evidence.value, evidence.start, evidence.end, "normalised")]
        named = reader.reading.topic.named(str(evidence.value))
        if named is not None:
            refers = Evidence("actors", evidence.value, evidence.start, evidence.end, "resolved", carried=True)
            return [refers, Evidence("actors", evidence.value, *named, "normalised", carried=True)]
    return []


def of_their_states(reader: ColumnReader, told: list[Evidence], persons: Collection[ActorRead]) -> list[Evidence]:
    """Return the evidence with leaders whose office is not told made their states, in a text that is about two.

    Who visits the one acts for the other; two who meet act for both.
    """
    kind, pair = reader.rule.set.get("incident_type"), reader.reading.topic.pair
    names = {read.actor for read in persons}
    if kind not in ("meeting", "visit") or len(pair) != _BOTH or not names:
        return told
    codes = [actor for actor, _, _ in pair]
    others = {e.value for e in told if e.field == "actors"} - names
    if kind == "visit":
        others |= {e.value for e in told if e.field in ("targets", "location_country")} & set(codes)
    left = [one for one in pair if one[0] not in others]
    if len(names) != len(left) or not others <= set(codes):
        return told
    acting = [Evidence("actors", *one, "normalised", carried=True) for one in left]
    return [*acting, *(e for e in told if e.field != "actors" or e.value not in names)]
