"""Dates measured from the clause beside: "nine years after it imposed the ban, the council on Wednesday lifted it"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flows.extract.dated import Dated
from flows.language import edtf
from flows.language.clauses import Clauses
from flows.language.syntax import has_clause, host_of
from flows.language.times import normalise_time


def measured(clauses: Clauses, dated: Dated, before: Dated | None, told_at: Callable[[int], str]) -> dict[int, Dated]:
    """Return the date that "nine years after" gives one of its two clauses, by the clause's head, if the other has one.

    ``before`` is the time told right before ("on Saturday, four days after ..."), ``told_at`` gives the date of a
    clause by its own words. Back from the governing clause is counted from an anchor
    open at its start (flows/language/times.py).
    """
    tree = clauses.tree
    inside = [t for t in tree.tokens if dated.start <= t.start < dated.end]
    opened = tree.tokens[inside[-1].head]
    if opened in inside:
        after = (t for t in tree.tokens[inside[-1].index + 1 :] if has_clause(tree, t.index))
        opened = next(after, opened)
    if opened.dep.startswith("nsubj") and has_clause(tree, opened.head):
        opened = tree.tokens[opened.head]  # "a day after the embassy | had been stormed"
    governor = host_of(tree, opened.index) if not has_clause(tree, opened.index) else _above(clauses, opened.index)
    if opened in inside:
        return {}
    if before is not None and tree.words(before.end, dated.start).strip(" ,") == "":
        first, last = edtf.ends(before.value)
        return _given(opened.index, dated, f"../{last or first}") if first or last else {}
    if governor is None:
        return {}
    if anchor := told_at(opened.index):
        return _given(governor, dated, anchor)
    first, last = edtf.ends(told_at(governor))
    return _given(opened.index, dated, f"../{last or first}") if first or last else {}


def _above(clauses: Clauses, index: int) -> int | None:
    return next((t.index for t in clauses.tree.ancestors(index) if has_clause(clauses.tree, t.index)), None)


def _given(head: int, dated: Dated, anchor: str) -> dict[int, Dated]:
    value = normalise_time(dated.words, anchor)
    return {head: replace(dated, value=value, anchor=anchor)} if value else {}
