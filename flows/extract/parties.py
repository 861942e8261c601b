"""The two parties of a tie: as the clause has them, else as the sentence, the text before or the document tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product
from typing import TYPE_CHECKING

from flows.extract.acquaintances import partners_of_friend
from flows.extract.claims import Evidence
from flows.extract.companions import companions
from flows.extract.reading import ActorRead, Reading
from flows.extract.sides import (
    TAKING_UP,
    Sides,
    each_other,
    is_mission,
    is_organ,
    is_party,
    is_person,
    is_subject_matter,
    sides_of,
)
from flows.extract.untold import Untold
from flows.language.syntax import case_of
from flows.language.trees import Tree

if TYPE_CHECKING:
    from flows.extract.columns import ColumnReader

_TURNS = frozenset({"restored", "severed"})  # what is said of ties that were the other way before
BROKEN = frozenset({"severed", "suspended", "downgraded", "weakened", "absent"})
Pair = tuple[Evidence, ...]


def parties(reader: ColumnReader) -> Iterator[Pair]:
    """Yield the evidence for subject and object, a pair at a time; nothing where a tie has no two parties."""
    if not reader.rule.pairs:
        yield ()
        return
    for paths in reader.rule.pairs:
        if len(paths) == 1 and not paths[0].endswith("between") and _with_others(reader, paths[0]):
            continue
        sides = [reader.actors([path], is_party, places=True) for path in paths]
        if len(sides) == 1 and sides[0] and paths[0].endswith("between"):
            sides = [_whole_pair(reader, paths[0], sides[0])]
        elif len(sides) > 1 and paths[0] == "agent" and all(sides):
            sides[0] = (*sides[0], *_companions(reader, sides[1]))
        # of a mutual tie the order is the text's, also where a pronoun means both
        pairs = combinations(sorted(sides[0], key=_first_named), 2) if len(sides) == 1 else product(*sides)
        found = [(one, other) for one, other in pairs if one.actor != other.actor]
        for one, other in found:
            yield (*one.evidence("subject"), *other.evidence("object"))
        if found:
            return
    yield from _from_context(reader)


def _first_named(read: ActorRead) -> tuple[int, int]:
    return min(read.mention.antecedents, default=(read.mention.start, read.mention.end))


def _companions(reader: ColumnReader, others: Sequence[ActorRead]) -> Iterator[ActorRead]:
    """Yield who does the same as the subject, the other side of the tie aside."""
    against = {read.actor for read in others}
    reads = reader.reading.actors(companions(reader.reading, reader.clause))
    yield from (read for read in reads if is_party(read) and read.actor not in against)


def _whole_pair(reader: ColumnReader, path: str, found: Sequence[ActorRead]) -> tuple[ActorRead, ...]:
    """Return the parties "between" whom a tie is, the second also where the parser joined it to the tie itself."""
    heads = reader.at(path)
    if len(heads) != 1:
        return tuple(found)
    tree = reader.reading.tree
    after = max(tree.subtree(heads[0])) + 1
    if after >= len(tree.tokens) or tree.tokens[after].text != "and":
        return tuple(found)
    joined = tree.tokens[tree.tokens[after].head]
    if joined.index < after or joined.dep != "conj":
        return tuple(found)
    return (*found, *(read for read in reader.reading.actors((joined.index,), modifying=True) if is_party(read)))


def taken_up(reading: Reading, head: int, told: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence for actors told of before: the words that take them up, and those that named them."""
    start, end = reading.span(head)
    values = dict.fromkeys((evidence.field, evidence.value) for evidence in told)
    refers = [Evidence(field, value, start, end, "resolved", carried=True) for field, value in values]
    return [*refers, *(replace(evidence, carried=True) for evidence in told)]


def _with_others(reader: ColumnReader, path: str) -> bool:
    """Return whether the tie is with somebody else than those who have it, so that it is not mutual."""
    if any(not each_other(reader.reading, head) for path in ("with", "theme.with") for head in reader.at(path)):
        return True
    if path.endswith(".of"):
        return False  # "the armies of Peru and Chile": those who have it are who it is of
    others = reader.reading.actors((*reader.at("theme.to"), *reader.at("theme.of")))
    return any(map(is_party, others))


def _from_context(reader: ColumnReader) -> Iterator[Pair]:
    """Yield the parties that a clause lacks, one or both, as the context tells them.

    A party that the clause does name, but that stands for nobody known ("ties with its neighbours"), is not made
    up for.
    """
    if reader.clause.form == "copula":
        yield from _of_friend(reader)
    heads = reader.at("theme") or ((reader.clause.head,) if reader.clause.form == "noun" else ())
    if not heads or reader.clause.form not in ("verb", "noun", "copula") or not _goes_on(reader):
        return
    if reader.clause.form == "noun" and (
        reader.rule.set.get("relation_type") == "hostility"
        or reader.reading.names(reader.clause.head) & reader.rules.classes["ally"]
    ):
        return  # "the Arab-Israeli War" in a text about others, "those of our brothers who have helped us"
    sides = sides_of(reader, heads)
    known = sides.own or sides.other
    if sides.own and not sides.other and not sides.lacking and _is_loose(reader, heads):
        # "Moscow halted its aid" in the history of another state
        if other := Untold(reader.reading, hostile=False).protagonist(sides.own[0].actor):
            yield (*sides.own[0].evidence("subject"), *taken_up(reader.reading, heads[0], other))
        return
    if _of_others(reader, heads, halved=bool(sides.other)) or (
        reader.clause.form == "copula" and not _ties(reader, heads)
    ):
        return
    if sides.own and sides.fronted and not sides.lacking:
        for own, against in product(sides.own, sides.other):
            if own.actor != against.actor:
                yield (*own.evidence("subject"), *against.evidence("object"))
        return
    if sides.lacking or len({read.actor for read in (*sides.own, *sides.other)}) > 1:
        yield from _of_protagonist(reader, heads, sides)
        return
    hostile = reader.rule.set.get("relation_type") == "hostility"
    # enemies sign treaties too: "declared war in 1919, and the Treaty of Lausanne, signed in 1923, ended it"
    enemies = hostile or (reader.rule.set.get("relation_type") == "agreement" and not known)
    untold = Untold(reader.reading, enemies, sided=bool(sides.other))
    # Who is meant to do "to sever relations", or whose minister somebody is, may be anybody in the sentence.
    told_here = _is_finite(reader.reading.tree, reader.clause.head) and not any(
        is_person(reader.reading, head) or is_organ(reader.reading, head) for head in reader.at("agent")
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


def _of_friend(reader: ColumnReader) -> Iterator[Pair]:
    """Yield the parties where somebody is called a friend or enemy, and only the text tells of whom: "an old ally"."""
    classes = reader.rules.classes
    if not reader.reading.names(reader.clause.head) & (classes["ally"] | classes["enemy"]):
        return
    subjects = [read for read in reader.reading.actors(reader.at("subject")) if is_party(read)]
    if len(subjects) != 1:
        return
    for partner in partners_of_friend(reader.reading, reader.clause, subjects[0].actor):
        yield (*subjects[0].evidence("subject"), *partner)


def _is_finite(tree: Tree, head: int) -> bool:
    """Return whether a verb has a subject, of its own or with a verb that it is joined to: "closed it and left"."""
    token = tree.tokens[head]
    while True:
        if tree.child(token.index, "nsubj", "nsubj:pass", "csubj") is not None:
            return True
        if token.dep != "conj" or token.tag not in ("VBD", "VBZ", "VBP", "VBN", "MD"):
            return False
        token = tree.tokens[token.head]


def _of_protagonist(reader: ColumnReader, heads: Sequence[int], sides: Sides) -> Iterator[Pair]:
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
        if any(reader.reading.tree.tokens[head].text.lower() in TAKING_UP for head in heads):
            told = reader.reading.told.get("relations", ())
            return any(e.value == kind for e in told if e.field == "relation_type")
    if "relation_type" not in reader.rule.carry or reader.rule.set.get("change") not in _TURNS:
        return True
    if reader.at("theme.with"):
        return True  # "Those with Peru were restored": others than those just told of
    broken = any(e.value in BROKEN for e in reader.reading.told_tie if e.field == "change")
    return broken == (reader.rule.set.get("change") not in BROKEN)


def _ties(reader: ColumnReader, heads: Sequence[int]) -> bool:
    """Return whether it is of a tie, or of troops, that a clause says how it is."""
    classes = reader.rules.classes
    tree, head = reader.reading.tree, reader.clause.head
    if tree.tokens[head].pos in ("NOUN", "PROPN") and not case_of(tree, head):
        return False  # "relations with Peru, an ally": the ally is no tie; an agreement may be "in force"
    known = classes["tie"] | classes["garrison"] | classes["pact"]
    return any(reader.reading.names(head) & known for head in heads)


def _of_others(reader: ColumnReader, heads: Sequence[int], *, halved: bool) -> bool:
    """Return whether a tie is one that the context tells nothing of: mere trade, or the tie of somebody unknown.

    ``halved`` says that one party is named, as in "trade with Peru".
    """
    if not halved and _is_loose(reader, heads):
        return True
    if not is_mission(reader, heads) and any(_inside(reader, head) for head in heads):
        return True
    if any(reader.reading.names(head) & reader.rules.classes["pact"] for head in heads):
        return _unknown(reader, ("theme.poss",))  # "the Treaty of Lausanne": where it was signed
    return _unknown(reader, ("theme.of", "theme.poss"))


def _is_loose(reader: ColumnReader, heads: Sequence[int]) -> bool:
    return any(reader.reading.names(head) & reader.rules.classes["loose_tie"] for head in heads)


def _unknown(reader: ColumnReader, paths: Sequence[str]) -> bool:
    """Return whether a tie is of somebody who is named, but is no party: "the independence of Zubrowka"."""
    heads = [head for path in paths for head in reader.at(path)]
    return any(
        reader.reading.tree.tokens[head].pos == "PROPN"
        and not is_subject_matter(reader.reading, head)
        and not reader.reading.actors((head,), modifying=True)
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
