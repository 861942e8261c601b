"""Treebank sentences told in the words of international affairs.

The treebanks hardly know words like "embargo", "sever" or "Pyongyang", and a parser that has never met a word takes it
for whatever its ending suggests ("an arms embargo" for a verb). Putting such words into annotated sentences, each in
the place of a word with the same tag and a like role, teaches the tagger and parser how they are used; the tree stays
the treebank's. The words stand in words.toml.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from training.sentence import Sentence

WORDS = Path(__file__).with_name("words.toml")
CHANCE = 0.45  # that a word that could be replaced is
LEAST = 2  # replacements for a sentence to count as told anew
NOMINAL_ROLES = frozenset(
    ("nsubj", "nsubj:pass", "obj", "obl", "obl:agent", "nmod", "nmod:poss", "conj", "root", "ROOT", "appos", "iobj")
)
KEEPS_FORM = frozenset({"flat", "fixed", "compound", "goeswith", "compound:prt", "det"})


def load_words(path: Path = WORDS) -> Mapping[str, tuple[str, ...]]:
    """Return the words by Penn Treebank tag, the verbs in all their forms."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    irregular: Mapping[str, list[str]] = data.pop("irregular")
    verbs = data.pop("VB")
    past = [irregular.get(verb, [_past(verb)] * 2) for verb in verbs]
    forms = {
        "VB": tuple(verbs),
        "VBP": tuple(verbs),
        "VBZ": tuple(_third_person(verb) for verb in verbs),
        "VBG": tuple(_participle(verb) for verb in verbs),
        "VBD": tuple(tense for tense, _ in past),
        "VBN": tuple(participle for _, participle in past),
    }
    return {tag: tuple(words) for tag, words in data.items()} | forms


def _doubles(verb: str) -> bool:
    """Return whether the last letter is doubled before -ed and -ing: "ship", but not "visit" or "deepen"."""
    return verb in {"ship", "cut", "shut", "expel"}


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + verb[-1] * _doubles(verb) + "ed"


def _participle(verb: str) -> str:
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    return stem + stem[-1] * _doubles(verb) + "ing"


def _third_person(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")


def substituted(sentence: Sentence, words: Mapping[str, Sequence[str]], rng: random.Random) -> Sentence | None:
    """Return the sentence with some of its words replaced, None where too few can be.

    A word of two parts is put in as a compound and its head, so that the tree gains a token.
    """
    chosen: dict[int, str] = {}
    for index, tag in enumerate(sentence.tags):
        if tag in words and _replaceable(sentence, index) and rng.random() < CHANCE:
            chosen[index] = rng.choice(words[tag])
    return _rebuilt(sentence, chosen) if len(chosen) >= LEAST else None


def _replaceable(sentence: Sentence, index: int) -> bool:
    word, tag, dep = sentence.words[index], sentence.tags[index], sentence.deps[index]
    children = [sentence.deps[i] for i, head in enumerate(sentence.heads) if head == index and i != index]
    if not word.isalpha() or any(child in KEEPS_FORM - {"det"} for child in children):
        return False
    if tag in ("NN", "NNS"):
        return dep in NOMINAL_ROLES and word.islower()
    if tag == "NNP":
        return dep in NOMINAL_ROLES and word[0].isupper() and "det" not in children
    if tag == "JJ":
        return dep == "amod"
    return "obj" in children or "nsubj:pass" in children


def _rebuilt(sentence: Sentence, chosen: Mapping[int, str]) -> Sentence:
    """Return the sentence with the chosen words, heads counted anew, and "a" or "an" as the next word wants it."""
    place: list[int] = []
    size = 0
    for index in range(len(sentence.words)):
        size += 1 + chosen.get(index, "").count(" ")
        place.append(size - 1)
    rows: list[tuple[str, bool, str, int, str]] = []
    for index, old in enumerate(sentence.words):
        *modifiers, word = chosen.get(index, old).split(" ") if index in chosen else [old]
        if index == 0 and index in chosen:
            capital = [*modifiers, word]
            capital[0] = capital[0][:1].upper() + capital[0][1:]
            *modifiers, word = capital
        tag = "NNP" if sentence.tags[index] == "NNP" else "NN"
        rows += [(modifier, True, tag, place[index], "compound") for modifier in modifiers]
        head = place[sentence.heads[index]]
        rows.append((word, sentence.spaces[index], sentence.tags[index], head, sentence.deps[index]))
    new_words = [row[0] for row in rows]
    for index in range(len(rows) - 1):
        if new_words[index].lower() in ("a", "an") and rows[index][2] == "DT":
            article = "an" if new_words[index + 1][0].lower() in "aeio" else "a"
            new_words[index] = article.capitalize() if new_words[index][0].isupper() else article
    return Sentence(
        words=tuple(new_words),
        spaces=tuple(row[1] for row in rows),
        tags=tuple(row[2] for row in rows),
        heads=tuple(row[3] for row in rows),
        deps=tuple(row[4] for row in rows),
    )
