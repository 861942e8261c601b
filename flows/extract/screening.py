"""What the rules of a codebook ask of a sentence's words, so that a sentence that can give no claim is never parsed.

A rule can match only where its predicate stands and, for each of its conditions, a word that meets it and the
prepositions that lead there. Who has a tie or a sanction may stand in another sentence, but an incident and a rank are
somebody's in the same.
"""

from __future__ import annotations

from flows.extract.paths import CORE
from flows.extract.reading import TAKEN_UP
from flows.language.lexicon import lexicon
from flows.language.names import gazetteer
from flows.language.nouns import word_lists
from flows.language.persons import HE, THEY, WE
from flows.language.screen import Demand, Screen, can_screen
from schemas.codebook.rule import STEP, Rule
from schemas.codebook.rulebook import Rules

_OTHERS = "it its itself both former latter two three four five neither either other another north south east west"


def screen_for(rules: Rules) -> Screen:
    """Return the screen for all rules of a codebook."""
    pointing = {*HE, *THEY, *WE, *_OTHERS.split()}
    nouns = {word for words in word_lists().values() for word in words}
    nouns |= {*gazetteer().bodies, *gazetteer().styles, *gazetteer().pairs, *rules.classes.get("site", ())}
    lower = {name for name in gazetteer().names if name.islower()}
    return Screen((_demand(rule, rules) for rule in rules), {*pointing, *nouns, *lower})


def _demand(rule: Rule, rules: Rules) -> Demand:
    """Return what a rule asks for; a condition that an actor can meet asks for nothing in words."""
    sets = [rule.predicate, *rule.where.values()]
    words = {_spelt(one) for one in sets if all(can_screen(word) for word in one)}
    for path in rule.where:
        words |= _on_the_way(path, rules)
    acting = any(all("*" in word for word in one) and "*" not in one for one in rule.where.values())
    return Demand(frozenset(words), actor=acting or not (rule.table in TAKEN_UP or rule.carry))


def _on_the_way(path: str, rules: Rules) -> set[frozenset[str]]:
    """Return the prepositions and the words of classes without which a path leads nowhere."""
    if "|" in path or "+" in path:  # one of several ways
        return set()
    steps = [STEP.match(step) for step in path.split(".")]
    classes = [rules.classes[step["words"]] for step in steps if step is not None and step["words"]]
    asked = {_spelt(one) for one in classes if all(can_screen(word) for word in one)}
    return asked | {frozenset({step["role"]}) for step in steps if step is not None and step["role"] not in CORE}


def _spelt(words: frozenset[str]) -> frozenset[str]:
    """Return the words with the nouns made of them, which go by the same name."""
    return words | {noun for noun, verb in lexicon().nominalisations.items() if verb in words}
