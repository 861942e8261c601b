"""The rules of a codebook held against the clauses of a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flows.extract.claims import Claim
from flows.extract.columns import ColumnReader
from flows.extract.consistency import without_threatened
from flows.extract.dates import Dates
from flows.extract.paths import words_at
from flows.extract.reading import Reading
from flows.language.clauses import Clause
from schemas.codebook.rule import Rule
from schemas.codebook.rulebook import Rules
from schemas.codebook.vocabulary import Table


class Matcher:
    """The rules of a codebook, indexed by predicate, as they match the clauses of one sentence."""

    def __init__(self, rules: Rules, tables: dict[str, Table]) -> None:
        self.rules = rules
        self.tables = tables
        self.by_predicate: dict[str, list[Rule]] = {}
        for rule in rules:
            for predicate in rule.predicate:
                self.by_predicate.setdefault(predicate, []).append(rule)

    def claims(self, reading: Reading, dates: Dates) -> Iterator[Claim]:
        """Yield the claims of a sentence in the order of its clauses."""
        yield from without_threatened(tuple(self._claims(reading, dates)), reading.tree)

    def _claims(self, reading: Reading, dates: Dates) -> Iterator[Claim]:
        """Yield the claims of each clause.

        Where several rules of a table match one clause, those that ask for the most hold: "signs a treaty" goes
        before "signs".
        """
        for clause in reading.clauses:
            found: dict[str, list[tuple[int, list[Claim]]]] = {}
            for rule in self.candidates(reading, clause):
                if matches(rule, clause, reading, self.rules.classes):
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

    def candidates(self, reading: Reading, clause: Clause) -> Sequence[Rule]:
        """Return the rules that have the clause's predicate."""
        names = reading.names(clause.head) if clause.form != "verb" else reading.predicates(clause)
        if len(names) == 1:
            return self.by_predicate.get(clause.predicate, ())
        found = {rule.id: rule for name in sorted(names) for rule in self.by_predicate.get(name, ())}
        return tuple(found.values())


def matches(rule: Rule, clause: Clause, reading: Reading, classes: Mapping[str, frozenset[str]]) -> bool:
    """Return whether a clause meets a rule's form and conditions."""
    return unmet(rule, clause, reading, classes) is None


def unmet(
    rule: Rule, clause: Clause, reading: Reading, classes: Mapping[str, frozenset[str]]
) -> tuple[str, str] | None:
    """Return the first condition of a rule that a clause does not meet, by its key and path; None if it meets all."""
    if clause.form not in rule.forms:
        return "form", clause.form
    if clause.factuality.degree not in rule.when:
        return "when", clause.factuality.degree
    for path, words in rule.where.items():
        if not words_at(path, clause, reading, classes) & words:
            return "where", path
    for path, words in rule.unless.items():
        if words_at(path, clause, reading, classes) & words:
            return "unless", path
    return None


def lacking(rule: Rule, clause: Clause, reading: Reading, dates: Dates, matcher: Matcher) -> str | None:
    """Return what a rule whose conditions a clause meets could not read from it, None where it gives claims."""
    reader = ColumnReader(rule, clause, reading, dates, matcher.rules, matcher.tables[rule.table])
    return None if any(True for _ in reader.claims()) else reader.lacks
