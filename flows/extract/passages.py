"""A document's sentences, each parsed when it is first needed.

Parsing is what costs, and most sentences need none of it: they hold no claim, and nothing elsewhere depends on them.
Who "the country" is, though, may depend on any sentence of the document, so references are resolved with all or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flows.language.mentions import Mention, find_mentions
from flows.language.parse import Parser
from flows.language.references import resolve_references
from flows.language.trees import Tree


class Passages:
    """The sentences of a document."""

    def __init__(self, parser: Parser, text: str, sentences: Sequence[tuple[str, int]]) -> None:
        """Take a document's text and its sentences, each with its start."""
        self._parser = parser
        self._document = text
        self._sentences = sentences
        self._trees: dict[int, Tree] = {}
        self._found: dict[int, tuple[Mention, ...]] = {}
        self._resolved: tuple[tuple[Mention, ...], ...] | None = None

    def parse(self, indices: Iterable[int]) -> None:
        """Parse those of some sentences that have not been, in one go."""
        wanted = [index for index in indices if index not in self._trees]
        self._trees.update(zip(wanted, self._parser.parse(self._sentences[index] for index in wanted), strict=True))

    def text(self, index: int) -> str:
        """Return the words of a sentence."""
        return self._sentences[index][0]

    def tree(self, index: int) -> Tree:
        """Return the tree of a sentence."""
        if index not in self._trees:
            self.parse([index])
        return self._trees[index]

    def found(self, index: int) -> tuple[Mention, ...]:
        """Return the mentions of a sentence as its own words give them."""
        if index not in self._found:
            self._found[index] = find_mentions(self.tree(index))
        return self._found[index]

    def resolved(self) -> tuple[tuple[Mention, ...], ...]:
        """Return the mentions of all sentences with their references resolved."""
        if self._resolved is None:
            places = range(len(self._sentences))
            self.parse(places)
            found = [self.found(i) for i in places]
            self._resolved = resolve_references([self.tree(i) for i in places], found, self._document)
        return self._resolved
