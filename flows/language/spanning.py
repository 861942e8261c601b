"""The best tree over the words of a sentence, given how well each word suits each other one as its governor."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
_NEVER = -1e9


def best_heads(scores: Scores) -> list[int]:
    """Return each word's governor in the tree of the highest sum of scores that has one root.

    ``scores`` has a row for each word and a column for each governor, column 0 being the root; so has the result: 0
    is the root, 1 the first word. Nearly always every word's best governor makes a tree; where it does not, the
    tree is found with Chu, Liu and Edmonds' algorithm (Edmonds 1967, Optimum branchings).
    """
    words = len(scores)
    arcs = scores.astype(np.float64)
    arcs[np.arange(words), np.arange(words) + 1] = _NEVER
    best: list[int] = arcs.argmax(axis=1).tolist()
    if best.count(0) == 1 and not _cycle([-1, *best]):
        return best
    # One root: the best tree among those that hang a single word on it. A penalty larger than any gain elsewhere
    # makes the algorithm hang no more than one there.
    spread = float(arcs[arcs > _NEVER].max() - arcs[arcs > _NEVER].min()) + 1.0
    arcs[:, 0] -= spread * words
    square = np.full((words + 1, words + 1), _NEVER)
    square[1:] = arcs
    return _branching(square)[1:]


def _branching(scores: NDArray[np.float64]) -> list[int]:
    """Return the governor of every node but 0 in the best branching from node 0; row = node, column = governor."""
    heads: list[int] = [-1, *scores[1:].argmax(axis=1).tolist()]
    cycle = _cycle(heads)
    if not cycle:
        return heads
    inside, outside = np.array(cycle), np.setdiff1d(np.arange(len(scores)), cycle)
    joined = len(outside)  # the node that stands for the whole cycle
    # What the cycle loses or gains by being entered at each member (columns) from each node outside (rows).
    entering = scores[np.ix_(inside, outside)].T - scores[inside, [heads[node] for node in cycle]]
    leaving = scores[np.ix_(outside, inside)]
    smaller = np.full((joined + 1, joined + 1), _NEVER)
    smaller[:joined, :joined] = scores[np.ix_(outside, outside)]
    smaller[joined, :joined] = entering.max(axis=1)
    smaller[:joined, joined] = leaving.max(axis=1)
    found = _branching(smaller)
    for place, node in enumerate(outside.tolist()):
        head = found[place]
        if node:
            heads[node] = cycle[int(leaving[place].argmax())] if head == joined else int(outside[head])
    entry = found[joined]
    heads[cycle[int(entering[entry].argmax())]] = int(outside[entry])
    return heads


def _cycle(heads: Sequence[int]) -> list[int]:
    """Return the nodes of a cycle of governors, none if there is no cycle; node 0 has no governor."""
    state = [0] * len(heads)
    for start in range(1, len(heads)):
        path: list[int] = []
        node = start
        while node > 0 and state[node] == 0:
            state[node] = start + 1
            path.append(node)
            node = heads[node]
        if node > 0 and state[node] == start + 1:
            return path[path.index(node) :]
    return []
