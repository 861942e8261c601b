"""Which noun of its sentence a pronoun or a phrase without a noun stands for: "seized the boats and burnt them"."""

from __future__ import annotations

from flows.language.nouns import noun_class
from flows.language.syntax import MONTHS, has_clause
from flows.language.trees import Token, Tree

_THING = frozenset({"it"})
_HE = frozenset({"he", "him", "she", "her"})
_MANY = frozenset({"they", "them", "those", "these"})
# What counts or picks out without naming: "three more", "the others", "took some".
_REST_WORDS = "all another any both few half many more most none one other others remainder rest several some"
_REST = frozenset(_REST_WORDS.split())
_OURS = frozenset({"ours", "theirs", "yours", "hers", "mine"})
# In these places a phrase is one who does or suffers; elsewhere a bare number is a year or a score.
_PLACES = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "obl:agent"})
_UNDERGOING = frozenset({"obj", "nsubj:pass", "iobj"})
_NOUNS = frozenset({"obj", "nsubj", "nsubj:pass", "iobj", "obl", "obl:agent", "nmod", "appos", "conj", "root"})
_TIME_WORDS = "afternoon century day decade evening hour minute month morning night noon time week weekend year"
_TIMES = frozenset(_TIME_WORDS.split())
# How many words further back a noun may stand for being what is done something to rather than what stands beside it.
_BEHIND = {"obj": 0, "nsubj:pass": 0, "nsubj": 3, "obl:agent": 6, "obl": 4, "nmod": 6, "appos": 6}


def antecedent(tree: Tree, head: int) -> int | None:
    """Return the noun before a pronoun or a phrase without a noun that it stands for; None for any other phrase."""
    token = tree.tokens[head]
    word = token.text.lower()
    ours, number = word in _OURS, token.tag == "CD" or word in _REST
    if token.dep not in _PLACES or not (ours or number or word in _THING | _HE | _MANY):
        return None
    if number and tree.children(head, "nmod", "nummod:entity") and not _is_counted(tree, head):
        return None  # "two of the boats", "the rest of the crew": it is said of what
    barred = {child.index for child in tree.children(token.head)} | {token.head, head}
    found = [t for t in tree.tokens[:head] if t.index not in barred and _may_mean(tree, t, word, number or ours)]
    return min(found, key=lambda t: _distance(t, token)).index if found else None


def suffers(tree: Tree, head: int) -> bool:
    """Return whether a phrase is what something is done to, so that whose it is follows from what it stands for."""
    return tree.tokens[head].dep in _UNDERGOING


def _is_counted(tree: Tree, head: int) -> bool:
    """Return whether what stands after a number is where they are from or go, not what they are."""
    return not any(
        case.text.lower() == "of"
        for phrase in tree.children(head, "nmod")
        for case in tree.children(phrase.index, "case")
    )


def _may_mean(tree: Tree, noun: Token, word: str, open_number: bool) -> bool:
    """Return whether a pronoun or number may stand for a noun."""
    if not noun.tag.startswith("NN") or noun.dep not in _NOUNS or has_clause(tree, noun.index):
        return False
    lemma = noun.lemma.lower()
    if lemma in _TIMES or noun.text.rstrip(".") in MONTHS:
        return False
    plural = noun.tag in ("NNS", "NNPS")
    if word in _HE:
        return not plural and (noun.pos == "PROPN" or noun_class(lemma) in ("office", "people", "kin"))
    if word in _THING:
        return not plural and noun.tag == "NN"
    return plural and (open_number or word in _MANY)


def _distance(noun: Token, pronoun: Token) -> int:
    alike = noun.dep == pronoun.dep or {noun.dep, pronoun.dep} <= _UNDERGOING
    return pronoun.index - noun.index + (0 if alike else 2 + _BEHIND.get(noun.dep, 6))
