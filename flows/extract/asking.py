"""Whether a sentence leaves open who is meant by a phrase that a rule reads: only then does it need the others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flows.extract.claims import Claim, Evidence
from flows.extract.columns import ColumnReader
from flows.extract.dated import Dated
from flows.extract.dates import Dates
from flows.extract.match import Matcher
from flows.extract.paths import ANYTHING, words_at
from flows.extract.reading import TAKEN_UP, Reading, Told
from flows.language.clauses import Clause
from flows.language.mentions import Mention
from flows.language.names import gazetteer
from schemas.codebook.rule import Rule

# What these names mean follows from their own words.
_CLASS = re.compile(r"\[@(\w+)\]")
_BY_NAME = frozenset({"state", "igo", "group", "region", "world", "vessel", "organisation"})
# A date may stand over the sentence.
_ANY_DATE = Dated(0, 0, 0, "", "2000")


@dataclass(frozen=True, slots=True)
class Heard:
    """Whether a rule's conditions can be met in a sentence, and whether a claim hangs on who an open phrase means."""

    matched: bool
    asks_who: bool


def is_open(mention: Mention) -> bool:
    """Return whether other sentences may tell who a mention stands for."""
    if mention.form == "capital" and mention.actor in gazetteer().formerly:
        return True
    return not mention.actor or mention.kind not in _BY_NAME


def hear(reading: Reading, matcher: Matcher) -> Heard:
    """Return what the rules find in a sentence whose mentions are as its own words give them.

    What the rules make of a sentence that does not ask is the same whatever its references turn out to be: no rule
    gives a claim with an open phrase even if every one means somebody, and everything that can be taken up was told.
    """
    own, told, latest, measures = reading.mentions, reading.told, reading.latest, reading.measures
    supposed = _Supposed(own)
    closed = {head: found for head, found in own.items() if head not in supposed.open}
    dates: Dates | None = None
    matched = False
    try:
        for clause in reading.clauses:
            for rule in matcher.candidates(reading, clause):
                reading.mentions, supposed.asked = supposed, False
                if not _may_meet(rule, clause, reading, matcher, supposed):
                    continue
                matched = True
                if not supposed.open:
                    return Heard(matched=True, asks_who=False)
                dates = dates or Dates(reading.clauses, None, None, _ANY_DATE)
                reading.told = reading.latest = _anything_told(rule)
                reading.measures = _any_measure(rule, reading)
                reader = ColumnReader(rule, clause, reading, dates, matcher.rules, matcher.tables[rule.table])
                if any(True for _ in reader.claims()) and supposed.asked:
                    return Heard(matched=True, asks_who=True)
                if rule.table in TAKEN_UP or rule.carry:
                    reading.mentions = closed
                    if any(True for _ in reader.claims()):
                        return Heard(matched=True, asks_who=True)
    finally:
        reading.mentions, reading.told, reading.latest, reading.measures = own, told, latest, measures
    return Heard(matched, asks_who=False)


def _anything_told(rule: Rule) -> Told:
    """Return all that a rule may take over from claims before, as if it had been told of two states."""
    fields = {"relations": ("subject", "object"), "sanctions": ("senders", "targets")}.get(rule.table, ())
    whole = (*fields, *(column for column in rule.carry if column not in fields))
    return {rule.table: tuple(Evidence(name, "?" * place, 0, 1, "rule") for place, name in enumerate(whole, start=1))}


def _any_measure(rule: Rule, reading: Reading) -> tuple[Claim, ...]:
    """Return a measure of one state against another, as a text may have told of it before."""
    told = _anything_told(rule).get("sanctions", ())
    end = reading.tree.start
    return (Claim("sanctions", rule.id, reading.index, end, end, end, told),) if told else ()


class _Supposed(dict[int, list[Mention]]):
    """The mentions of a sentence, the open ones supposed to mean somebody; it notes whether one is asked for."""

    def __init__(self, mentions: Mapping[int, list[Mention]]) -> None:
        self.open = frozenset(head for head, found in mentions.items() if any(map(is_open, found)))
        super().__init__({head: [one for m in found for one in _meaning(m)] for head, found in mentions.items()})
        self.listening = True
        self.asked = False

    def get(self, head: int, default: Any = None) -> Any:
        """Return the mentions of a head."""
        self.asked = self.asked or (self.listening and head in self.open)
        return super().get(head, default)

    def values(self) -> Any:
        """Return the mentions of all heads."""
        self.asked = self.asked or self.listening
        return super().values()


def _meaning(mention: Mention) -> list[Mention]:
    """Return an open mention as one of two states, for it may mean several; any other as it is."""
    if not is_open(mention):
        return [mention]
    return [replace(mention, actor=f"{sign}{mention.head}", kind="state", acts=True) for sign in ("?", "??")]


def _may_meet(rule: Rule, clause: Clause, reading: Reading, matcher: Matcher, supposed: _Supposed) -> bool:
    """Return whether a clause may meet a rule's conditions: those in words, and on who is meant if they can be."""
    if clause.form not in rule.forms or clause.factuality.degree not in rule.when:
        return False
    classes = matcher.rules.classes
    conditions = [(path, words, True) for path, words in rule.where.items()]
    conditions += [(path, words, False) for path, words in rule.unless.items()]
    on_actors = [_is_on_actors(path, words, classes) for path, words, _ in conditions]
    supposed.listening = False
    for (path, words, wanted), asks in zip(conditions, on_actors, strict=True):
        if not asks and bool(words_at(path, clause, reading, classes) & words) != wanted:
            return False
    supposed.listening = True
    for (path, words, wanted), asks in zip(conditions, on_actors, strict=True):
        if asks:
            met = bool(words_at(path, clause, reading, classes) & words)
            if met != wanted and not supposed.asked:
                return False
    return True


def _is_on_actors(path: str, words: frozenset[str], classes: Mapping[str, frozenset[str]]) -> bool:
    """Return whether a condition asks for an actor of some kind ("*state"), at its end or on the way."""
    named = [classes[name] for name in _CLASS.findall(path)]
    return any(word.startswith("*") and word != ANYTHING for one in (words, *named) for word in one)
