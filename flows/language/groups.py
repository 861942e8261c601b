"""Phrases that mean a group, or one of a group: "the two countries", "the latter", "the North", "the bloc"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from flows.language.mentions import Mention
from flows.language.names import gazetteer
from flows.language.pointers import counted
from flows.language.salience import LOOK_BACK, Discourse, coordinated, each_once, listed
from flows.language.trees import Tree

_PAIR = 2
_OF_STATES = ("countries", "nations", "states", "governments", "neighbours", "neighbors", "capitals", "kingdoms")
_CIVIL_WAR = re.compile(r"\bcivil war\b", re.IGNORECASE)


def counted_group(discourse: Discourse, sentence: int, mention: Mention, home: Mention | None) -> list[Mention]:
    """Return the actors of a phrase that means several: the nearest group of that number, one joined by "and" first.

    Without one: the group that such a phrase meant before; the state at home in the text and the only other one named
    beside the phrase; the two states that the text so far is about.
    """
    count = counted(mention.words)
    kinds = ("state",) if mention.words.lower().endswith(_OF_STATES) else ("state", "igo")
    if mention.words.lower().endswith("sides") and _CIVIL_WAR.search(discourse.trees[sentence].text):
        return []  # they are parties inside one state
    for index in range(sentence, max(-1, sentence - 1 - LOOK_BACK), -1):
        offset = mention.start if index == sentence else discourse.trees[index].end
        present = [m for m in discourse.before(index, offset) if m.kind in kinds]
        distinct = each_once(present)
        tree = discourse.trees[index]
        groups = [g for g in (*coordinated(tree, present), *listed(tree, present)) if _has_size(g, count)]
        if _has_size(distinct, count or _PAIR):
            return distinct
        if index < sentence and count <= _PAIR and (last := _last_clause(tree, present)):
            return last
        if groups and not _continues_list(tree, groups[-1], present):
            return groups[-1]
        if distinct:
            # "Ankara opened an embassy in Mogadishu, and the two countries": a place stands for its state here
            wide = each_once(m for m in discourse.resolved[index] if m.actor and m.kind == "state" and m.end <= offset)
            if index == sentence and len(wide) == _PAIR and count <= _PAIR:
                return wide
            break
    return (
        _same_group_again(discourse, mention, count)
        or _listed_before(discourse, sentence, count)
        or _with_home(discourse, sentence, mention, count, home)
        or _main_pair(discourse, mention, count)
    )


def _last_clause(tree: Tree, present: Sequence[Mention]) -> list[Mention]:
    """Return the two actors of a sentence's last clause, where it has just two: "...; it formed a union with Mali"."""
    clauses = [t for t in tree.children(tree.root.index, "conj", "parataxis") if t.tag.startswith("VB")]
    if not clauses:
        return []
    inside = set(tree.subtree(clauses[-1].index))
    found = each_once(m for m in present if m.head in inside)
    return found if len(found) == _PAIR else []


def _has_size(group: Sequence[Mention], count: int) -> bool:
    return len(group) == count if count else len(group) >= _PAIR


def _listed_before(discourse: Discourse, sentence: int, count: int) -> list[Mention]:
    """Return the nearest list of three or more that has the number of a phrase, however far back: "the four"."""
    if count <= _PAIR:
        return []
    for index in range(sentence - 1, -1, -1):
        tree = discourse.trees[index]
        present = [m for m in discourse.before(index, tree.end) if m.kind == "state"]
        groups = [g for g in (*coordinated(tree, present), *listed(tree, present)) if len(g) == count]
        if groups:
            return groups[-1]
    return []


def _with_home(
    discourse: Discourse, sentence: int, mention: Mention, count: int, home: Mention | None
) -> list[Mention]:
    """Return the state at home in a text and the only other one named in the phrase's sentence or the one before."""
    if home is None or count > _PAIR:
        return []
    for index in (sentence, sentence - 1):
        if index < 0:
            break
        others = {
            m.actor: m for m in discourse.resolved[index] if m.kind == "state" and m.actor not in ("", home.actor)
        }
        if others:
            return [home, *others.values()] if len(others) == 1 else []
    return []


def _main_pair(discourse: Discourse, mention: Mention, count: int) -> list[Mention]:
    """Return the two states that are named most so far, each more than once and both far more than any third."""
    if count > _PAIR:
        return []
    named = [
        m
        for found in discourse.resolved
        for m in found
        if m.kind == "state"
        and m.actor
        and not m.antecedents
        and m.end <= mention.start
        and (m.acts or m.form != "capital")
    ]
    ranked = Counter(m.actor for m in named).most_common(_PAIR + 1)
    if len(ranked) < _PAIR or ranked[1][1] < _PAIR or (len(ranked) > _PAIR and 3 * ranked[2][1] > 2 * ranked[1][1]):
        return []
    main = {actor for actor, _ in ranked[:_PAIR]}
    return each_once(m for m in named if m.actor in main)


def _same_group_again(discourse: Discourse, mention: Mention, count: int) -> list[Mention]:
    """Return the group that all earlier phrases of this count meant: "the two sides" all through a communiqué."""
    earlier = [
        m for found in discourse.resolved for m in found if m.form == "number" and m.actor and m.end <= mention.start
    ]
    phrases = {m.start: {o.actor for o in earlier if o.start == m.start} for m in earlier}
    groups = {frozenset(group) for group in phrases.values()}
    meant = each_once(earlier)
    return meant if len(groups) == 1 and _has_size(meant, count) else []


def pair_by_name(named: Sequence[Mention], mention: Mention, pair: Sequence[str]) -> list[Mention]:
    """Return both states of "the two Koreas", each by the mention nearest before, if the document names both."""
    found = []
    for code in pair:
        states = [m for m in named if m.actor == code]
        before = [m for m in states if m.start < mention.start]
        found += before[-1:] or states[:1]
    return found if len(found) == len(pair) else []


def _continues_list(tree: Tree, group: Sequence[Mention], present: Sequence[Mention]) -> bool:
    """Tell whether a pair is the rest of a longer list that the parser cut: "China, [Japan and Korea]"."""
    first = min(m.start for m in group)
    return any(m.end < first and re.fullmatch(r", (?:the )?", tree.words(m.end, first)) for m in present)


def of_pair(discourse: Discourse, sentence: int, mention: Mention, *, last: bool) -> list[Mention]:
    """Return the first or the last of the nearest pair: "the former", "the latter"."""
    for index in (sentence, sentence - 1):
        if index < 0:
            break
        offset = mention.start if index == sentence else discourse.trees[index].end
        present = [m for m in discourse.before(index, offset) if m.kind not in ("region", "world")]
        pairs = [g for g in coordinated(discourse.trees[index], present) if len(g) == _PAIR]
        distinct = each_once(present)
        if pairs:
            return [pairs[-1][-1 if last else 0]]
        if last and len(distinct) > 1:
            return [each_once(reversed(present))[0]]
        if len(distinct) == _PAIR:
            return [distinct[0]]
    return []


def side(direction: str, named: Sequence[Mention], offset: int) -> list[Mention]:
    """Return the state that "the North" means: the only one named with that direction before.

    Of a divided nation its other half will do: where North Korea and Seoul are named, "the South" is Seoul's.
    """
    states = [m for m in named if m.kind == "state"]
    sided = [m for m in states if m.start < offset and m.words.lower().startswith(direction)]
    if sided:
        return [sided[-1]] if len({m.actor for m in sided}) == 1 else []
    opposite = _OPPOSITE[direction]
    halves = {m.actor for m in states if m.words.lower().startswith(opposite)}
    pairs = [pair for pair in gazetteer().pairs.values() if len(halves) == 1 and halves < set(pair)]
    others = {code for pair in pairs for code in pair} - halves
    found = [m for m in states if m.actor in others]
    return [found[0]] if len(others) == 1 and found else []


_OPPOSITE = {"north": "south", "south": "north", "east": "west", "west": "east"}


_ANY_BODY = frozenset({"organisation", "organization", "body", "bloc", "grouping", "group", "association", "union"})


def body(discourse: Discourse, sentence: int, mention: Mention, noun: str) -> list[Mention]:
    """Return the nearest organisation before that a noun fits: "the bloc", "the council"."""
    fitting = gazetteer().bodies[noun]
    igos = {m.actor for found in discourse.resolved for m in found if m.kind == "igo" and m.end <= mention.start}
    if noun in _ANY_BODY and len(igos) == 1:
        fitting = frozenset(igos)
    for index in range(sentence, -1, -1):
        offset = mention.start if index == sentence else discourse.trees[index].end
        present = [m for m in discourse.before(index, offset) if m.actor in fitting]
        if present:
            return [present[-1]]
    return []
