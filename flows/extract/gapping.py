"""Dates of their own for what is joined: "joined the EU in 2007 and NATO in 2004" leaves a verb out."""

from __future__ import annotations

from collections.abc import Sequence

from flows.extract.claims import Evidence
from flows.extract.dated import Dated
from flows.language.syntax import expand
from flows.language.trees import Token, Tree

_OTHER_SIDE = frozenset({"object", "targets", "ranked"})


def own_dates(
    tree: Tree, dates: Sequence[Dated], found: Sequence[Dated], evidence: Sequence[Evidence]
) -> Sequence[Dated]:
    """Return the date that stands behind the claim's own other side, if each of those joined with it has one behind it.

    ``dates`` are those of the clause, ``found`` all of the sentence; where the dates are not so spread out they are the
    clause's.
    """
    named = [e for e in evidence if e.field in _OTHER_SIDE and not e.carried]
    own = next((t for e in named for t in tree.tokens if e.start <= t.start and t.end <= e.end), None)
    if own is None or len(found) < 2:
        return dates
    group = _joined_with(tree, own)
    ends = [token.start for token in group[1:]] + [tree.end]
    behind = [
        next((date for date in found if token.end <= date.start < end), None)
        for token, end in zip(group, ends, strict=True)
    ]
    told = [date for date in behind if date is not None]
    if len(group) < 2 or len(told) < len(group):
        return dates
    # The first of those joined governs the others: the last whose phrase holds the name is its own.
    places = [place for place, token in enumerate(group) if own.index in tree.subtree(token.index)]
    return (told[places[-1]],) if places else dates


def _joined_with(tree: Tree, token: Token) -> list[Token]:
    """Return the heads of the phrases that a token's phrase is joined with, its own among them, in text order."""
    head = token
    while head.dep in ("compound", "flat", "nmod:poss", "conj", "amod", "det") and head.head != head.index:
        head = tree.tokens[head.head]
    return [tree.tokens[index] for index in sorted(expand(tree, head.index))]
