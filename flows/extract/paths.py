"""Paths of roles, as rules write them, followed from a clause to the phrases at their end."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.extract.reading import Reading
from flows.language.clauses import Clause

Classes = Mapping[str, frozenset[str]]
Seen = Callable[[int], frozenset[str]]  # the words that a phrase is seen by

# Roles that are not prepositions: these are never looked for in a neighbouring phrase.
_CORE = "agent patient theme recipient subject poss mod adverb clause adjunct host self"
CORE = frozenset(_CORE.split())
TEMPORAL = frozenset({"until", "since"})  # who asks for these asks for a time
ANYTHING = "*"


def follow(path: str, clause: Clause, reading: Reading, classes: Classes) -> tuple[int, ...]:
    """Return the heads at the end of a path of roles; "self" is the clause itself.

    A step with a class, "clause[@carry]", goes on only from what has a word of that class. "a|b" are alternatives:
    the first that leads anywhere.
    """
    memory = reading.who if "[" in path else reading.words
    return memory.of(("follow", path, clause.head), lambda: _follow(path, clause, reading, classes, reading.described))


def _follow(path: str, clause: Clause, reading: Reading, classes: Classes, seen: Seen) -> tuple[int, ...]:
    for alternative in path.split("|"):
        found: tuple[int, ...] = (clause.head,)
        for step in alternative.removesuffix("!").removeprefix("self.").split("."):
            role, bracket, words = step.partition("[@")
            if role != "self":
                found = _step(found, role, reading)
            if bracket:
                found = tuple(head for head in found if seen(head) & classes[words.removesuffix("]")])
        if found:
            return found
    return ()


def _step(heads: tuple[int, ...], role: str, reading: Reading) -> tuple[int, ...]:
    """Return what fills a role of each head.

    Where a prepositional phrase hangs is a toss-up for any parser ("removed three firms from its list"): one that the
    clause lacks is looked for in the phrases beside it; a time belongs where it stands.
    """
    found: list[int] = []
    for head in heads:
        clause = reading.clauses.at(head)
        own = clause.role(role)
        if not own and role not in CORE:
            neighbours = (reading.clauses.at(near) for near in _neighbours(clause, reading))
            own = tuple(f for neighbour in neighbours for f in neighbour.role(role) if not reading.is_time(f))
        found += own
    return tuple(dict.fromkeys(found))


def _neighbours(clause: Clause, reading: Reading) -> tuple[int, ...]:
    """Return the phrases beside which a parser may have hung a prepositional phrase that belongs to this one.

    Of a verb they are its patient, what the patient is of, and what stands after "as"; of a noun what it is of
    ("exports of cars | to Peru"), and the verb whose patient it is.
    """
    if clause.form == "verb":
        patients = clause.role("patient")
        return (*patients, *_what_it_is_of(patients, reading), *clause.role("as"))
    verbs = (reading.clauses.at(host) for host in clause.role("host"))
    governing = (verb.head for verb in verbs if verb.form == "verb" and clause.head in verb.role("patient"))
    return (*clause.role("of"), *governing)


def _what_it_is_of(heads: tuple[int, ...], reading: Reading) -> tuple[int, ...]:
    return tuple(filler for head in heads for filler in reading.clauses.at(head).role("of"))


def _tells_when(path: str, head: int, reading: Reading) -> bool:
    """Return whether a prepositional phrase is a date, which says nothing of where or at whom: "fired on 25 July"."""
    return path.rsplit(".", maxsplit=1)[-1] not in CORE | TEMPORAL and reading.is_time(head)


def words_at(path: str, clause: Clause, reading: Reading, classes: Classes) -> frozenset[str]:
    """Return what a condition of a rule sees at the end of a path of roles.

    A path that ends in "!" sees what the phrase is, not what modifies it; "a+b" sees what stands at both. "*" is
    there wherever anything is.
    """
    return reading.who.of(
        ("words", path, clause.head), lambda: _words_at(path, clause, reading, classes, reading.described)
    )


def plain_words_at(path: str, clause: Clause, reading: Reading, classes: Classes) -> frozenset[str]:
    """Return what a condition sees that asks for no sort of actor, neither at the end of its path nor on the way."""
    return reading.words.of(
        ("words", path, clause.head), lambda: _words_at(path, clause, reading, classes, reading.worded)
    )


def _words_at(path: str, clause: Clause, reading: Reading, classes: Classes, described: Seen) -> frozenset[str]:
    words: set[str] = set()
    for part in path.split("+"):
        seen = reading.names if part.endswith("!") else described
        for head in _follow(part, clause, reading, classes, described):
            words |= seen(head) if _tells_when(part, head, reading) else seen(head) | {ANYTHING}
        if part == "agent":
            # "relations between Peru and Chile, which fought a war": actors are read there too
            for head in reading.before_relative(clause):
                words |= seen(head)
    return frozenset(words)
