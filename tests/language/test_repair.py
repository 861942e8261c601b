"""Verbs that the parser made adjectives of, put back as the head of their clause."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flows.language.repair import mended
from flows.language.subjects import subjects
from flows.language.syntax import objects
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


def test_what_stands_before_a_verb_is_not_governed_from_behind_it(read_trees: Reader) -> None:
    (tree,) = read_trees([("Ties remained friendly", "Ties NNS 3 nsubj | remained VBD 0 root | friendly JJ 2 xcomp")])
    new = mended(tree)
    assert told(new, 1) == (["Ties"], [])
    assert new.tokens[0].dep == "nsubj"


def test_what_stands_behind_the_verb_is_left_with_its_complement(read_trees: Reader) -> None:
    (tree,) = read_trees(
        [("Ties grew strained today", "Ties NNS 2 nsubj | grew VBD 0 root | strained JJ 2 xcomp | today RB 3 advmod")]
    )
    assert mended(tree) is tree


def test_a_relative_stays_with_the_infinitive_that_it_belongs_to(read_trees: Reader) -> None:
    (tree,) = read_trees(
        [
            (
                "Talks in which Peru refused to join",
                "Talks NNS 0 root | in IN 3 case | which WDT 7 obl | Peru NNP 5 nsubj | refused VBD 1 acl:relcl | "
                "to TO 7 mark | join VB 5 xcomp",
            )
        ]
    )
    assert mended(tree) is tree


def test_a_subject_behind_its_verb_with_a_preposition_is_an_oblique(read_trees: Reader) -> None:
    (tree,) = read_trees(
        [
            (
                "Peru put curbs on Chad",
                "Peru NNP 2 nsubj | put VBD 0 root | curbs NNS 2 obj | on IN 5 case | Chad NNP 2 nsubj",
            )
        ]
    )
    new = mended(tree)
    assert told(new, 1) == (["Peru"], ["curbs"])
    assert new.tokens[4].dep == "obl"


def test_a_participle_without_and_is_said_of_the_noun_before_it(read_trees: Reader) -> None:
    (tree,) = read_trees(
        [
            (
                "Peru condemned tests , carried out in May",
                "Peru NNP 2 nsubj | condemned VBD 0 root | tests NNS 2 obj | , , 5 punct | carried VBN 2 conj | "
                "out RP 5 compound:prt | in IN 8 case | May NNP 5 obl",
            )
        ]
    )
    new = mended(tree)
    assert (new.tokens[4].head, new.tokens[4].dep) == (2, "acl")


def test_a_participle_after_and_stays_joined(read_trees: Reader) -> None:
    (tree,) = read_trees(
        [
            (
                "Ties were cut and restored",
                "Ties NNS 3 nsubj:pass | were VBD 3 aux:pass | cut VBN 0 root | and CC 5 cc | restored VBN 3 conj",
            )
        ]
    )
    assert mended(tree) is tree
