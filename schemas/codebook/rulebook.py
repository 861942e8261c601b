"""The extraction rules and word classes of the codebook, as their TOML files declare them.

`words/*.toml` name classes of words, `rules/<table>/*.toml` hold the rules of a table. A rule says in terms of clauses
(flows/language/clauses.py) what it matches and which role each column is read from; its examples and near-misses are
tests and documentation. The format is described for its readers in rules/README.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from schemas.codebook.classes import read_classes, read_kinds
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.rule import DEGREES, Rule
from schemas.codebook.rule_reader import RuleReader
from schemas.codebook.source import Source, read_source
from schemas.codebook.vocabulary import FOLDER, load_tables

# Verbs that stand in so many sentences that looking for them screens nothing out.
_EVERYDAY = "be become come do get give go have hold keep make put say see take use"
EVERYDAY = frozenset(_EVERYDAY.split())
_PLACES = 100  # further than this no text counts
PATHS = "paths.toml"  # in a table's folder: paths and pairs that the rules of all its files may name


@dataclass(frozen=True)
class Rules:
    """All rules in the order of the files, the word classes, and the words that tell terms apart."""

    rules: tuple[Rule, ...]
    classes: Mapping[str, frozenset[str]]
    kinds: Mapping[str, tuple[tuple[str, frozenset[str]], ...]]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def rule(self, rule_id: str) -> Rule:
        """Return the rule of that id."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(f"no rule {rule_id!r} in the codebook")

    @property
    def triggers(self) -> frozenset[str]:
        """The lemmas without one of which no rule can match a sentence.

        Of a rule they are the words that must stand in one of its roles, where it asks for such ("relation" for "have
        relations"), since predicates like "have" stand everywhere; else its predicates.
        """
        return frozenset(lemma for rule in self.rules for lemma in trigger_of(rule))

    def settable(self, rule_id: str, column: str) -> frozenset[str]:
        """Return the values that a rule can give a column by itself: set, or told by the words of a phrase.

        An unknown rule can give none. Factuality is told by the clause and may be any of the three.
        """
        found = [rule for rule in self.rules if rule.id == rule_id]
        if not found:
            return frozenset()
        rule = found[0]
        values: set[str] = set()
        if column in rule.set:
            value = rule.set[column]
            values.update(map(str, value if isinstance(value, list) else [value]))
        if column in rule.kinds:
            values.update(term for term, _ in self.kinds[column])
            if (otherwise := rule.kinds[column].otherwise) is not None:
                values.add(otherwise)
        if column in rule.carry:
            values.update(term.name for term in load_tables()[rule.table].column(column).terms)
        if column == "factuality":
            values.update(DEGREES)
        if rule.rank and column == "rank_kind":
            values.update(("exact", "at_most", "among"))
        if rule.rank and column == "rank":
            # The first by itself, and any that is counted on from the one told before: "next in line".
            values.update(map(str, range(1, _PLACES)))
        if rule.rank and column == "economy" and column in rule.carry:
            values.add("WLD")  # where no economy is told before: "overtook Peru as the largest producer"
        return frozenset(values)


def trigger_of(rule: Rule) -> frozenset[str]:
    """Return the words to look for: the smallest of what the rule asks for, one without everyday verbs if there is."""
    required = [words for words in rule.where.values() if not any("*" in word for word in words)]
    return min([rule.predicate, *required], key=lambda words: (bool(words & EVERYDAY), len(words), sorted(words)))


def load_rules(folder: Path = FOLDER) -> Rules:
    """Return the rules of a codebook folder; raise CodebookError for the first mistake, by file and line."""
    return _load(folder)


@lru_cache(maxsize=8)
def _load(folder: Path) -> Rules:
    sources = [read_source(file) for file in sorted((folder / "words").glob("*.toml"))]
    for source in sources:
        source.only_keys((), source.data, {"class", "kind"})
    classes = read_classes(sources)
    tables = load_tables(folder)
    kinds = {column: words for source in sources for column, words in read_kinds(source, classes, tables).items()}
    rules: list[Rule] = []
    seen: dict[str, Path] = {}
    for name in CLAIM_TABLES:
        shared = _paths(folder / "rules" / name / PATHS)
        for file in sorted((folder / "rules" / name).glob("*.toml")):
            if file.name == PATHS:
                continue
            source = read_source(file)
            source.only_keys((), source.data, {"rule", "paths", "pairs"})
            for rule in RuleReader(source, tables[name], classes, kinds, shared).rules():
                if rule.id in seen:
                    raise source.error(
                        ("rule", len(rules)),
                        f"rule {rule.id!r} is declared twice",
                        f"The other is in {seen[rule.id].name}",
                    )
                seen[rule.id] = file
                rules.append(rule)
    return Rules(tuple(rules), classes, kinds)


def _paths(file: Path) -> Source | None:
    """Return the file of the paths that all rules of a table may name, None where the table has none."""
    if not file.is_file():
        return None
    source = read_source(file)
    source.only_keys((), source.data, {"paths", "pairs"})
    return source
