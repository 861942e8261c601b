"""What a clause's own words make of it: auxiliaries, negations, conditions (DATA.md, factuality)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flows.language.lexicon import lexicon
from flows.language.syntax import is_passive
from flows.language.trees import Token, Tree

Degree = Literal["actual", "planned", "denied"]


@dataclass(frozen=True, slots=True)
class Factuality:
    """A degree, and the tokens that lower it from actual (none where it is actual)."""

    degree: Degree = "actual"
    tokens: tuple[int, ...] = ()


ACTUAL = Factuality()


def own_factuality(tree: Tree, index: int) -> Factuality:
    """Return what the clause's own auxiliaries, negations and negative subjects or objects make of it."""
    children = tree.children(index)
    negative = tuple(t.index for t in children if _negates(tree, t, index))
    if negative and happens_at_last(tree, index):
        negative = ()
    planned = tuple(t.index for t in children if _suspends(t, index))
    if not planned and not tree.child(index, "aux", "nsubj", "mark") and tree.tokens[index].dep == "conj":
        planned = _shared_auxiliaries(tree, index)
    if planned and _irrealis_past(tree, index):
        return Factuality("denied", planned)
    if negative:
        return Factuality("denied", negative)
    if planned:
        return Factuality("planned", planned)
    if _is_to_be(tree, index):
        return Factuality("planned", (index,))
    return ACTUAL


def _negates(tree: Tree, token: Token, index: int) -> bool:
    """Return whether a dependent of a clause denies it: "not", "no embassy", "without", "has yet to", "in vain"."""
    words = lexicon()
    text = token.text.lower()
    match token.dep.split(":")[0]:
        case "advmod" if text == "yet":
            return tree.tokens[index].tag == "VB"
        case "advmod" | "aux" | "det":
            return text in words.negations
        case "cc" | "mark" | "case":
            return text in words.negations or text in words.negative_markers
        case "nsubj" | "obj" | "expl":
            return text in words.negative_pronouns or _negated_noun(tree, token)
        case "obl":
            return text == "vain"
    return False


def happens_at_last(tree: Tree, index: int) -> bool:
    """Return whether a denied clause tells when it came about: "did not recognise Peru until 1862"."""
    past = any(t.text.lower() in ("did", "was", "were", "had") for t in tree.children(index, "aux"))
    denied = any(t.text.lower() in ("not", "n't") for t in tree.children(index, "advmod"))
    return (past and denied and _until(tree, index)) or refused_until(tree, index)


def refused_until(tree: Tree, index: int) -> bool:
    """Return whether an infinitive tells what somebody came to do at last: "refused to recognise Peru until 1862"."""
    token = tree.tokens[index]
    verb = tree.tokens[token.head]
    refused = token.dep in ("xcomp", "advcl") and verb.tag == "VBD" and verb.lemma.lower() in ("refuse", "decline")
    return refused and (_until(tree, index) or _until(tree, verb.index))


def _until(tree: Tree, index: int) -> bool:
    return any(
        marker.text.lower() == "until"
        for phrase in tree.children(index, "obl", "advcl")
        if phrase.index > index
        for marker in tree.children(phrase.index, "case", "mark")
    )


def _suspends(token: Token, index: int) -> bool:
    """Return whether a dependent makes a clause a plan or a condition: "will", "may", "if"."""
    words = lexicon()
    text = token.text.lower()
    if token.dep.split(":")[0] == "aux":
        return text in words.planned_auxiliaries
    return token.dep == "mark" and text in words.conditional_markers and token.index < index


def _irrealis_past(tree: Tree, index: int) -> bool:
    """Return whether the clause says what would have been: "would have joined", "could have been averted"."""
    auxiliaries = [t.text.lower() for t in tree.children(index, "aux")]
    return "have" in auxiliaries and any(t in ("would", "could", "should", "might") for t in auxiliaries)


def _negated_noun(tree: Tree, token: Token) -> bool:
    determiners = tree.children(token.index, "det", "cc:preconj")
    return any(t.lemma.lower() in lexicon().negative_determiners for t in determiners)


def _shared_auxiliaries(tree: Tree, index: int) -> tuple[int, ...]:
    """Return the modal of the first verb where it reaches a later one: "will visit Rome and sign ..."."""
    if tree.tokens[index].tag != "VB":
        return ()
    first = tree.tokens[index].head
    auxiliaries = lexicon().planned_auxiliaries
    return tuple(t.index for t in tree.children(first, "aux") if t.text.lower() in auxiliaries)


def _is_to_be(tree: Tree, index: int) -> bool:
    """Return whether the verb is told as arranged: "is to visit", "is going to visit", "are due to"."""
    # the "due to" of "is due to visit" may be read as a preposition or an adverb
    near = tree.children(index, "mark", "case", "advmod", "advcl")
    marks = [t for t in near if t.tag == "TO" or (t.text.lower() == "due" and tree.children(t.index, "fixed"))]
    return (
        bool(marks) and any(t.lemma == "be" for t in tree.children(index, "aux", "cop")) and not is_passive(tree, index)
    )
