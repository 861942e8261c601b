"""Trees written by hand, so that tests of mentions and references do not hang on a parser's mistakes; and texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from flows.language.actors import normalise_actor
from flows.language.mentions import find_mentions
from flows.language.parse import Parser
from flows.language.references import resolve_references
from flows.language.trees import Token, Tree

Written = tuple[str, str]
Reader = Callable[[Sequence[Written]], tuple[Tree, ...]]
Meant = Callable[..., dict[str, set[str]]]

_POS = {
    "NNP": "PROPN", "NNPS": "PROPN", "NN": "NOUN", "NNS": "NOUN",
    "PRP": "PRON", "PRP$": "PRON", "RB": "ADV", "MD": "AUX",
}  # fmt: skip


def _tree(text: str, words: str, start: int) -> Tree:
    """Return the tree of a sentence; ``words`` holds "form tag governor relation" for each, counted from 1."""
    tokens = []
    place = 0
    for index, word in enumerate(words.split(" | ")):
        form, tag, governor, relation = word.split(" ")
        place = text.index(form, place)
        head = index if governor == "0" else int(governor) - 1
        pos = "AUX" if relation.startswith(("aux", "cop")) else _POS.get(tag, "VERB" if tag.startswith("VB") else "X")
        tokens.append(
            Token(index, start + place, start + place + len(form), form, form.lower(), tag, pos, head, relation)
        )
        place += len(form)
    return Tree(tuple(tokens), start, start + len(text), text)


@pytest.fixture
def read_trees() -> Reader:
    """Return the reader of a document: its sentences, each with the analysis of its words."""

    def read(sentences: Sequence[Written]) -> tuple[Tree, ...]:
        trees = []
        start = 0
        for text, words in sentences:
            trees.append(_tree(text, words, start))
            start += len(text) + 1
        return tuple(trees)

    return read


@pytest.fixture
def meant(parser: Parser) -> Meant:
    """Return a function from a text's sentences to the actors of each phrase in the last of them.

    The sentences are plain ones, which any parser worth its name reads rightly.
    """

    def read(*sentences: str, dateline: str = "") -> dict[str, set[str]]:
        text = "\n".join([dateline, *sentences]) if dateline else "\n".join(sentences)
        starts = [text.index(sentence) for sentence in sentences]
        trees = list(parser.parse(zip(sentences, starts, strict=True)))
        resolved = resolve_references(trees, [find_mentions(tree) for tree in trees], text)
        found: dict[str, set[str]] = {}
        for mention in resolved[-1]:
            for start, end in mention.antecedents:
                assert normalise_actor(text[start:end]) == mention.actor
            if mention.actor:
                found.setdefault(mention.words, set()).add(mention.actor)
        return found

    return read
