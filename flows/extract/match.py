"""The rules of a codebook held against the clauses of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from flows.extract.claims import Claim
from flows.extract.columns import ColumnReader
from flows.extract.consistency import without_threatened
from flows.extract.dates import Dates
from flows.extract.paths import ANYTHING, plain_words_at, words_at
from flows.extract.reading import Reading
from flows.language.clauses import Clause
from flows.language.lexicon import lexicon
from schemas.codebook.rule import Rule
from schemas.codebook.rulebook import Rules
from schemas.codebook.vocabulary import Table

_CLASS = re.compile(r"\[@(\w+)\]")
Condition = tuple[str, frozenset[str], bool]


class Matcher:
    """The rules of a codebook, indexed by predicate, as they match the clauses of one sentence."""

    def __init__(self, rules: Rules, tables: dict[str, Table]) -> None:
        self.rules = rules
        self.tables = tables
        self.by_predicate: dict[str, list[Rule]] = {}
        for rule in rules:
            for predicate in rule.predicate:
                self.by_predicate.setdefault(predicate, []).append(rule)
        self._words = frozenset(
            word for predicate in self.by_predicate for word in (*predicate.split(), *re.split("[ -]", predicate))
        )
        self._conditions: dict[str, tuple[Sequence[Condition], Sequence[Condition]]] = {}

    def claims(self, reading: Reading, dates: Dates) -> Iterator[Claim]:
        """Yield the claims of a sentence in the order of its clauses."""
        yield from without_threatened(tuple(self._claims(reading, dates)), reading.tree)

    def _claims(self, reading: Reading, dates: Dates) -> Iterator[Claim]:
        """Yield the claims of each clause.

        Where several rules of a table match one clause, those that ask for the most hold: "signs a treaty" goes
        before "signs".
        """
        for clause, rules in self.possible(reading):
            found: dict[str, list[tuple[int, list[Claim]]]] = {}
            for rule in rules:
                if self._matches_who(rule, clause, reading):
                    made = list(
                        ColumnReader(rule, clause, reading, dates, self.rules, self.tables[rule.table]).claims()
                    )
                    if made:
                        found.setdefault(rule.table, []).append((len(rule.where), made))
            for table, ranked in found.items():
                most = max(conditions for conditions, _ in ranked)
                chosen = [claim for conditions, made in ranked if conditions == most for claim in made]
                reading.tell(table, chosen[-1])
                yield from chosen

    def candidates(self, reading: Reading) -> Sequence[tuple[Clause, Sequence[Rule]]]:
        """Return the clauses of a sentence whose predicate some rules have, with these."""
        return reading.words.of("candidates", lambda: self._candidates(reading))

    def _candidates(self, reading: Reading) -> list[tuple[Clause, Sequence[Rule]]]:
        clauses = (reading.clauses.at(head) for head in reading.clauses.heads() if self._may_be_named(reading, head))
        named = ((clause, self._rules_of(reading, clause)) for clause in clauses)
        return [(clause, rules) for clause, rules in named if rules]

    def possible(self, reading: Reading) -> Sequence[tuple[Clause, Sequence[Rule]]]:
        """Return the clauses of a sentence with the rules that match them, but for conditions on who is meant."""
        return reading.words.of("possible", lambda: self._possible(reading))

    def _possible(self, reading: Reading) -> list[tuple[Clause, Sequence[Rule]]]:
        named = (
            (clause, [rule for rule in rules if self._matches_in_words(rule, clause, reading)])
            for clause, rules in self.candidates(reading)
        )
        return [(clause, rules) for clause, rules in named if rules]

    def _matches_in_words(self, rule: Rule, clause: Clause, reading: Reading) -> bool:
        if clause.form not in rule.forms or clause.factuality.degree not in rule.when:
            return False
        return all(
            plain_words_at(path, clause, reading, self.rules.classes).isdisjoint(words) != wanted
            for path, words, wanted in self.conditions(rule)[0]
        )

    def _may_be_named(self, reading: Reading, head: int) -> bool:
        """Return whether a rule's predicate may name a token; most tokens need no clause to see that none does."""
        tree = reading.tree
        lemma = tree.tokens[head].lemma.lower()
        return (
            lemma in self._words
            or lexicon().nominalisations.get(lemma) in self.by_predicate
            or any(f"be {case.text.lower()}" in self.by_predicate for case in tree.children(head, "case"))
            or reading.stands_for(head) is not None
        )

    def _matches_who(self, rule: Rule, clause: Clause, reading: Reading) -> bool:
        return all(
            words_at(path, clause, reading, self.rules.classes).isdisjoint(words) != wanted
            for path, words, wanted in self.conditions(rule)[1]
        )

    def conditions(self, rule: Rule) -> tuple[Sequence[Condition], Sequence[Condition]]:
        """Return a rule's conditions in words, and those on an actor of some kind, with whether each is to hold."""
        if rule.id not in self._conditions:
            every = [(path, words, True) for path, words in rule.where.items()]
            every += [(path, words, False) for path, words in rule.unless.items()]
            on_actors = [_is_on_actors(path, words, self.rules.classes) for path, words, _ in every]
            self._conditions[rule.id] = (
                [one for one, asks in zip(every, on_actors, strict=True) if not asks],
                [one for one, asks in zip(every, on_actors, strict=True) if asks],
            )
        return self._conditions[rule.id]

    def _rules_of(self, reading: Reading, clause: Clause) -> Sequence[Rule]:
        """Return the rules that have the clause's predicate."""
        names = reading.names(clause.head) if clause.form != "verb" else reading.predicates(clause)
        if len(names) == 1:
            return self.by_predicate.get(clause.predicate, ())
        found = {rule.id: rule for name in sorted(names) for rule in self.by_predicate.get(name, ())}
        return tuple(found.values())


def _is_on_actors(path: str, words: frozenset[str], classes: Mapping[str, frozenset[str]]) -> bool:
    """Return whether a condition asks for an actor of some kind ("*state"), at its end or on the way."""
    named = [classes[name] for name in _CLASS.findall(path)]
    return any(word.startswith("*") and word != ANYTHING for one in (words, *named) for word in one)


def unmet(
    rule: Rule, clause: Clause, reading: Reading, classes: Mapping[str, frozenset[str]]
) -> tuple[str, str] | None:
    """Return the first condition of a rule that a clause does not meet, by its key and path; None if it meets all."""
    if clause.form not in rule.forms:
        return "form", clause.form
    if clause.factuality.degree not in rule.when:
        return "when", clause.factuality.degree
    for path, words in rule.where.items():
        if words_at(path, clause, reading, classes).isdisjoint(words):
            return "where", path
    for path, words in rule.unless.items():
        if not words_at(path, clause, reading, classes).isdisjoint(words):
            return "unless", path
    return None


def lacking(rule: Rule, clause: Clause, reading: Reading, dates: Dates, matcher: Matcher) -> str | None:
    """Return what a rule whose conditions a clause meets could not read from it, None where it gives claims."""
    reader = ColumnReader(rule, clause, reading, dates, matcher.rules, matcher.tables[rule.table])
    return None if any(True for _ in reader.claims()) else reader.lacks
