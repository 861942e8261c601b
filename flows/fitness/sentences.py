"""The sentences of a document with their trees and mentions, as the engine reads them, for a person to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from flows.engines import engine
from flows.extract.claims import Extraction
from flows.extract.passages import Passages
from flows.extract.rules_engine import RulesEngine
from flows.language.mentions import Mention
from flows.language.parse import Parser
from flows.language.sentences import split_sentences
from flows.language.trees import Tree

LOOKED_AT = 200_000  # characters: a book would take minutes, and nobody reads through a list of its names


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: ``text[start:end]`` of the document, and whether it holds a word of a rule (``triggered``)."""

    tree: Tree
    mentions: Sequence[Mention]
    triggered: bool

    @property
    def start(self) -> int:
        """Where it starts in the document's text."""
        return self.tree.start

    @property
    def words(self) -> str:
        """Its words in one line."""
        return " ".join(self.tree.text.split())


def sentences_of(extraction: Extraction) -> Iterator[Sentence]:
    """Yield the sentences of a document, as far as a person would look, with their references resolved over them."""
    text = extraction.document.text
    spans = [span for span in split_sentences(text) if span.parsable and span.start < LOOKED_AT]
    triggers = {outcome.index: bool(outcome.triggers) for outcome in extraction.sentences}
    passages = Passages(_parser(), text, [(text[span.start : span.end], span.start) for span in spans])
    for place, mentions in enumerate(passages.resolved()):
        yield Sentence(passages.tree(place), mentions, triggers.get(spans[place].index, False))


@cache
def _parser() -> Parser:
    reader = engine()
    return reader.parser if isinstance(reader, RulesEngine) else Parser.load()
