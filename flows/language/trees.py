"""Tokens and dependency trees as the later stages see them: plain values, free of the parser that made them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a sentence.

    ``start`` and ``end`` are character offsets into the document's text. ``head`` is the index of the governor in
    the same tree (the root's own index for the root), ``dep`` a Universal Dependencies relation with its subtype
    ("nsubj:pass"), ``tag`` a Penn Treebank tag, ``pos`` a universal part of speech, ``lemma`` in lower case but for
    proper nouns.
    """

    index: int
    start: int
    end: int
    text: str
    lemma: str
    tag: str
    pos: str
    head: int
    dep: str


@dataclass(frozen=True)
class Tree:
    """One parsed sentence: its tokens in order, and its character offsets in the document's text."""

    tokens: tuple[Token, ...]
    start: int
    end: int
    text: str = field(repr=False)

    @cached_property
    def _children(self) -> tuple[tuple[int, ...], ...]:
        children: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.index:
                children[token.head].append(token.index)
        return tuple(map(tuple, children))

    @cached_property
    def _relations(self) -> tuple[str, ...]:
        """Every token's relation without its subtype."""
        return tuple(token.dep.split(":")[0] for token in self.tokens)

    @property
    def root(self) -> Token:
        """The token that governs all others."""
        return next(token for token in self.tokens if token.head == token.index)

    def children(self, index: int, *deps: str) -> tuple[Token, ...]:
        """Return the dependents of a token in text order; with ``deps``, those so attached.

        A relation without a subtype stands for all of its subtypes: ``obl`` finds ``obl:agent``.
        """
        tokens = self.tokens
        if not deps:
            return tuple([tokens[child] for child in self._children[index]])
        relations = self._relations
        # A list first: this is the most called function of all, and a generator is slower.
        return tuple([tokens[c] for c in self._children[index] if relations[c] in deps or tokens[c].dep in deps])

    def child(self, index: int, *deps: str) -> Token | None:
        """Return the first dependent so attached, or None."""
        tokens, relations = self.tokens, self._relations
        for child in self._children[index]:
            if not deps or relations[child] in deps or tokens[child].dep in deps:
                return tokens[child]
        return None

    def subtree(self, index: int) -> tuple[int, ...]:
        """Return the indices of a token and all that depends on it, in text order."""
        found = [index]
        for current in found:
            found.extend(self._children[current])
        return tuple(sorted(found))

    def ancestors(self, index: int) -> Iterator[Token]:
        """Yield the governors of a token from the nearest to the root."""
        token = self.tokens[index]
        while token.head != token.index:
            token = self.tokens[token.head]
            yield token

    def words(self, start: int, end: int) -> str:
        """Return the sentence's text between two document offsets."""
        return self.text[start - self.start : end - self.start]
