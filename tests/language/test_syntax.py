"""Trees as parsers really make them, wrong attachments included: what the clauses make of them all the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from flows.language.clauses import Clauses
from flows.language.syntax import expand, objects, subjects
from flows.language.trees import Tree

Reader = Callable[[Sequence[tuple[str, str]]], tuple[Tree, ...]]


def words(tree: Tree, heads: Sequence[int]) -> list[str]:
    return [tree.tokens[index].text for index in heads]


def test_the_phrase_after_as_is_the_subject_that_a_finite_clause_lacks(read_trees: Reader) -> None:
    (tree,) = read_trees(
        [
            (
                "It could gain much as Peru is one",
                "It PRP 3 nsubj | could MD 3 aux | gain VB 0 root | much RB 3 advmod | as IN 6 case | Peru NNP 3 obl | "
                "is VBZ 8 cop | one CD 3 conj",
            )
        ]
    )
    assert words(tree, subjects(tree, 7)) == ["Peru"]


def test_a_participle_that_took_the_subject_gives_it_back(read_trees: Reader) -> None:
    (tree,) = read_trees(
        [
            (
                "Ships using flags were seized",
                "Ships NNS 2 nsubj | using VBG 5 parataxis | flags NNS 2 obj | were VBD 5 aux:pass | seized VBN 0 root",
            )
        ]
    )
    assert words(tree, subjects(tree, 4)) == ["Ships"]
    clause = Clauses(tree).at(4)
    assert words(tree, clause.role("patient")) == ["Ships"]
    assert words(tree, clause.role("adjunct")) == ["using"]


def test_a_sentence_without_any_subject_gets_none(read_trees: Reader) -> None:
    (tree,) = read_trees([("Closed the border", "Closed VBD 0 root | the DT 3 det | border NN 1 obj")])
    assert subjects(tree, 0) == ()
    assert words(tree, objects(tree, 0)) == ["border"]


@pytest.mark.parametrize(("article", "expected"), [("latest JJS 6 amod", "offices"), ("latest JJ 6 nmod", "one")])
def test_one_stands_for_the_plural_before_it(read_trees: Reader, article: str, expected: str) -> None:
    (tree,) = read_trees(
        [
            (
                "Peru shut offices and latest one closed",
                f"Peru NNP 2 nsubj | shut VBD 0 root | offices NNS 2 obj | and CC 7 cc | {article} | one NN 7 nsubj | "
                "closed VBD 2 conj",
            )
        ]
    )
    assert words(tree, expand(tree, 5)) == [expected]


def test_who_is_accused_of_doing_does_it(read_trees: Reader) -> None:
    (tree,) = read_trees(
        [
            (
                "Peru accuse Chile of firing",
                "Peru NNP 2 nsubj | accuse VBD 0 root | Chile NNP 2 obj | of IN 5 mark | firing VBG 2 advcl",
            )
        ]
    )
    assert words(tree, subjects(tree, 4)) == ["Chile"]
