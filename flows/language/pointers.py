"""Words that point back to an actor named before: pronouns, "the country", "both sides", "the latter", "the North"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from flows.language.names import gazetteer
from flows.language.nouns import NounClass, is_noun, noun_class, singular, word_lists
from flows.language.trees import Token, Tree

_SINGULAR = frozenset({"it", "its", "itself", "he", "him", "his", "himself", "she", "her", "hers", "herself"})
_PLURAL = frozenset({"they", "them", "their", "theirs", "themselves", "we", "us", "our", "ours", "ourselves"})
_COUNTS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "neither": 2, "either": 2}
_SIDES = frozenset({"north", "south", "east", "west"})
# "It was not until 1992 that", "it was Rabat that broke", "it fell to the minister to".
_CLEFT = re.compile(
    r"^ (?:(?:is|was|has been|had been|will be|would be|may be|might be) "
    r"(?:.{1,70}?\b(?:that|who|whom)|not until|only (?:in|when|after))\b|"
    r"(?:fell|falls|took|takes|seems|seemed|appears|appeared|turned out|emerged|remains to be)\b)"
)


@dataclass(frozen=True, slots=True)
class Pointer:
    """One referring phrase: its head in the tree, its document offsets, and its form."""

    head: int
    start: int
    end: int
    form: Literal["pronoun", "definite", "number"]
    plural: bool
    noun: NounClass = ""


def counted(words: str) -> int:
    """Return how many actors a phrase counts, 0 where it does not say: "both countries" gives 2."""
    lowered = words.lower().split()
    if lowered[-1:] == ["other"] or lowered[-1:] == ["another"] or lowered[-1:] == ["pair"]:
        return 2
    return next((count for word, count in _COUNTS.items() if word in lowered), 0)


def find_pointers(tree: Tree) -> tuple[Pointer, ...]:
    """Return the referring phrases of a sentence, in order."""
    return tuple(pointer for token in tree.tokens for pointer in _at(tree, token))


def _at(tree: Tree, token: Token) -> Iterator[Pointer]:
    word = token.text.lower()
    if token.tag.startswith("PRP") and (word in _SINGULAR or word in _PLURAL) and token.text != "US":
        if not (word == "it" and _is_expletive(tree, token)):
            yield Pointer(token.index, token.start, token.end, "pronoun", word in _PLURAL)
        return
    previous = tree.tokens[token.index - 1] if token.index else None
    determiner = previous.text.lower() if previous is not None else ""
    if (word in ("former", "latter") and determiner == "the" and not _has_noun_after(tree, token)) or (
        word in _SIDES and token.text[0].isupper() and determiner == "the" and not _has_noun_after(tree, token)
    ):
        yield Pointer(token.index, tree.tokens[token.index - 1].start, token.end, "definite", False)
    elif (word == "other" and determiner == "each") or (word == "another" and determiner == "one"):
        yield Pointer(tree.tokens[token.index - 1].index, tree.tokens[token.index - 1].start, token.end, "number", True)
    elif (
        word in _COUNTS
        and not _has_noun_after(tree, token)
        and (determiner in ("the", "these", "those") or word == "both")
    ):
        if word == "both" and (tree.children(token.index, "nmod") or token.dep in ("cc:preconj", "cc")):
            return
        start = token.start if word == "both" else tree.tokens[token.index - 1].start
        yield Pointer(token.index, start, token.end, "number", True)
    elif is_noun(token):
        yield from _definite(tree, token)


def _is_expletive(tree: Tree, token: Token) -> bool:
    """Tell whether "it" stands for nothing: "it is clear that", "it should be noted that"."""
    if token.dep == "expl":
        return True
    governor = tree.tokens[token.head]
    clause = tree.children(governor.index, "csubj", "ccomp")
    copula = tree.child(governor.index, "cop") is not None
    infinitive = [t for t in tree.children(governor.index, "advcl", "xcomp", "acl") if tree.child(t.index, "mark")]
    if token.dep.startswith("nsubj") and (
        (clause and (copula or token.dep == "nsubj:pass")) or (copula and infinitive)
    ):
        return True
    if _CLEFT.match(tree.words(token.end, tree.end)):
        return True
    return copula and bool(tree.children(governor.index, "acl:relcl", "advcl:relcl"))


def _has_noun_after(tree: Tree, token: Token) -> bool:
    if token.index + 1 >= len(tree.tokens):
        return False
    after = tree.tokens[token.index + 1]
    return is_noun(after) or after.tag.startswith(("JJ", "CD", "HYPH")) or after.text == "-"


def _definite(tree: Tree, token: Token) -> Iterator[Pointer]:
    """Yield "the country", "its troops", "both governments", "the bloc": a known noun with a determiner alone."""
    noun, lists = singular(token.text), word_lists()
    before = tree.tokens[token.index - 1] if token.index else None
    premodifiers = [
        t
        for t in tree.children(token.index)
        if t.index < token.index
        and t.dep.split(":")[0] not in ("case", "cc", "punct", "mark", "nsubj", "cop", "advmod", "aux")
    ]
    style = " ".join(t.text.lower() for t in premodifiers if t.tag not in ("DT", "PRP$")) + f" {noun}"
    if (
        style.strip() in gazetteer().styles
        and premodifiers
        and premodifiers[0].text.lower() == "the"
        and " " in style.strip()
    ):
        yield Pointer(token.index, premodifiers[0].start, token.end, "definite", False, noun_class(noun))
        return
    if (
        token.dep.split(":")[0] == "compound"
        or not (premodifiers or (before is not None and before.tag == "PRP$"))
        or any(is_noun(t) and t.dep != "nmod:poss" for t in premodifiers)
    ):
        return
    words = [t.text.lower() for t in premodifiers]
    # The parser may have tied the possessive to a later noun: "its troops and heavy weapons".
    first = before if before is not None and before.tag == "PRP$" else premodifiers[0]
    plural = token.tag in ("NNS", "NNPS")
    bare = len(words) <= 1
    if first.tag == "PRP$":
        kind = noun_class(token.text)
        # What belongs to a state acts for it, people at large do not: "its troops", "their ambassadors".
        if kind in ("office", "organ", "force", "vessel") and (
            bare or all(t.tag.startswith("JJ") for t in premodifiers[1:])
        ):
            yield Pointer(token.index, first.start, token.end, "definite", plural, kind)
    elif (
        plural
        and set(words) & set(_COUNTS)
        and not tree.children(token.index, "conj")
        and noun in lists["plural_parties"]
    ):
        yield Pointer(token.index, first.start, token.end, "number", True)
    elif (
        words
        and words[0] in ("the", "this", "that")
        and not plural
        and not tree.children(token.index, "nmod", "acl:relcl")
    ):
        style = " ".join([*words[1:], noun])
        known = noun in lists["country"] and (
            bare or words[1:] in (["whole"], ["entire"], ["communist"], ["reclusive"], ["isolated"], ["military"])
        )
        if (
            known
            or style in gazetteer().styles
            or (
                bare
                and (
                    noun in gazetteer().bodies
                    or noun in ("ministry", "embassy", "army", "navy", "military", "parliament")
                )
            )
        ):
            yield Pointer(token.index, first.start, token.end, "definite", False, noun_class(noun))
