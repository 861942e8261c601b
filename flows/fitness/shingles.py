"""Texts as sets of shingles, which are runs of five words: what two texts share is counted, not estimated.

All words of a text are made numbers at once. With P odd, the sum of b * P^i over the bytes b of a word at the places i,
times the inverse of P to where the word starts, is a number of the word alone, and sums of such from place to place are
differences of one running sum. Ten thousand documents are so looked through in a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

WORDS = 5  # in a run: long enough that two texts of one subject share few, short enough that an edit breaks few
_BLANK = 32
# Letters and digits stay, and all that is beyond ASCII; the rest parts words.
_FOLD = bytes(byte if byte > 127 or chr(byte).isalnum() else _BLANK for byte in range(256))
_BEYOND = tuple(sign.encode() for sign in "’‘“”„«»–—‐‑…•·\u00a0\u202f\u2009\u00ad\u200b")  # these part words as well
_ODD, _MIX = 0x9E3779B97F4A7C15, np.uint64(0xC2B2AE3D27D4EB4F)
_BITS = 16  # of a shingle that tell at once of most that no text has them

Shingles = NDArray[np.uint64]


def shingles(text: str) -> Shingles:
    """Return the runs of five words of a text as sorted numbers, each once; of a shorter text it is one run.

    Letter case, punctuation and white space count for nothing.
    """
    return np.unique(runs(text))


def runs(text: str) -> Shingles:
    """Return the number of each run of five words of a text, in order."""
    words = _words(text)
    length = min(WORDS, len(words))
    found = np.zeros(len(words) - length + 1 if length else 0, dtype=np.uint64)
    for place in range(length):
        found = (found + words[place : place + len(found)]) * _MIX
        found ^= found >> np.uint64(31)
    return found


class Index:
    """The shingles of some texts, to count in one go what another text shares with each of them."""

    def __init__(self, texts: Sequence[Shingles]) -> None:
        """Take the shingles of the texts; they are known by their places."""
        numbers = np.concatenate([*texts, np.zeros(0, dtype=np.uint64)])
        owners = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
        order = np.argsort(numbers, kind="stable")
        self._numbers, self._owners = numbers[order], owners[order]
        self._count = len(texts)
        self._likely = np.zeros(1 << _BITS, dtype=np.bool_)
        self._likely[_beginning(numbers)] = True

    def shared(self, other: Shingles) -> dict[int, int]:
        """Return how many shingles each text shares with another one, by its runs, for those that share any."""
        likely = np.unique(other[self._likely[_beginning(other)]])
        first = np.searchsorted(self._numbers, likely, side="left")
        last = np.searchsorted(self._numbers, likely, side="right")
        places = [np.arange(low, high) for low, high in zip(first, last, strict=True) if low < high]
        if not places:
            return {}
        counts = np.bincount(self._owners[np.concatenate(places)], minlength=self._count)
        return {int(owner): int(counts[owner]) for owner in np.flatnonzero(counts)}


def _beginning(numbers: Shingles) -> Shingles:
    beginning: Shingles = numbers >> np.uint64(64 - _BITS)
    return beginning


def _words(text: str) -> Shingles:
    """Return each word of a text as a number, in order."""
    content = text.casefold().encode("utf-8", "surrogatepass")
    if len(content) != len(text):
        for sign in _BEYOND:
            content = content.replace(sign, b" ")
    folded = np.frombuffer(b" " + content.translate(_FOLD) + b" ", dtype=np.uint8)
    letters = folded != _BLANK
    edges = np.flatnonzero(letters[1:] != letters[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    up, down = _powers((len(folded) - 1).bit_length())
    sums = np.cumsum(folded * up[: len(folded)])
    words: Shingles = (sums[ends - 1] - sums[starts - 1]) * down[starts]
    words ^= words >> np.uint64(29)
    return words * _MIX


@cache
def _powers(bits: int) -> tuple[Shingles, Shingles]:
    """Return the powers of P and of its inverse modulo 2^64, so many as a text of 2^bits bytes has places."""
    made = []
    for base in (_ODD, pow(_ODD, -1, 1 << 64)):
        factors = np.full(1 << bits, base, dtype=np.uint64)
        factors[0] = 1
        made.append(np.multiply.accumulate(factors))
    return made[0], made[1]
