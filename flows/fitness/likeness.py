"""Texts that are like one another: the same, nearly the same, and reprints of most of one inside the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from flows.fitness.corpus import Known
from flows.fitness.shingles import Index, Shingles, runs, shingles

Kind = Literal["same bytes", "same text", "nearly the same", "inside it", "holds it", "passages"]

NEARLY = 0.8  # of the runs of words of both texts together are in both
MOST = 0.5  # of the runs of words of the one are in the other: it was reprinted there
SOME = 0.1  # of them: a passage
PASSAGE = 40  # runs of words at least, about two sentences: less is a phrase or the foot of a page


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a text is like the source at ``path``.

    Of the runs of five words, ``ours`` is the share of this text's that the other has too, ``theirs`` the share of the
    other's that this text has, ``both`` (Jaccard's index) the share of all that both have; each 0 to 1. "inside it"
    says that most of this text is in the other, "holds it" that most of the other is in this text.
    """

    path: str
    kind: Kind
    ours: float
    theirs: float
    both: float


def likenesses(texts: Sequence[Known], others: Iterable[Known]) -> list[list[Likeness]]:
    """Return for each text what is like it among the others and the texts before it, what is most alike first."""
    held = [shingles(text.text) for text in texts]
    index = Index(held)
    found: list[list[Likeness]] = [[] for _ in texts]

    def look(other: Known, numbers: Shingles, first: int) -> None:
        shared = {place: count for place, count in index.shared(numbers).items() if place >= first}
        size = len(np.unique(numbers)) if shared else 0
        for place, count in shared.items():
            if like := _likeness(texts[place], len(held[place]), other, size, count):
                found[place].append(like)

    for other in others:
        look(other, runs(other.text), 0)
    for place, numbers in enumerate(held):
        look(texts[place], numbers, place + 1)  # of two that are alike the first is taken as there already
    return [sorted(likes, key=lambda like: (-like.both, -like.ours, like.path)) for likes in found]


def _likeness(text: Known, ours: int, other: Known, theirs: int, shared: int) -> Likeness | None:
    shares = shared / ours, shared / theirs, shared / (ours + theirs - shared)
    kind: Kind
    # Pages of one archive have its bytes in common, and a text of an earlier release may be another reader's.
    if text.sha256 == other.sha256 and text.path != other.path and shares[2] >= NEARLY:
        kind = "same bytes"
    elif text.text == other.text:
        kind = "same text"
    elif shares[2] >= NEARLY:
        kind = "nearly the same"
    elif shared < PASSAGE or max(shares[:2]) < SOME:
        return None
    elif max(shares[:2]) < MOST:
        kind = "passages"
    else:
        kind = "inside it" if shares[0] >= shares[1] else "holds it"
    return Likeness(other.path, kind, *shares)
