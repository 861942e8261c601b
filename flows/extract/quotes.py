"""The quote of a claim: the shortest run of whole clauses that states it."""

from __future__ import annotations

from collections.abc import Sequence

from flows.extract.claims import Evidence
from flows.language.syntax import has_clause, host_of
from flows.language.trees import Tree

# What is a clause of its own beside the one that it hangs on, and so no part of its quote.
APART = frozenset({"conj", "parataxis", "acl:relcl", "advcl", "appos"})


def quote(tree: Tree, head: int, evidence: Sequence[Evidence]) -> tuple[int, int]:
    """Return the document offsets of the clause of a predicate, widened to all evidence in the sentence."""
    top = head if has_clause(tree, head) else host_of(tree, head)
    inside = own_tokens(tree, top if top is not None else head)
    inside.update(own_tokens(tree, head))
    for words in evidence:
        if words.field != "speaker" and tree.start <= words.start and words.end <= tree.end:
            inside.update(_around(tree, words, inside))
    tokens = [tree.tokens[i] for i in inside if tree.tokens[i].pos != "PUNCT"]
    return min(t.start for t in tokens), max(t.end for t in tokens)


def _around(tree: Tree, words: Evidence, inside: set[int]) -> set[int]:
    """Return the tokens of words, with the clause that they stand in where that is not in the quote yet."""
    held = {t.index for t in tree.tokens if t.start < words.end and words.start < t.end}
    if held <= inside:
        return held
    first = min(held)
    clause = host_of(tree, first)
    return held | own_tokens(tree, clause) if clause is not None and clause not in inside else held


def own_tokens(tree: Tree, head: int) -> set[int]:
    """Return the tokens of a clause without the clauses that stand beside it."""
    found = {head}
    pending = [head]
    while pending:
        current = pending.pop()
        for child in tree.children(current):
            if child.dep in APART and has_clause(tree, child.index):
                continue
            if child.dep in ("cc", "punct", "mark") and (child.dep != "mark" or current == head):
                continue
            found.add(child.index)
            pending.append(child.index)
    return found
