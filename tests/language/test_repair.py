"""Verbs that the parser made adjectives of, put back as the head of their clause."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flows.language.repair import mended
from flows.language.syntax import objects, subjects
from flows.language.trees import Tree

Reader = Callable[[Sequence[tuple[str, str]]], tuple[Tree, ...]]


def told(tree: Tree, verb: int) -> tuple[list[str], list[str]]:
    who, what = subjects(tree, verb), objects(tree, verb)
    return [tree.tokens[i].text for i in who], [tree.tokens[i].text for i in what]


def test_an_adjective_with_a_subject_is_the_verb(read_trees: Reader) -> None:
    (tree,) = read_trees(
        [("Peru imposed curbs now", "Peru NNP 2 nsubj | imposed VBD 3 amod | curbs NNS 0 root | now RB 3 advmod")]
    )
    new = mended(tree)
    assert told(new, 1) == (["Peru"], ["curbs"])
    assert [token.text for token in new.tokens if token.head == token.index] == ["imposed"]
    assert new.tokens[3].head == 1


def test_a_noun_with_a_subject_and_no_copula_is_an_object(read_trees: Reader) -> None:
    (tree,) = read_trees([("Peru imposed curbs", "Peru NNP 3 nsubj | imposed VBN 3 amod | curbs NNS 0 root")])
    assert told(mended(tree), 1) == (["Peru"], ["curbs"])


def test_a_participle_after_the_subject_of_a_noun_is_the_verb(read_trees: Reader) -> None:
    (tree,) = read_trees([("Peru opened ties", "Peru NNP 3 nsubj | opened VBN 1 acl | ties NNS 0 root")])
    assert told(mended(tree), 1) == (["Peru"], ["ties"])


def test_a_real_adjective_and_a_copula_are_left_alone(read_trees: Reader) -> None:
    trees = read_trees(
        [
            (
                "They lifted imposed curbs",
                "They PRP 2 nsubj | lifted VBD 0 root | imposed VBN 4 amod | curbs NNS 2 obj",
            ),
            ("It is imposed order", "It PRP 4 nsubj | is VBZ 4 cop | imposed VBN 4 amod | order NN 0 root"),
        ]
    )
    assert [mended(tree) for tree in trees] == list(trees)


def test_a_clause_inside_another_keeps_its_place(read_trees: Reader) -> None:
    (tree,) = read_trees(
        [
            (
                "He said Peru imposed curbs",
                "He PRP 2 nsubj | said VBD 0 root | Peru NNP 4 nsubj | imposed VBD 5 amod | curbs NNS 2 ccomp",
            )
        ]
    )
    new = mended(tree)
    assert (new.tokens[3].head, new.tokens[3].dep) == (1, "ccomp")
    assert told(new, 3) == (["Peru"], ["curbs"])
