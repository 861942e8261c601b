"""The two parties of a tie: as the clause has them, else as the sentence, the text before or the document tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import TYPE_CHECKING

from flows.extract.claims import Evidence
from flows.extract.reading import ActorRead, Reading
from flows.extract.untold import Untold

if TYPE_CHECKING:
    from flows.extract.columns import ColumnReader

# A tie is between states or intergovernmental organisations (DATA.md, relations).
PARTIES = frozenset({"state", "igo"})
BROKEN = frozenset({"severed", "suspended", "downgraded", "weakened", "absent"})
_OWN = ("agent", "theme.poss", "theme.mod", "theme.of", "subject", "poss", "mod")
_OTHER = ("with", "theme.with", "theme.to", "theme.between", "between", "to", "theme.of.with")
_BETWEEN = ("theme.between", "between")
_WHOSE = ("theme.of", "theme.poss", "theme.mod")  # of the independence that is recognised
_SEAT = ("theme.in", "in", "theme.at", "at", "theme.to", "to")  # where a mission is
# Words that stand for both sides, whoever they are.
_SIDES = frozenset({"country", "nation", "state", "government", "side", "power", "party", "neighbour", "neighbor"})
_EACH = frozenset({"other", "another", "one", "each", "both"})
Pair = tuple[Evidence, ...]


def parties(reader: ColumnReader) -> Iterator[Pair]:
    """Yield the evidence for subject and object, a pair at a time; nothing where a tie has no two parties."""
    if not reader.rule.pairs:
        yield ()
        return
    for paths in reader.rule.pairs:
        if len(paths) == 1 and not paths[0].endswith("between") and _with_others(reader):
            continue
        sides = [reader.actors([path], _is_party, places=True) for path in paths]
        pairs = combinations(sides[0], 2) if len(sides) == 1 else product(*sides)
        found = [(one, other) for one, other in pairs if one.actor != other.actor]
        for one, other in found:
            yield (*one.evidence("subject"), *other.evidence("object"))
        if found:
            return
    yield from _from_context(reader)


def taken_up(reading: Reading, head: int, told: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence for actors told of before: the words that take them up, and those that named them."""
    start, end = reading.span(head)
    values = dict.fromkeys((evidence.field, evidence.value) for evidence in told)
    refers = [Evidence(field, value, start, end, "resolved", carried=True) for field, value in values]
    return [*refers, *(replace(evidence, carried=True) for evidence in told)]


def _is_party(read: ActorRead) -> bool:
    return read.kind in PARTIES


def _with_others(reader: ColumnReader) -> bool:
    """Return whether the tie is with somebody else than those who have it, so that it is not mutual."""
    if any(not _each_other(reader.reading, head) for path in ("with", "theme.with") for head in reader.at(path)):
        return True
    others = reader.reading.actors((*reader.at("theme.to"), *reader.at("theme.of")))
    return any(map(_is_party, others))


def _from_context(reader: ColumnReader) -> Iterator[Pair]:
    """Yield the parties that a clause lacks, one or both, as the context tells them.

    A party that the clause does name, but that stands for nobody known ("ties with its neighbours"), is not made
    up for.
    """
    heads = reader.at("theme") or ((reader.clause.head,) if reader.clause.form == "noun" else ())
    if not heads or reader.clause.form not in ("verb", "noun") or _of_others(reader, heads) or not _goes_on(reader):
        return
    sides = _sides(reader, heads)
    known = sides.own or sides.other
    if sides.lacking or len({read.actor for read in (*sides.own, *sides.other)}) > 1:
        return
    untold = Untold(reader.reading, reader.rule.set.get("relation_type") == "hostility")
    # Who is meant to do "to sever relations", or whose minister somebody is, may be anybody in the sentence.
    finite = reader.reading.tree.child(reader.clause.head, "nsubj", "nsubj:pass", "csubj") is not None
    told_here = finite and not any(_is_person(reader.reading, head) for head in reader.at("agent"))
    if not known:
        if reader.clause.form == "verb" or reader.clause.head == reader.reading.tree.root.index:
            pair = untold.both(named=told_here)
            yield from [tuple(taken_up(reader.reading, heads[0], pair))] if pair else []
        return
    partner = untold.partner(known[0].actor, named=told_here and not sides.recognised)
    if partner:
        fields = ("subject", "object") if sides.own else ("object", "subject")
        found = taken_up(reader.reading, heads[0], [replace(evidence, field=fields[1]) for evidence in partner])
        yield (*known[0].evidence(fields[0]), *found)


def _goes_on(reader: ColumnReader) -> bool:
    """Return whether a tie that a pronoun takes up is one that was told of so: what is restored had been broken off."""
    if "relation_type" not in reader.rule.carry:
        return True
    broken = any(e.value in BROKEN for e in reader.reading.told.get("relations", ()) if e.field == "change")
    return broken == (reader.rule.set.get("change") not in BROKEN)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Who a clause names on either side of a tie, and whether somebody else stands where a party is looked for."""

    own: list[ActorRead]
    other: list[ActorRead]
    lacking: bool
    recognised: bool = False


def _sides(reader: ColumnReader, heads: Sequence[int]) -> _Sides:
    classes = reader.rules.classes
    itself = [read for head in heads for read in reader.reading.actors((head,), modifying=True) if _is_party(read)]
    if _is_mission(reader, heads):
        own, lacks_own = _told(reader, _OWN, heads)
        other, lacks_other = _told(reader, _SEAT, heads)
        own = own or itself
        return _Sides(own, other, (lacks_own and not own) or (lacks_other and not other))
    if itself or any(reader.reading.names(head) & classes["sovereignty"] for head in heads):
        # "X was recognised": by whom, only a text that is about the two can tell
        own, lacks_own = _told(reader, ("agent",), heads)
        other, lacks_other = (itself, False) if itself else _told(reader, _WHOSE, heads)
        return _Sides(own, other, (lacks_own and not own) or (lacks_other and not other), recognised=True)
    own, lacks_own = _told(reader, _OWN, heads)
    other, lacks_other = _told(reader, _OTHER, heads)
    halved = _told(reader, _BETWEEN, heads)[1]  # "between the allies and Peru": the other half is nobody known
    return _Sides(own, other, halved or (lacks_own and not own) or (lacks_other and not other))


def _is_mission(reader: ColumnReader, heads: Sequence[int]) -> bool:
    classes = reader.rules.classes
    return any(reader.reading.described(head) & (classes["mission"] | classes["envoy"]) for head in heads)


def _of_others(reader: ColumnReader, heads: Sequence[int]) -> bool:
    """Return whether a tie is one that the context tells nothing of: mere trade, or the tie of somebody unknown."""
    if any(reader.reading.names(head) & reader.rules.classes["loose_tie"] for head in heads):
        return True
    if not _is_mission(reader, heads) and any(_inside(reader, head) for head in heads):
        return True
    return _unknown(reader, ("theme.of", "theme.poss"))


def _unknown(reader: ColumnReader, paths: Sequence[str]) -> bool:
    """Return whether a tie is of somebody who is named, but is no party: "the independence of Zubrowka"."""
    heads = [head for path in paths for head in reader.at(path)]
    return any(
        reader.reading.tree.tokens[head].pos == "PROPN" and not reader.reading.actors((head,), modifying=True)
        for head in heads
    )


def _inside(reader: ColumnReader, head: int) -> bool:
    """Return whether a tie is one inside something, and so of others: "the relations among the tribes"."""
    clause = reader.reading.clauses.at(head)
    return any(
        reader.reading.tree.tokens[inner].pos == "NOUN" and not reader.dates.covers(inner)
        for role in ("in", "within", "among", "inside")
        for inner in clause.role(role)
    )


def _told(reader: ColumnReader, paths: Sequence[str], leave: Sequence[int]) -> tuple[list[ActorRead], bool]:
    """Return the parties on one side, and whether a phrase stands there that is no party."""
    heads = [head for path in paths for head in reader.at(path) if not reader.dates.covers(head)]
    agents = reader.at("agent")
    found: list[ActorRead] = []
    lacks = False
    for head in dict.fromkeys(heads):
        if head in leave:
            continue
        reads = [read for read in reader.reading.actors((head,), modifying=True) if _is_party(read)]
        found += reads
        # whose minister the agent is may be told elsewhere
        silent = head in agents and _is_person(reader.reading, head)
        lacks = lacks or (not reads and not silent and _names_somebody(reader, head))
    return found, lacks


def _names_somebody(reader: ColumnReader, head: int) -> bool:
    """Return whether a phrase tells of a party of its own: "its neighbours", not "the two countries"."""
    reading = reader.reading
    if reading.names(head) & reader.rules.classes["mission_rank"]:
        return False  # "raised to an embassy"
    named = reading.tree.tokens[head].pos in ("NOUN", "PROPN", "PRON")
    return named and not _both(reading, head) and not _each_other(reading, head)


def _is_person(reading: Reading, head: int) -> bool:
    return any(mention.kind == "person" for mention in reading.mentions.get(head, ()))


def _both(reading: Reading, head: int) -> bool:
    words = {token.lemma.lower() for token in reading.tree.children(head)}
    return reading.tree.tokens[head].lemma.lower() in _SIDES and bool(words & {"two", "both"})


def _each_other(reading: Reading, head: int) -> bool:
    """Return whether a phrase is "each other" or "one another"."""
    words = {reading.tree.tokens[index].lemma.lower() for index in reading.tree.subtree(head)}
    return bool(words & {"other", "another"}) and words <= _EACH | {"with", "to", "'s"}
