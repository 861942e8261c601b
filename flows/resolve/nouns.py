"""Nouns as the datasets write them: lower case but for names, the last word in the singular."""

from __future__ import annotations

import re

_IRREGULAR = {
    "analyses": "analysis", "buses": "bus", "canvases": "canvas", "children": "child", "crises": "crisis",
    "criteria": "criterion", "feet": "foot", "gases": "gas", "geese": "goose", "hypotheses": "hypothesis",
    "lenses": "lens", "lies": "lie", "mice": "mouse", "movies": "movie", "oases": "oasis", "oxen": "ox",
    "people": "person", "phenomena": "phenomenon", "pies": "pie", "quizzes": "quiz", "shoes": "shoe", "teeth": "tooth",
    "ties": "tie", "calves": "calf", "halves": "half", "hooves": "hoof", "knives": "knife", "leaves": "leaf",
    "lives": "life", "loaves": "loaf", "scarves": "scarf", "shelves": "shelf", "thieves": "thief", "wives": "wife",
    "wolves": "wolf", "axes": "axe", "caches": "cache", "mustaches": "mustache", "avalanches": "avalanche",
    "headaches": "headache",
}  # fmt: skip
# Plural in form only, or the same in both numbers.
_UNCHANGED = frozenset(
    {
        "arms", "barracks", "bias", "chaos", "customs", "diabetes", "economics", "electronics", "gallows", "gas",
        "headquarters", "lens", "logistics", "mathematics", "means", "news", "pancreas", "physics", "politics",
        "premises", "proceeds", "remains", "savings", "series", "species", "thanks", "works", "yes", "canvas",
        "atlas", "christmas", "texas",
    }
)  # fmt: skip
_MEN = re.compile(r"(.*(?:^|[a-z]))men")
_NOT_MEN = frozenset({"abdomen", "acumen", "omen", "regimen", "semen", "specimen", "stamen", "yemen"})
# Written with an inner capital, a digit or capitals only: K2, MiG-21, WannaCry, USB have no other spelling.
_OWN_SPELLING = re.compile(r"\d|\w\w*[A-Z]")
_SHORTEST = 4


def noun(words: str) -> str:
    """Return the words as a noun of the datasets: no article, lower case but for names, the last word singular.

    >>> noun("the luxury goods"), noun("K2 tanks"), noun("Oil"), noun("arms")
    ('luxury good', 'K2 tank', 'oil', 'arms')
    """
    kept = re.sub(r"^(?:the|an?|its|their|his|her|some|any)\s+", "", " ".join(words.split()), flags=re.IGNORECASE)
    *others, last = [word if _OWN_SPELLING.search(word) else word.lower() for word in kept.split(" ")]
    return " ".join([*others, last if _OWN_SPELLING.search(last) else _singular(last)])


def _singular(word: str) -> str:
    before, hyphen, last = word.rpartition("-")
    return f"{before}{hyphen}{_singular_word(last)}"


def _singular_word(word: str) -> str:
    if word in _UNCHANGED or word in _NOT_MEN:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if men := _MEN.fullmatch(word):
        return f"{men[1]}man"
    if len(word) < _SHORTEST or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes", "oes", "uses")) and not word.endswith(
        ("auses", "ouses", "fuses", "muses", "euses")
    ):
        return word[:-2]
    return word[:-1]
