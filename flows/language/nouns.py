"""The classes of common nouns that make a phrase an actor, from nouns.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from flows.language.trees import Token, Tree

NounClass = Literal["", "office", "organ", "force", "vessel", "people", "firm", "kin", "opposed"]

_CLASSES: tuple[NounClass, ...] = ("office", "organ", "force", "vessel", "people", "firm", "kin")
_IRREGULAR = {
    "men": "man",
    "women": "woman",
    "people": "people",
    "children": "child",
    "police": "police",
    "allies": "ally",
}


@cache
def word_lists() -> dict[str, frozenset[str]]:
    """Return the lists of nouns.toml by name."""
    path = Path(__file__).parent / "gazetteer" / "nouns.toml"
    lists = tomllib.loads(path.read_text("utf-8"))
    return {name: frozenset(words) for name, words in lists.items() if name != "naval"}


@cache
def naval_prefixes() -> dict[str, str]:
    """Return the state's code for each prefix of a navy's ships: "USS"."""
    path = Path(__file__).parent / "gazetteer" / "nouns.toml"
    return dict(tomllib.loads(path.read_text("utf-8"))["naval"])


@cache
def singular(noun: str) -> str:
    """Return the singular of a noun in lower case, by its ending."""
    noun = noun.lower()
    for plural, single in _IRREGULAR.items():
        if noun.endswith(plural):
            return noun[: -len(plural)] + single
    if noun.endswith("ies") and len(noun) > len("ties"):
        return noun[:-3] + "y"
    if noun.endswith(("ches", "shes", "sses", "xes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) else noun


@cache
def noun_class(noun: str) -> NounClass:
    """Return the class of a noun that can be an actor, '' for any other."""
    lists, single = word_lists(), singular(noun)
    for name in _CLASSES:
        if single in lists[name] or noun.lower() in lists[name]:
            return name
    return ""


@cache
def is_act(noun: str) -> bool:
    """Tell whether a noun is an act or a tie of the actor named before it: "invasion", "aid"."""
    lists, single = word_lists(), singular(noun)
    return (
        single in lists["acts"] or noun.lower() in lists["acts"] or single.endswith(tuple(sorted(lists["act_endings"])))
    )


def is_opposite_number(tree: Tree, token: Token) -> bool:
    """Tell whether a noun is the "number" of "his Saudi opposite number", who is a counterpart."""
    before = tree.tokens[token.index - 1].text.lower() if token.index else ""
    return token.text.lower() in ("number", "numbers") and before == "opposite"


def is_noun(token: Token) -> bool:
    """Tell whether a token is a noun or a proper noun."""
    return token.tag.startswith("NN")
