"""The two parties of a tie: as the clause has them, else as the sentence, the text before or the document tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import TYPE_CHECKING

from flows.extract.claims import Evidence
from flows.extract.reading import ActorRead, Reading
from flows.extract.untold import Untold
from flows.language.syntax import expand
from flows.language.trees import Tree

if TYPE_CHECKING:
    from flows.extract.columns import ColumnReader

# A tie is between states or intergovernmental organisations (DATA.md, relations).
PARTIES = frozenset({"state", "igo"})
_ORGANS = frozenset(
    {
        "government",
        "regime",
        "administration",
        "ruler",
        "leader",
        "cabinet",
        "authority",
        "diplomat",
        "parliament",
        "junta",
    }
)
_TURNS = frozenset({"restored", "severed"})  # what is said of ties that were the other way before
BROKEN = frozenset({"severed", "suspended", "downgraded", "weakened", "absent"})
_OWN = ("agent", "theme.poss", "theme.mod", "theme.of", "subject", "poss", "mod")
_OTHER = ("with", "theme.with", "theme.to", "theme.between", "between", "to", "theme.of.with", "clause.to", "adverb.to")
_BETWEEN = ("theme.between", "between")
_WHOSE = ("theme.of", "theme.poss", "theme.mod")  # of the independence that is recognised
_SEAT = ("theme.in", "in", "theme.at", "at", "theme.to", "to")  # where a mission is
# Words that stand for both sides, whoever they are.
_SIDES = frozenset({"country", "nation", "state", "government", "side", "power", "party", "neighbour", "neighbor"})
_SOME = frozenset({"most", "many", "some", "several", "few", "others", "none", "all"})
_TAKING_UP = frozenset({"it", "them", "they"})
_EACH = frozenset({"other", "another", "one", "each", "both"})
Pair = tuple[Evidence, ...]


def parties(reader: ColumnReader) -> Iterator[Pair]:
    """Yield the evidence for subject and object, a pair at a time; nothing where a tie has no two parties."""
    if not reader.rule.pairs:
        yield ()
        return
    for paths in reader.rule.pairs:
        if len(paths) == 1 and not paths[0].endswith("between") and _with_others(reader, paths[0]):
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


def _with_others(reader: ColumnReader, path: str) -> bool:
    """Return whether the tie is with somebody else than those who have it, so that it is not mutual."""
    if any(not _each_other(reader.reading, head) for path in ("with", "theme.with") for head in reader.at(path)):
        return True
    if path.endswith(".of"):
        return False  # "the armies of Peru and Chile": those who have it are who it is of
    others = reader.reading.actors((*reader.at("theme.to"), *reader.at("theme.of")))
    return any(map(_is_party, others))


def _from_context(reader: ColumnReader) -> Iterator[Pair]:
    """Yield the parties that a clause lacks, one or both, as the context tells them.

    A party that the clause does name, but that stands for nobody known ("ties with its neighbours"), is not made
    up for.
    """
    heads = reader.at("theme") or ((reader.clause.head,) if reader.clause.form == "noun" else ())
    if not heads or reader.clause.form not in ("verb", "noun", "copula") or not _goes_on(reader):
        return
    if reader.clause.form == "noun" and reader.rule.set.get("relation_type") == "hostility":
        return  # "the Arab-Israeli War" in a text about others
    sides = _sides(reader, heads)
    known = sides.own or sides.other
    if _of_others(reader, heads, halved=bool(sides.other)) or (
        reader.clause.form == "copula" and not _ties(reader, heads)
    ):
        return
    if sides.own and sides.fronted and not sides.lacking:
        for one, other in product(sides.own, sides.other):
            if one.actor != other.actor:
                yield (*one.evidence("subject"), *other.evidence("object"))
        return
    if sides.lacking or len({read.actor for read in (*sides.own, *sides.other)}) > 1:
        yield from _of_protagonist(reader, heads, sides)
        return
    untold = Untold(reader.reading, reader.rule.set.get("relation_type") == "hostility")
    # Who is meant to do "to sever relations", or whose minister somebody is, may be anybody in the sentence.
    told_here = _is_finite(reader.reading.tree, reader.clause.head) and not any(
        _is_person(reader.reading, head) or _is_organ(reader.reading, head) for head in reader.at("agent")
    )
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


def _is_finite(tree: Tree, head: int) -> bool:
    """Return whether a verb has a subject, of its own or with a verb that it is joined to: "closed it and left"."""
    token = tree.tokens[head]
    while True:
        if tree.child(token.index, "nsubj", "nsubj:pass", "csubj") is not None:
            return True
        if token.dep != "conj" or token.tag not in ("VBD", "VBZ", "VBP", "VBN", "MD"):
            return False
        token = tree.tokens[token.head]


def _of_protagonist(reader: ColumnReader, heads: Sequence[int], sides: _Sides) -> Iterator[Pair]:
    """Yield the ties of the state that a text is about with several others: "relations with Peru and Chile"."""
    if sides.lacking or sides.own:
        return
    untold = Untold(reader.reading, hostile=False)
    for read in sides.other:
        if own := untold.protagonist(read.actor):
            found = taken_up(reader.reading, heads[0], [replace(evidence, field="subject") for evidence in own])
            yield (*found, *read.evidence("object"))


def _goes_on(reader: ColumnReader) -> bool:
    """Return whether a tie that a pronoun takes up is one that was told of so: what is restored had been broken off.

    A rule on ties of one type takes up those alone: what is annulled is an agreement.
    """
    if kind := reader.rule.set.get("relation_type"):
        heads = reader.at("theme")
        if any(reader.reading.tree.tokens[head].text.lower() in _TAKING_UP for head in heads):
            told = reader.reading.told.get("relations", ())
            return any(e.value == kind for e in told if e.field == "relation_type")
    if "relation_type" not in reader.rule.carry or reader.rule.set.get("change") not in _TURNS:
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
    fronted: bool = False


def _sides(reader: ColumnReader, heads: Sequence[int]) -> _Sides:
    classes = reader.rules.classes
    # "It was annulled": a pronoun that takes up a tie is no party, whatever state stands near
    refers = any(reader.reading.tree.tokens[head].text.lower() in _TAKING_UP for head in heads)
    heads_of_parties = () if refers and reader.rule.set.get("relation_type") == "agreement" else heads
    itself = [
        read for head in heads_of_parties for read in reader.reading.actors((head,), modifying=True) if _is_party(read)
    ]
    if _is_mission(reader, heads):
        own, lacks_own = _told(reader, _OWN, heads)
        other, lacks_other = _told(reader, _SEAT, heads)
        own = own or itself
        return _Sides(own, other, (lacks_own and not own) or (lacks_other and not other))
    agents = reader.at("agent")
    if itself or any(reader.reading.names(head) & classes["sovereignty"] for head in heads if head not in agents):
        # "X was recognised": by whom, only a text that is about the two can tell
        own, lacks_own = _told(reader, ("agent",), heads)
        other, lacks_other = (itself, False) if itself else _told(reader, _WHOSE, heads)
        return _Sides(own, other, (lacks_own and not own) or (lacks_other and not other), recognised=True)
    own, lacks_own = _told(reader, _OWN, heads)
    other, lacks_other = _told(reader, _OTHER, heads)
    fronted = [] if other or lacks_other else _fronted(reader)
    other = other or fronted
    halved = _told(reader, _BETWEEN, heads)[1]  # "between the allies and Peru": the other half is nobody known
    lacking = halved or (lacks_own and not own) or (lacks_other and not other)
    return _Sides(own, other, lacking, fronted=bool(fronted))


def _fronted(reader: ColumnReader) -> list[ActorRead]:
    """Return the party that the sentence opens with: "With Peru, once a friend, relations were cut in 1979"."""
    tree = reader.reading.tree
    first = next((t for t in tree.tokens if t.pos != "PUNCT"), None)
    if first is None or first.text != "With" or first.dep != "case":
        return []
    return [read for read in reader.reading.actors(expand(tree, first.head)) if _is_party(read)]


def _ties(reader: ColumnReader, heads: Sequence[int]) -> bool:
    """Return whether it is of a tie, or of troops, that a clause says how it is."""
    classes = reader.rules.classes
    if reader.reading.tree.tokens[reader.clause.head].pos in ("NOUN", "PROPN"):
        return False  # "relations with Peru, an ally": the ally is no tie
    return any(reader.reading.names(head) & (classes["tie"] | classes["garrison"]) for head in heads)


def _is_mission(reader: ColumnReader, heads: Sequence[int]) -> bool:
    classes = reader.rules.classes
    return any(reader.reading.described(head) & (classes["mission"] | classes["envoy"]) for head in heads)


def _of_others(reader: ColumnReader, heads: Sequence[int], *, halved: bool) -> bool:
    """Return whether a tie is one that the context tells nothing of: mere trade, or the tie of somebody unknown.

    ``halved`` says that one party is named, as in "trade with Peru".
    """
    if not halved and any(reader.reading.names(head) & reader.rules.classes["loose_tie"] for head in heads):
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
    heads = [
        head
        for path in paths
        for head in reader.at(path)
        if not reader.dates.covers(head) and not (path.endswith("mod") and _common(reader.reading, head))
    ]
    agents = reader.at("agent")
    found: list[ActorRead] = []
    lacks = False
    for head in dict.fromkeys(heads):
        if head in leave:
            continue
        reads = [read for read in reader.reading.actors((head,), modifying=True) if _is_party(read)]
        found += reads
        # whose minister the agent is may be told elsewhere
        silent = head in agents and (_is_person(reader.reading, head) or _is_organ(reader.reading, head))
        lacks = lacks or (not reads and not silent and _names_somebody(reader, head))
    return found, lacks


def _common(reading: Reading, head: int) -> bool:
    """Return whether what stands before a noun names nobody: "a fisheries accord"."""
    return reading.tree.tokens[head].pos != "PROPN" and head not in reading.mentions


def _names_somebody(reader: ColumnReader, head: int) -> bool:
    """Return whether a phrase tells of a party of its own: "its neighbours", not "the two countries"."""
    reading = reader.reading
    if reading.names(head) & reader.rules.classes["mission_rank"]:
        return False  # "raised to an embassy"
    token = reading.tree.tokens[head]
    named = token.pos in ("NOUN", "PROPN", "PRON") or token.lemma.lower() in _SOME  # "most of those countries"
    return named and not _both(reading, head) and not _each_other(reading, head)


def _is_person(reading: Reading, head: int) -> bool:
    return any(mention.kind == "person" for mention in reading.mentions.get(head, ()))


def _is_organ(reading: Reading, head: int) -> bool:
    """Return whether a phrase is a government or ruler without a word on whose: "successive governments"."""
    clause = reading.clauses.at(head)
    return reading.tree.tokens[head].lemma.lower() in _ORGANS and not (clause.role("of") or clause.role("poss"))


def _both(reading: Reading, head: int) -> bool:
    words = {token.lemma.lower() for token in reading.tree.children(head)}
    return reading.tree.tokens[head].lemma.lower() in _SIDES and bool(words & {"two", "both"})


def _each_other(reading: Reading, head: int) -> bool:
    """Return whether a phrase is "each other" or "one another"."""
    words = {reading.tree.tokens[index].lemma.lower() for index in reading.tree.subtree(head)}
    return bool(words & {"other", "another"}) and words <= _EACH | {"with", "to", "'s"}
