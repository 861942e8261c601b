"""Whether a sentence leaves open who is meant by a phrase that a rule reads: only then does it need the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flows.extract.claims import Evidence
from flows.extract.columns import ColumnReader
from flows.extract.dated import Dated
from flows.extract.dates import Dates
from flows.extract.match import Matcher
from flows.extract.memory import T, Watched
from flows.extract.paths import words_at
from flows.extract.reading import Reading
from flows.extract.taken_up import TAKEN_UP, Told
from flows.language.clauses import Clause
from flows.language.mentions import Mention
from flows.language.names import gazetteer
from schemas.codebook.rule import Rule

# What these names mean follows from their own words.
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
    own, told, latest = reading.mentions, reading.told, reading.latest
    supposed = _Supposed(own)
    closed = {head: found for head, found in own.items() if head not in supposed.open}
    dates: Dates | None = None
    matched = False
    try:
        for clause, rules in matcher.possible(reading):
            for rule in rules:
                reading.mentions, supposed.asked = supposed, False
                if not _may_meet(rule, clause, reading, matcher, supposed):
                    continue
                matched = True
                if not supposed.open:
                    return Heard(matched=True, asks_who=False)
                if rule.table == "sanctions":
                    return Heard(matched=True, asks_who=True)  # its sides may stand anywhere in the document
                dates = dates or Dates(reading.clauses, None, None, _ANY_DATE)
                reading.told = reading.latest = _anything_told(rule)
                reader = ColumnReader(rule, clause, reading, dates, matcher.rules, matcher.tables[rule.table])
                if any(True for _ in reader.claims()) and supposed.asked:
                    return Heard(matched=True, asks_who=True)
                if rule.table in TAKEN_UP or rule.carry:
                    reading.mentions = closed
                    if any(True for _ in reader.claims()):
                        return Heard(matched=True, asks_who=True)
    finally:
        reading.mentions, reading.told, reading.latest = own, told, latest
    return Heard(matched, asks_who=False)


def _anything_told(rule: Rule) -> Told:
    """Return all that a rule may take over from claims before, as if it had been told of two states."""
    fields = {"relations": ("subject", "object"), "sanctions": ("senders", "targets")}.get(rule.table, ())
    whole = (*fields, *(column for column in rule.carry if column not in fields))
    return {rule.table: tuple(Evidence(name, "?" * place, 0, 1, "rule") for place, name in enumerate(whole, start=1))}


class _Supposed(Watched):
    """The mentions of a sentence, the open ones supposed to mean somebody; it notes whether one is asked for."""

    def __init__(self, mentions: Mapping[int, list[Mention]]) -> None:
        self.open = frozenset(head for head, found in mentions.items() if any(map(is_open, found)))
        super().__init__({head: [one for m in found for one in _meaning(m)] for head, found in mentions.items()})
        self.asked = False

    def watch(self, find: Callable[[], T]) -> tuple[T, bool]:
        """Return what is found, and whether an open mention was asked for."""
        before, self.asked = self.asked, False
        try:
            return find(), self.asked
        finally:
            self.asked = before

    def note(self, *, asked: bool) -> None:
        """Note that an open mention was asked for."""
        self.asked = self.asked or asked

    def get(self, head: int, default: Any = None) -> Any:
        """Return the mentions of a head."""
        self.asked = self.asked or head in self.open
        return super().get(head, default)

    def values(self) -> Any:
        """Return the mentions of all heads."""
        self.asked = True
        return super().values()


def _meaning(mention: Mention) -> list[Mention]:
    """Return an open mention as one of two states, for it may mean several; any other as it is."""
    if not is_open(mention):
        return [mention]
    return [replace(mention, actor=f"{sign}{mention.head}", kind="state", acts=True) for sign in ("?", "??")]


def _may_meet(rule: Rule, clause: Clause, reading: Reading, matcher: Matcher, supposed: _Supposed) -> bool:
    """Return whether a clause may meet a rule's conditions on who is meant."""
    for path, words, wanted in matcher.conditions(rule)[1]:
        if words_at(path, clause, reading, matcher.rules.classes).isdisjoint(words) == wanted and not supposed.asked:
            return False
    return True
