"""Whom a definite phrase means: "the country", "the prime minister", "the soldiers", "the Carter administration"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from flows.language.mentions import Mention
from flows.language.names import gazetteer
from flows.language.nouns import noun_class, singular, word_lists
from flows.language.officeholders import Offices
from flows.language.salience import LOOK_BACK, Discourse, clause_of, each_once
from flows.language.speakers import Home
from flows.language.syntax import case_of

_DETERMINER = re.compile(r"^(?:the|this|that|these|those|same)\s+(?:same\s+)?")
_REIGN = re.compile(r"^(?:[Tt]he |[Tt]his )?(?!The |This )((?:[A-Z][\w.'’-]+ ?)+?) [A-Za-z]+$")
_AGAIN = 4  # sentences back that "the soldiers" may have been told of
_SHIPS = frozenset({"ship", "vessel"})


def definite(
    discourse: Discourse,
    sentence: int,
    mention: Mention,
    words: str,
    offices: Offices,
    home: Home,
    named: Sequence[Mention],
) -> list[Mention]:
    """Return the actor of a definite phrase: who was so called before, the state talked of, or the one at home.

    ``named`` are the document's mentions by name.
    """
    noun = singular(discourse.trees[sentence].tokens[mention.head].text)
    if (reign := _REIGN.match(mention.words)) and noun in word_lists()["reigns"]:
        holder = offices.find(replace(mention, name=reign.group(1).strip()))
        if holder is None and noun == "administration":
            return _american(home, named, mention)
        found = holder or home.state or home.organs
        return [found] if found is not None else []
    if noun == "host":
        return _host(discourse, sentence, mention)
    if mention.noun == "vessel":
        return _ship(discourse, sentence, mention, noun)
    called = _called_before(discourse, sentence, mention, noun) or _only_holder(discourse, sentence, mention, noun)
    if called:
        return called
    phrase = _DETERMINER.sub("", words)
    if phrase in ("congress", "senate") and home.state is None and home.organs is not None:
        return [home.organs]
    states = noun in word_lists()["country"] or phrase in gazetteer().styles
    if not states and not is_domestic(phrase):
        return []
    return _state(
        discourse,
        sentence,
        mention,
        phrase,
        home,
        named,
        official=not states or (noun in _OFFICIAL and not _has_ruler(discourse, sentence, mention)),
    )


def _american(home: Home, named: Sequence[Mention], mention: Mention) -> list[Mention]:
    """Return the United States for "the Lloyd administration", as English calls theirs, where the text names them most.

    A text that speaks for another state, is dated from one or is mostly about one may so call its own.
    """
    counts = Counter(m.actor for m in named if m.kind == "state")
    if (home.speaker is not None and home.speaker.actor != "USA") or counts["USA"] < max(counts.values(), default=0):
        return []
    own = [m for m in named if m.actor == "USA" and m.kind == "state" and not m.name]
    before = [m for m in own if m.start < mention.start]
    return before[-1:] or own[:1]


def _has_ruler(discourse: Discourse, sentence: int, mention: Mention) -> bool:
    """Tell whether "of" and a name stand after: "the government of Ne Win"."""
    return (
        re.match(r" of (?:[\w-]+ )?[A-Z]", discourse.trees[sentence].words(mention.end, discourse.trees[sentence].end))
        is not None
    )


_OFFICIAL = frozenset({"government", "administration", "junta"})


def is_domestic(phrase: str) -> bool:
    """Tell whether a phrase names an office or organ that every state has: "prime minister", "armed forces"."""
    *fields, last = phrase.split() or [""]
    lists, noun = word_lists(), singular(last)
    return noun in lists["domestic"] or last in lists["domestic"] or (
        noun in lists["domestic_with_field"] and bool(set(fields) & lists["fields"])
    )  # fmt: skip


def _at_home(home: Home) -> list[Mention]:
    found = home.state or home.topic
    return [found] if found is not None else []


def _state(
    discourse: Discourse,
    sentence: int,
    mention: Mention,
    phrase: str,
    home: Home,
    named: Sequence[Mention],
    *,
    official: bool,
) -> list[Mention]:
    """Return the state of a phrase like "the country": named before in its sentence, talked of before, or at home.

    What belongs to every government ("the prime minister") is rather the home state's than that of a sentence before.
    """
    style = gazetteer().styles.get(phrase)
    if style is not None and (so_named := _so_named(named, phrase)):
        style = so_named

    def states(found: Iterable[Mention]) -> list[Mention]:
        return each_once(m for m in found if m.kind == "state" and (style is None or m.actor in style))

    own = _own_arguments(discourse, sentence, mention)
    if " same " in f" {mention.words.lower()} " and home.state is not None:
        own.add(home.state.actor)  # who is at home needs no pointing back to
    at_home = [m for m in states(_at_home(home)) if m.actor not in own]
    here = [m for m in states(_in_reach(discourse, sentence, mention)) if m.actor not in own]
    if official:
        here = [m for m in here if _is_prominent(discourse, sentence, m)]
    if len(here) == 1:
        return here
    if here:
        subject = [m for m in states(discourse.main_subject(sentence)) if m.actor in {h.actor for h in here}]
        if len(subject) == 1:
            return subject
        return [m for m in at_home if m.actor in {h.actor for h in here}]
    if official and home.state is not None and at_home:
        return at_home
    for index in range(sentence - 1, max(-1, sentence - 1 - LOOK_BACK), -1):
        subject = [m for m in states(discourse.main_subject(index)) if m.actor not in own]
        if len(subject) == 1:
            return subject
        present = [m for m in states(discourse.before(index, discourse.trees[index].end)) if m.actor not in own]
        if present:
            return present if len(present) == 1 else [m for m in at_home if m.actor in {p.actor for p in present}]
        if at_home and home.state is not None:
            return at_home  # nearer than what was talked of two sentences ago
    return at_home


def _so_named(named: Sequence[Mention], style: str) -> frozenset[str]:
    """Return the states that a document calls by a style and that have no other: the "Kingdom of Hawaii"."""
    return frozenset(
        m.actor for m in named if m.kind == "state" and style in m.actor.lower() and style in m.words.lower()
    )


def _in_reach(discourse: Discourse, sentence: int, mention: Mention) -> list[Mention]:
    """Return what is named before a phrase, but not inside a relative clause that has ended, nor in what it says."""
    tree = discourse.trees[sentence]
    above = {token.index for token in tree.ancestors(mention.head)}
    clause = clause_of(tree, mention.head).index
    return [
        m
        for m in discourse.before(sentence, mention.start)
        if not any(
            (token.dep == "acl:relcl" and token.index not in above) or (token.dep == "ccomp" and token.head == clause)
            for token in (tree.tokens[m.head], *tree.ancestors(m.head))
        )
    ]


def _is_prominent(discourse: Discourse, sentence: int, mention: Mention) -> bool:
    """Tell whether an actor is a subject or a place of action, not only spoken of: "in Peru", not "ties with Peru"."""
    tree = discourse.trees[sentence]
    token = tree.tokens[mention.head]
    while token.dep == "conj":
        token = tree.tokens[token.head]
    cases = {case.text.lower() for case in tree.children(token.index, "case")}
    return token.dep.startswith("nsubj") or token.dep == "nmod:poss" or "in" in cases


def _own_arguments(discourse: Discourse, sentence: int, mention: Mention) -> set[str]:
    """Return the actors that a phrase cannot mean: the other arguments of its own verb."""
    tree = discourse.trees[sentence]
    token = tree.tokens[mention.head]
    if singular(token.text) not in word_lists()["country"]:
        return set()  # a minister may well speak to his own parliament
    clause = clause_of(tree, token.index)
    heads = discourse.all_subjects(sentence, clause.index, without=token.index)
    # "a sum that makes them the country's biggest investors", "the government pointed to Pakistan"
    heads += tuple(t.index for t in tree.children(clause.index, "obj", "iobj", "obl") if t.index != token.index)
    return {m.actor for head in heads for m in discourse.at(sentence, head)}


def _called_before(discourse: Discourse, sentence: int, mention: Mention, noun: str) -> list[Mention]:
    """Return the actor whose phrase had the same noun: "Chadian troops entered the town ... the troops"."""
    if noun in word_lists()["country"]:
        return []
    for index in range(sentence, max(-1, sentence - 1 - _AGAIN), -1):
        tokens = discourse.trees[index].tokens
        same = [
            m
            for m in discourse.resolved[index]
            if m.kind in ("state", "igo") and m.actor and m.noun and m.end <= mention.start
            and m.plural == mention.plural and noun in {singular(t.text) for t in tokens if m.start <= t.start < m.end}
            and _heads(m, noun)
        ]  # fmt: skip
        if same:
            return [same[-1]] if len({m.actor for m in same}) == 1 else []
    return []


def _only_holder(discourse: Discourse, sentence: int, mention: Mention, noun: str) -> list[Mention]:
    """Return the one state whose holder of an office was told of, however far back: "President Kim ... the president".

    "The foreign minister" is no prime minister: the words before the noun must be the same.
    """
    if mention.plural or noun_class(noun) != "office" or noun not in word_lists()["domestic"]:
        return []
    fields = _fields(mention.words)
    holders = [
        m
        for index in range(sentence + 1)
        for m in discourse.resolved[index]
        if m.kind == "state" and m.actor and m.noun == "office" and not m.plural and m.end <= mention.start
        and _heads(m, noun) and (m.name or m.form != "definite") and _fields(m.words.removesuffix(m.name)) == fields
    ]  # fmt: skip
    return holders[-1:] if len({m.actor for m in holders}) == 1 else []


def _fields(words: str) -> set[str]:
    return {word.lower() for word in words.split()} & word_lists()["fields"]


def _heads(mention: Mention, noun: str) -> bool:
    """Tell whether a noun is the actor noun of a phrase, not one inside its name."""
    words = mention.words.removesuffix(mention.name).split() if mention.name else mention.words.split()
    of = next((index for index, word in enumerate(words) if word.lower() in ("of", "to", "in")), len(words))
    return any(singular(word) == noun for word in words[max(0, of - 1) : of])


def _ship(discourse: Discourse, sentence: int, mention: Mention, noun: str) -> list[Mention]:
    """Return the ship last told of: "the tanker" is the last named tanker, "the vessel" any."""
    for index in range(sentence, -1, -1):
        ships = [
            m
            for m in discourse.resolved[index]
            if m.actor and (m.kind == "vessel" or m.noun == "vessel") and m.end <= mention.start and not m.plural
            and not m.antecedents
            and (noun in _SHIPS or m.kind == "vessel" or noun in m.words.lower())
        ]  # fmt: skip
        named = [m for m in ships if m.kind == "vessel"]
        if ships:
            return (named or ships)[-1:]
    return []


def _host(discourse: Discourse, sentence: int, mention: Mention) -> list[Mention]:
    """Return the state in which what is told of takes place: "he flew to Lima and dined with his host"."""
    tree = discourse.trees[sentence]
    places = [
        m
        for m in discourse.resolved[sentence]
        if m.kind == "state" and m.actor and m.form in ("capital", "name") and m.end <= mention.start
        and case_of(tree, m.head) in ("in", "to", "at")
    ]  # fmt: skip
    return places[-1:]


def needs_answer(mention: Mention) -> bool:
    """Tell whether an unresolved phrase still says that an actor is meant: "the country" does, "the soldiers" not."""
    words = mention.words.lower()
    noun = singular(words.split()[-1])
    pointed = _DETERMINER.match(words) is not None or " " in words
    return noun in word_lists()["country"] or not pointed or noun_class(noun) == ""
