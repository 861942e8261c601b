"""How many people an attack or a clash killed and hurt, wherever its sentence says so."""

from __future__ import annotations

from collections.abc import Mapping

from flows.extract.claims import Evidence
from flows.extract.reading import Reading
from flows.language.clauses import Clause
from flows.language.syntax import has_clause

# Kinds of incident that leave dead and wounded.
BLOODY = frozenset({"attack", "clash", "assassination"})
# What ties the telling of the dead to the telling of the attack: "struck a bus, killing two", "two died in a raid".
LINKS = frozenset({"conj", "advcl", "acl", "obl", "nmod", "obj", "nsubj", "parataxis", "xcomp"})
FAR = 4  # links at most between the two
COLUMNS = {"deaths": "deadly", "injuries": "wounding"}


def casualties(reading: Reading, clause: Clause, classes: Mapping[str, frozenset[str]]) -> list[Evidence]:
    """Return the evidence for the dead and the injured of the event that a clause tells of.

    They are looked for in the clause itself and in those linked to it, the nearest first; never beyond the verb of
    another event, and not where a flood or an accident killed.
    """
    passable = classes["deadly"] | classes["wounding"] | classes["perpetrate"]
    found: dict[str, Evidence] = {}
    seen, ring = {clause.head}, [clause.head]
    for _ in range(FAR + 1):
        further: list[int] = []
        for head in ring:
            told = reading.clauses.at(head)
            if head != clause.head and any(reading.described(doer) & classes["mishap"] for doer in told.role("agent")):
                continue
            for column, words in COLUMNS.items():
                number = _number(reading, told) if told.predicate in classes[words] else None
                if number is not None and column not in found:
                    found[column] = Evidence(column, None, *number, "normalised")
            if head == clause.head or not has_clause(reading.tree, head) or told.predicate in passable:
                further += [near for near in _linked(reading, head) if near not in seen]
                seen.update(further)
        ring = further
    return list(found.values())


def _linked(reading: Reading, head: int) -> list[int]:
    tree = reading.tree
    token = tree.tokens[head]
    near = [child.index for child in tree.children(head) if child.dep.split(":")[0] in LINKS]
    if token.head != head and token.dep.split(":")[0] in LINKS:
        near.append(token.head)
    return near


def _number(reading: Reading, told: Clause) -> tuple[int, int] | None:
    """Return where the number of those killed or hurt stands; None where the words give none."""
    for victim in told.role("theme"):
        quantity = reading.quantity(victim)
        if quantity is not None and quantity.unit is None:
            start = reading.tree.start
            return quantity.start + start, quantity.end + start
    return None
