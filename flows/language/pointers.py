"""Words that point back to an actor named before: pronouns, "the country", "both sides", "the latter", "the North"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from flows.language.names import gazetteer
from flows.language.nouns import NounClass, is_noun, is_opposite_number, noun_class, singular, word_lists
from flows.language.trees import Token, Tree

_SINGULAR = frozenset({"it", "its", "itself", "he", "him", "his", "himself", "she", "her", "hers", "herself"})
_PLURAL = frozenset({"they", "them", "their", "theirs", "themselves", "we", "us", "our", "ours", "ourselves"})
_COUNTS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "neither": 2, "either": 2}
_GROUPS = {"pair": 2, "duo": 2, "trio": 3, "quartet": 4}
_ONE_OF_EACH = frozenset({"each", "either", "neither"})
_NESTING = 2  # "the head of the country's parliament"
_SIDES = frozenset({"north", "south", "east", "west"})
# "It was not until 1992 that", "it was Rabat that broke", "it fell to the minister to".
_CLEFT = re.compile(
    r"^ (?:(?:is|was|has been|had been|will be|would be|may be|might be) "
    r"(?:.{1,70}?\b(?:that|who|whom)|not until|only (?:in|when|after))\b|"
    r"(?:is|was) (?:said|believed|thought|reported|understood|hoped|feared|clear|true|rumou?red)\b(?! to\b)|"
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
    if lowered[-1:] == ["other"] or lowered[-1:] == ["another"]:
        return 2
    return next((count for word, count in {**_COUNTS, **_GROUPS}.items() if word in lowered), 0)


def find_pointers(tree: Tree) -> tuple[Pointer, ...]:
    """Return the referring phrases of a sentence, in order; with them what belongs to one: "the kingdom's envoy"."""
    found = {pointer.head: pointer for token in tree.tokens for pointer in _at(tree, token)}
    for _ in range(_NESTING):
        for token in tree.tokens:
            if token.index not in found and (owned := _owned(tree, token, found)) is not None:
                found[token.index] = owned
    return tuple(sorted(found.values(), key=lambda pointer: (pointer.start, pointer.end)))


def owners(tree: Tree, head: int) -> tuple[Token, ...]:
    """Return the nouns that own another by "'s" or "of": "the kingdom" of "the kingdom's envoy"."""
    return tuple(
        child
        for child in tree.children(head, "nmod")
        if child.dep == "nmod:poss" or any(case.text.lower() == "of" for case in tree.children(child.index, "case"))
    )


def _owned(tree: Tree, token: Token, found: dict[int, Pointer]) -> Pointer | None:
    kind = noun_class(token.text)
    if not is_noun(token) or kind not in ("office", "organ", "force", "vessel") or singular(token.text) == "capital":
        return None
    for child in owners(tree, token.index):
        pointer = found.get(child.index)
        if pointer is None or pointer.form == "pronoun" or pointer.noun == "vessel":
            continue
        start, end = min(pointer.start, token.start), max(pointer.end, token.end)
        plural = token.tag in ("NNS", "NNPS")
        return Pointer(token.index, start, end, "number" if pointer.form == "number" else "definite", plural, kind)
    return None


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
    elif word in word_lists()["bare"] and _is_bare(tree, token):
        yield Pointer(token.index, token.start, token.end, "definite", word == "authorities", noun_class(word))
    elif is_noun(token):
        yield from _definite(tree, token)


def _is_bare(tree: Tree, token: Token) -> bool:
    """Tell whether a noun stands without any word before it, as an argument: "police fired on the crowd"."""
    argument = token.dep.split(":")[0] in ("nsubj", "obj", "obl", "nmod", "conj")
    return argument and not tree.children(token.index, "det", "amod", "compound", "nmod", "nummod")


# What somebody is to do something: "it was ready to lift them".
_READY = (
    "able anxious bound content determined due eager free glad happy inclined keen likely loath obliged open poised "
    "prepared quick ready reluctant set slow sure unable unlikely unprepared unwilling willing"
)
_DISPOSED = frozenset(_READY.split())


def _is_expletive(tree: Tree, token: Token) -> bool:
    """Tell whether "it" stands for nothing: "it is clear that", "it should be noted that"."""
    if token.dep == "expl":
        return True
    governor = tree.tokens[token.head]
    clause = tree.children(governor.index, "csubj", "ccomp")
    copula = tree.child(governor.index, "cop") is not None
    infinitive = [t for t in tree.children(governor.index, "advcl", "xcomp", "acl") if tree.child(t.index, "mark")]
    if token.dep.startswith("nsubj") and (
        (clause and (copula or token.dep == "nsubj:pass"))
        or (copula and infinitive and governor.lemma.lower() not in _DISPOSED)
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
    """Yield "the country", "its troops", "both governments", "the bloc": a known noun that a determiner points with."""
    noun, lists = singular(token.text), word_lists()
    before = tree.tokens[token.index - 1] if token.index else None
    premodifiers = [
        t
        for t in tree.children(token.index)
        if t.index < token.index
        and (
            t.dep.split(":")[0] not in ("case", "cc", "punct", "mark", "nsubj", "cop", "advmod", "aux")
            or t.text.lower() in ("both", "either", "neither")
        )
    ]
    # The parser may have tied the possessive to a later noun: "its troops and heavy weapons".
    possessive = before is not None and before.tag == "PRP$"
    if not premodifiers and not possessive:
        return
    first = before if before is not None and possessive else premodifiers[0]
    words = [t.text.lower() for t in premodifiers]
    plural = token.tag in ("NNS", "NNPS")
    kind = noun_class(noun)

    def pointer(form: Literal["definite", "number"] = "definite", *, several: bool = plural) -> Pointer:
        return Pointer(token.index, first.start, token.end, form, several, kind)

    if first.tag == "PRP$":
        # What belongs to a state acts for it, people at large do not: "its troops", "their ambassadors".
        kind = "office" if is_opposite_number(tree, token) or noun == "host" else kind
        if kind in ("office", "organ", "force", "vessel") and _is_described(premodifiers[1:]):
            yield pointer()
        return
    if token.dep.split(":")[0] == "compound" or any(
        t.dep == "nmod:poss" or gazetteer_name(t.text) for t in premodifiers
    ):
        return
    if words[0] in _ONE_OF_EACH and not plural and noun in lists["plural_parties"] and len(words) == 1:
        yield pointer("number", several=True)
    elif plural and not tree.children(token.index, "conj"):
        yield from _plural_phrase(tree, token, words, pointer)
    elif not plural and _is_singular_reference(tree, token, words, noun):
        yield pointer()
    if not plural and words == ["the"] and noun in _GROUPS and not tree.children(token.index, "nmod"):
        yield Pointer(token.index, first.start, token.end, "number", True)


def _is_restricted(tree: Tree, token: Token) -> bool:
    """Tell whether a relative clause says which one is meant: "the country that sent them", without a comma."""
    return any(
        tree.tokens[min(tree.subtree(clause.index)) - 1].text != ","
        for clause in tree.children(token.index, "acl:relcl")
    )


def _is_described(premodifiers: list[Token]) -> bool:
    """Tell whether words before an owned noun only say of what sort it is: "new", "prime", not "Saudi"."""
    return all(
        t.tag.startswith(("JJ", "CD", "HYPH", "VB", "RB")) or (is_noun(t) and t.text.lower() in word_lists()["fields"])
        for t in premodifiers
    ) and not any(gazetteer_name(t.text) for t in premodifiers)


def _plural_phrase(tree: Tree, token: Token, words: list[str], pointer: Callable[..., Pointer]) -> Iterator[Pointer]:
    """Yield "the two countries", "the neighbours", "the soldiers"."""
    noun, lists = singular(token.text), word_lists()
    if tree.children(token.index, "nmod"):
        if noun in lists["plural_parties"] and set(words) & set(_COUNTS):
            yield pointer("number", several=True)
        return
    if token.text.lower() == "people":
        return
    named_pair = token.text.lower() in gazetteer().pairs
    if (set(words) & set(_COUNTS) and (noun in lists["plural_parties"] or named_pair)) or (
        words == ["the"] and (noun in lists["rivals"] or named_pair)
    ):
        yield pointer("number", several=True)
    elif words[0] in ("the", "these", "those"):
        counted_only = all(t.isdigit() or t in _COUNTS for t in words[1:])
        if _is_domestic(words[1:], noun) or (counted_only and noun_class(noun) and noun not in lists["country"]):
            yield pointer()


def _is_singular_reference(tree: Tree, token: Token, words: list[str], noun: str) -> bool:
    """Tell whether "the NOUN" can mean an actor named before, or one that the whole text is about."""
    lists, modifiers = word_lists(), words[1:]
    if words[0] not in ("the", "this", "that", "same") or _is_restricted(tree, token):
        return False
    if tree.children(token.index, "nmod"):
        # "the government of Ne Win": a person after "of" says whose, yet not of which state.
        ruler = tree.children(token.index, "nmod")[0]
        return noun in lists["reigns"] and ruler.tag == "NNP" and ruler.text not in gazetteer().names
    style = " ".join([*modifiers, noun])
    if style in gazetteer().styles or (noun in lists["country"] and set(modifiers) <= lists["epithets"]):
        return True
    if set(modifiers) <= {"same"} and noun in gazetteer().bodies:
        return True
    if _is_domestic(modifiers, noun) or (not modifiers and noun_class(noun) in _REPEATED):
        return True
    # "the Carter administration": its state is that of the person.
    return noun in lists["reigns"] and len(modifiers) == 1 and tree.tokens[token.index - 1].tag == "NNP"


_REPEATED = frozenset({"office", "organ", "force", "vessel", "people"})


def _is_domestic(modifiers: Sequence[str], noun: str) -> bool:
    """Tell whether a noun is an office or organ that each state has: "the prime minister", "the air force"."""
    lists = word_lists()
    fields = set(modifiers) & lists["fields"]
    return set(modifiers) <= lists["fields"] | lists["epithets"] and (
        noun in lists["domestic"] or (noun in lists["domestic_with_field"] and bool(fields))
    )


def gazetteer_name(word: str) -> bool:
    """Tell whether a word names an actor by itself."""
    entry = gazetteer().names.get(word)
    return entry is not None and entry.kind not in ("none", "place")
