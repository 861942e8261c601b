"""What the rules of a codebook ask of a sentence's words, so that a sentence that can give no claim is never parsed.

A rule can match only where its predicate stands and, for each of its conditions, a word that meets it and the
prepositions that lead there; and it gives a claim only where the words stand that tell its terms. A condition on an
actor ("*state") is met by names, and by what can refer to one. Who has a tie or a sanction may stand in another
sentence, but an incident and a rank are somebody's in the same. What a rule takes over from the claim before it, it
can have only where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache, cached_property

from flows.extract.paths import ANYTHING, CORE
from flows.extract.taken_up import TAKEN_UP
from flows.extract.topic import Topic
from flows.language.actors import may_name
from flows.language.lexicon import lexicon
from flows.language.names import gazetteer, plain
from flows.language.nouns import singular, word_lists
from flows.language.persons import HE, THEY, WE
from flows.language.screen import Demand, Screen, can_screen
from flows.language.sentences import STARTERS
from schemas.codebook.rule import STEP, Rule
from schemas.codebook.rulebook import Rules
from schemas.codebook.vocabulary import Table, load_tables

# Who may stand in a sentence: somebody at all; a state or organisation, by name or by words that can mean it.
ANYBODY, STATE, A_MODEL = "*anybody", "*state", "*model"
# What a tie may be of that a sentence leaves to the text to tell: two that the document is about.
TOPIC = "*topic"
_OF_STATES = frozenset({"*state", "*igo", "*region", "*world", "*owned"})
_OTHERS = "it its itself both former latter two three four five six neither either other another north south east west"
_POINTING = frozenset({*HE, *THEY, *WE, *_OTHERS.split()})
# The lists of nouns.toml whose nouns can refer to an actor (flows/language/pointers.py).
_REFERRING = (
    "office organ force vessel people firm kin country domestic domestic_with_field bare reigns rivals plural_parties"
)
# Columns of one actor that the context may tell.
_TOLD = frozenset({"date", "economy", "ranked", "subject"})


def screen_for(rules: Rules) -> Screen:
    """Return the screen for all rules of a codebook."""
    tables = load_tables()
    return Screen(demand for rule in rules for demand in _demands(rule, rules, tables[rule.table]))


def _demands(rule: Rule, rules: Rules, table: Table) -> list[Demand]:
    """Return what a rule asks for: by itself, and after a claim from which it takes over what it lacks."""
    words = {
        _spelt(one)
        for one in (rule.predicate, *rule.where.values())
        if ANYTHING not in one and all(map(can_screen, one))
    }
    for path in rule.where:
        words |= _on_the_way(path, rules)
    if "ranked" in rule.read:
        words.add(frozenset({STATE}))
    elif not (rule.table in TAKEN_UP or rule.carry):
        words.add(frozenset({ANYBODY}))
    needed = {column.name for column in table.fields if column.required and not column.listed}
    needed = (needed & {*rule.kinds, *rule.read, *rule.carry} | set(rule.needs)) - {*rule.set, *_TOLD}
    terms = {
        column: frozenset(word for _, one in rules.kinds[column] for word in one)
        for column in needed & rule.kinds.keys()
        if rule.kinds[column].otherwise is None
    }
    terms = {column: _spelt(one) for column, one in terms.items() if all(map(can_screen, one))}
    words |= {one for column, one in terms.items() if column not in rule.carry}
    carried = needed & set(rule.carry)
    here = words | {terms[column] for column in carried & terms.keys()}
    found = [Demand(frozenset(words), after=rule.table)] if carried else []
    if not carried - {*rule.kinds, *rule.read}:
        found.append(Demand(frozenset(here)))
    if rule.pairs:
        # Whose tie it is, where no state can be meant, is told by what the document is about or by the tie before.
        found = [
            Demand(frozenset({*demand.words, *named}), after=after)
            for demand in found
            for after, named in ((demand.after, [frozenset({STATE, TOPIC})]), (rule.table, []))
        ]
    return found


def _on_the_way(path: str, rules: Rules) -> set[frozenset[str]]:
    """Return the prepositions and the words of classes without which a path leads nowhere."""
    if "|" in path or "+" in path:  # one of several ways
        return set()
    steps = [STEP.match(step) for step in path.split(".")]
    classes = [rules.classes[step["words"]] for step in steps if step is not None and step["words"]]
    asked = {_spelt(one) for one in classes if ANYTHING not in one and all(map(can_screen, one))}
    return asked | {frozenset({step["role"]}) for step in steps if step is not None and step["role"] not in CORE}


def _spelt(words: frozenset[str]) -> frozenset[str]:
    """Return the words with the nouns made of them, which go by the same name, and the sorts of who may stand there."""
    spelt = words | {noun for noun, verb in lexicon().nominalisations.items() if verb in words}
    return frozenset(_sort(word) if word.startswith("*") else word for word in spelt)


def _sort(word: str) -> str:
    if word in _OF_STATES:
        return STATE
    return word if word == A_MODEL else ANYBODY


class Present:
    """Who can stand in each sentence of a document, as far as its words tell."""

    def __init__(self, text: str, sentences: Sequence[str], sites: frozenset[str]) -> None:
        """Take a document's text and sentences, and the nouns of places where something may happen."""
        self._text = text
        self._sentences = sentences
        self._sites = sites

    def sorts(self, index: int) -> Collection[str]:
        """Return the sorts of which something can stand in a sentence."""
        sentence = self._sentences[index]
        found = set()
        if _MODEL_IN.search(sentence):
            found.add(A_MODEL)
        if refers(sentence):
            found |= {STATE, ANYBODY}
        elif capitals := _capitals(sentence):
            found.add(ANYBODY)
            if not capitals.isdisjoint(self._beside_states):
                found.add(STATE)  # somebody whose office another sentence tells
        elif not self._sites.isdisjoint(map(singular, _words(sentence))):
            found.add(ANYBODY)
        if STATE not in found and self._has_topic:
            found.add(TOPIC)
        return found

    @cached_property
    def _has_topic(self) -> bool:
        return bool(Topic(self._text).pair)

    @cached_property
    def _beside_states(self) -> frozenset[str]:
        """The words of all sentences in which a state can stand."""
        return frozenset(word for one in self._sentences if refers(one) for word in _words(one))


_MODEL_IN = re.compile(r"[A-Z][A-Za-z]{0,11}-\d")  # MODEL, wherever it stands
_WORD = re.compile(r"[^\W_]+")


def refers(sentence: str) -> bool:
    """Return whether a state or organisation can stand in a sentence: by name, or by a word that refers to one."""
    even = plain(sentence)
    if may_name(even):
        return True
    return any(word in _referring() or singular(word) in _referring() for word in map(str.lower, _WORD.findall(even)))


@cache
def _referring() -> frozenset[str]:
    lists, known = word_lists(), gazetteer()
    nouns = {noun for name in _REFERRING.split() for noun in lists[name]}
    phrases = {*nouns, *known.bodies, *known.styles, *known.pairs}
    return frozenset({*_POINTING, *(re.split("[ -]", phrase)[-1] for phrase in phrases)})


def _words(sentence: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(plain(sentence).replace(".", ""))]


def _capitals(sentence: str) -> frozenset[str]:
    """Return the words with a capital, in small letters; the first only where it may be a name."""
    words = _WORD.findall(plain(sentence).replace(".", ""))
    first = words[0].lower() if words else ""
    return frozenset(word.lower() for word in words[first in STARTERS :] if word != word.lower())
