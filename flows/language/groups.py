"""Phrases that mean a group, or one of a group: "the two countries", "the latter", "the North", "the bloc"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.language.mentions import Mention
from flows.language.names import gazetteer
from flows.language.pointers import counted
from flows.language.salience import LOOK_BACK, Discourse, coordinated, each_once
from flows.language.trees import Tree

_PAIR = 2


def counted_group(discourse: Discourse, sentence: int, mention: Mention) -> list[Mention]:
    """Return the actors of a counted phrase: the nearest group of that number, one joined by "and" before others."""
    count = counted(mention.words)
    for index in range(sentence, max(-1, sentence - 1 - LOOK_BACK), -1):
        offset = mention.start if index == sentence else discourse.trees[index].end
        present = [m for m in discourse.before(index, offset) if m.kind in ("state", "igo")]
        distinct = each_once(present)
        groups = [g for g in coordinated(discourse.trees[index], present) if len(g) == count]
        if len(distinct) == count:
            return distinct
        if groups and not _continues_list(discourse.trees[index], groups[-1], present):
            return groups[-1]
        if distinct:
            break
    return _same_group_again(discourse, mention, count)


def _same_group_again(discourse: Discourse, mention: Mention, count: int) -> list[Mention]:
    """Return the group that all earlier phrases of this count meant: "the two sides" all through a communiqué."""
    earlier = [
        m for found in discourse.resolved for m in found if m.form == "number" and m.actor and m.end <= mention.start
    ]
    phrases = {m.start: {o.actor for o in earlier if o.start == m.start} for m in earlier}
    groups = {frozenset(group) for group in phrases.values()}
    return each_once(earlier) if len(groups) == 1 and len(next(iter(groups))) == count else []


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
    """Return the state that "the North" means: the only one named with that direction before."""
    sided = [m for m in named if m.kind == "state" and m.start < offset and m.words.lower().startswith(direction)]
    return [sided[-1]] if len({m.actor for m in sided}) == 1 else []


def body(discourse: Discourse, sentence: int, mention: Mention, noun: str) -> list[Mention]:
    """Return the nearest organisation before that a noun fits: "the bloc", "the council"."""
    fitting = gazetteer().bodies[noun]
    for index in range(sentence, -1, -1):
        offset = mention.start if index == sentence else discourse.trees[index].end
        present = [m for m in discourse.before(index, offset) if m.actor in fitting]
        if present:
            return [present[-1]]
    return []
