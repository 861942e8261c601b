"""Trees as parsers really make them, wrong attachments included: what the clauses make of them all the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from flows.language.clauses import Clauses
from flows.language.subjects import subjects
from flows.language.syntax import appositions, case_of, expand, objects
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


def test_a_title_before_a_name_has_the_names_preposition(read_trees: Reader) -> None:
    (tree,) = read_trees(
        [
            (
                "Peru met with President Duarte",
                "Peru NNP 2 nsubj | met VBD 0 root | with IN 4 case | President NNP 5 nmod:desc | Duarte NNP 2 obl",
            )
        ]
    )
    assert case_of(tree, 4) == "with"
    assert words(tree, Clauses(tree).at(1).role("with")) == ["Duarte"]


def test_out_of_is_from(read_trees: Reader) -> None:
    (tree,) = read_trees(
        [
            (
                "Peru pulled troops out of Chad",
                "Peru NNP 2 nsubj | pulled VBD 0 root | troops NNS 2 obj | out IN 6 case | of IN 6 case | "
                "Chad NNP 2 obl",
            )
        ]
    )
    assert words(tree, Clauses(tree).at(1).role("from")) == ["Chad"]


def test_an_indirect_object_alone_is_the_object(read_trees: Reader) -> None:
    (tree,) = read_trees([("Peru accused Chile", "Peru NNP 2 nsubj | accused VBD 0 root | Chile NNP 2 iobj")])
    assert words(tree, objects(tree, 1)) == ["Chile"]
    assert Clauses(tree).at(1).role("recipient") == ()
    (both,) = read_trees(
        [("Peru sold Chile arms", "Peru NNP 2 nsubj | sold VBD 0 root | Chile NNP 2 iobj | arms NNS 2 obj")]
    )
    assert words(both, objects(both, 1)) == ["arms"]
    assert words(both, Clauses(both).at(1).role("recipient")) == ["Chile"]


@pytest.mark.parametrize(("relation", "expected"), [("obl", ["relations"]), ("obl:unmarked", [])])
def test_an_oblique_without_a_preposition_is_an_object(read_trees: Reader, relation: str, expected: list[str]) -> None:
    (tree,) = read_trees(
        [
            (
                "Peru broke off relations",
                f"Peru NNP 2 nsubj | broke VBD 0 root | off RP 2 compound:prt | relations NNS 2 {relation}",
            )
        ]
    )
    assert words(tree, objects(tree, 1)) == expected


def test_a_verb_in_two_halves_is_one(read_trees: Reader) -> None:
    (tree,) = read_trees(
        [
            (
                "Peru test - fired rockets",
                "Peru NNP 2 compound | test NN 4 compound | - HYPH 4 punct | fired VBD 0 root | rockets NNS 4 obj",
            )
        ]
    )
    clause = Clauses(tree).at(3)
    assert clause.predicate == "test-fired"  # hand-written trees have no lemmas
    assert words(tree, clause.role("agent")) == ["Peru"]


def test_a_noun_before_a_finite_verb_is_its_subject_whatever_the_parse_says(read_trees: Reader) -> None:
    (tree,) = read_trees(
        [
            (
                "Peru army launches rockets",
                "Peru NNP 2 compound | army NN 3 amod | launches VBZ 0 root | rockets NNS 3 obj",
            )
        ]
    )
    assert words(tree, subjects(tree, 2)) == ["army"]


@pytest.mark.parametrize(
    "analysis",
    [
        "Its PRP$ 2 nmod:poss | foe NN 4 nsubj | Chad NNP 2 flat | fell VBD 0 root",
        "Its PRP$ 2 nmod:poss | foe NN 4 nsubj | Chad NNP 4 nsubj | fell VBD 0 root",
    ],
)
def test_a_name_right_behind_a_noun_is_in_apposition(read_trees: Reader, analysis: str) -> None:
    (tree,) = read_trees([("Its foe Chad fell", analysis)])
    assert words(tree, appositions(tree, 1)) == ["Chad"]


def test_who_does_it_stands_before_the_participle(read_trees: Reader) -> None:
    (tree,) = read_trees(
        [
            (
                "The EU - sanctioned tanker left",
                "The DT 5 det | EU NNP 4 compound | - HYPH 4 punct | sanctioned VBN 5 amod | tanker NN 6 nsubj | "
                "left VBD 0 root",
            )
        ]
    )
    clause = Clauses(tree).at(3)
    assert (words(tree, clause.role("agent")), words(tree, clause.role("patient"))) == (["EU"], ["tanker"])
