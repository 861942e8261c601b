"""Words cut into word pieces, as the encoder under the parser learnt them.

The pieces are those of BERT's lower-case vocabulary (Devlin et al. 2019): accents are taken off, signs stand alone,
and a word is cut into the longest pieces that the vocabulary has, from the left. It is written out here because it is
short, and the libraries that do it bring clients of model hubs with them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

UNKNOWN, OPENING, CLOSING = "[UNK]", "[CLS]", "[SEP]"
_LONGEST_WORD = 100  # letters of a word; a longer one is unknown
_REMEMBERED = 50_000  # words; beyond these the memory of cut words starts afresh
# Chinese characters, in the blocks that BERT's vocabulary was made with.
_IDEOGRAPHS = (
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF), (0x2A700, 0x2CEAF), (0x2F800, 0x2FA1F),
)  # fmt: skip
# How a word is written, which the pieces do not tell.
LOWER, TITLE, UPPER, MIXED, NO_LETTER, ONE_LETTER, NO_WORD = range(7)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A sentence's words as pieces: their ids and cases, and the place of each word's first piece."""

    ids: list[int]
    cases: list[int]
    first: list[int]


@dataclass(frozen=True, slots=True)
class WordPieces:
    """The vocabulary of pieces, and what words were cut into before."""

    ids: Mapping[str, int]
    _cut: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, path: Path) -> WordPieces:
        """Return the pieces of a vocabulary file: one a line, the line's number being the id."""
        pieces = path.read_text(encoding="utf-8").split("\n")
        return cls({piece: number for number, piece in enumerate(pieces) if piece})

    def of(self, words: Sequence[str]) -> Pieces:
        """Return the pieces of a sentence's words between the opening and the closing piece.

        A word of which nothing is left (a control sign) is an unknown piece, so that every word has one.
        """
        ids, cases, first = [self.ids[OPENING]], [NO_WORD], []
        for word in words:
            found = self.of_word(word)
            first.append(len(ids))
            ids += found
            cases += [case_of_word(word)] * len(found)
        return Pieces([*ids, self.ids[CLOSING]], [*cases, NO_WORD], first)

    def of_word(self, word: str) -> tuple[int, ...]:
        """Return the ids of a word's pieces, at least one."""
        if word not in self._cut:
            if len(self._cut) >= _REMEMBERED:
                self._cut.clear()
            found = [piece for part in _parts(word) for piece in self._longest(part)]
            self._cut[word] = tuple(found) or (self.ids[UNKNOWN],)
        return self._cut[word]

    def _longest(self, word: str) -> list[int]:
        if len(word) > _LONGEST_WORD:
            return [self.ids[UNKNOWN]]
        found: list[int] = []
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            end = next((e for e in range(len(word), start, -1) if prefix + word[start:e] in self.ids), None)
            if end is None:
                return [self.ids[UNKNOWN]]
            found.append(self.ids[prefix + word[start:end]])
            start = end
        return found


def case_of_word(word: str) -> int:
    """Return how a word is written: in small letters, with a capital, in capitals, mixed, or without letters."""
    if not any(sign.isalpha() for sign in word):
        return NO_LETTER
    if word.islower():
        return LOWER
    if word.isupper():
        return UPPER if len(word) > 1 else ONE_LETTER
    others = word[1:]
    plain = others.islower() or not any(sign.isalpha() for sign in others)
    return TITLE if word[0].isupper() and plain else MIXED


def _parts(word: str) -> list[str]:
    """Return a word in small letters without accents and control signs, cut around signs and ideographs."""
    plain = unicodedata.normalize("NFD", "".join(" " if s.isspace() else s for s in word if not _is_control(s)))
    bare = "".join(sign for sign in plain if unicodedata.category(sign) != "Mn").lower()
    spaced = "".join(f" {sign} " if _stands_alone(sign) else sign for sign in bare)
    return spaced.split()


def _is_control(sign: str) -> bool:
    # Not what has no character yet ("Cn"): which those are depends on the version of Python.
    return sign == "\ufffd" or (unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs") and not sign.isspace())


def _stands_alone(sign: str) -> bool:
    number = ord(sign)
    ascii_sign = 33 <= number <= 47 or 58 <= number <= 64 or 91 <= number <= 96 or 123 <= number <= 126
    return ascii_sign or unicodedata.category(sign).startswith("P") or _is_ideograph(number)


def _is_ideograph(number: int) -> bool:
    return any(low <= number <= high for low, high in _IDEOGRAPHS)
