"""One file of rules, read and checked against the table, the word classes and the roles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.codebook.classes import read_lemmas
from schemas.codebook.rule import DEGREES, FORMS, ROLES, STEP, Example, Kind, NearMiss, Rule
from schemas.codebook.source import Source
from schemas.codebook.vocabulary import Table

_RULE_KEYS = {
    "id", "about", "predicate", "form", "where", "unless", "set", "read", "kind", "pair", "rank", "when", "needs",
    "carry", "example", "near_miss",
}  # fmt: skip
_EXAMPLE_KEYS = {"text", "published_on", "rows"}
_NEAR_MISS_KEYS = {"text", "why"}


@dataclass(frozen=True, slots=True)
class RuleReader:
    """Reads the rules of one file."""

    source: Source
    table: Table
    classes: Mapping[str, frozenset[str]]
    kinds: Mapping[str, tuple[tuple[str, frozenset[str]], ...]]
    shared: Source | None = None

    def rules(self) -> Iterator[Rule]:
        """Yield the rules of the file in order; raise CodebookError for the first mistake."""
        for index, entry in enumerate(self.source.entries("rule")):
            yield self._rule(index, entry)

    def _rule(self, index: int, entry: Mapping[str, Any]) -> Rule:
        source, path = self.source, ("rule", index)
        source.only_keys(path, entry, _RULE_KEYS)
        examples = tuple(self._example(index, i, e) for i, e in enumerate(source.tables(path, entry, "example")))
        near_misses = tuple(self._near_miss(index, i, e) for i, e in enumerate(source.tables(path, entry, "near_miss")))
        rule_id = source.required(path, entry, "id")
        if len(examples) < 3 or not near_misses:
            raise source.error(
                path,
                f"rule {rule_id!r} has {len(examples)} examples and {len(near_misses)} near-misses",
                "A rule needs three examples and a near-miss",
            )
        forms = entry.get("form", list(FORMS))
        if not isinstance(forms, list) or any(form not in FORMS for form in forms):
            raise source.error((*path, "form"), f"unknown form in {forms}", f"The forms are {', '.join(FORMS)}")
        return Rule(
            id=rule_id,
            table=self.table.name,
            about=source.required(path, entry, "about"),
            predicate=read_lemmas(source, (*path, "predicate"), entry.get("predicate"), self.classes),
            forms=frozenset(forms),
            where=self._conditions(path, entry, "where"),
            unless=self._conditions(path, entry, "unless"),
            set=self._values((*path, "set"), source.table(path, entry, "set")),
            read=self._readings(path, entry),
            kinds=self._kind_readings(path, entry),
            pairs=self._pairs(path, entry),
            rank=self._paths((*path, "rank"), entry["rank"]) if "rank" in entry else (),
            when=self._degrees(path, entry),
            needs=self._columns(path, entry, "needs"),
            carry=self._columns(path, entry, "carry"),
            examples=examples,
            near_misses=near_misses,
            line=source.error(path, "", "").line,
        )

    def _degrees(self, path: tuple[str | int, ...], entry: Mapping[str, Any]) -> frozenset[str]:
        """Return the degrees of factuality at which the rule holds, all where it does not say."""
        given = entry.get("when", list(DEGREES))
        if not isinstance(given, list) or not given or any(degree not in DEGREES for degree in given):
            raise self.source.error((*path, "when"), f"unknown factuality in {given}", f"They are {', '.join(DEGREES)}")
        return frozenset(given)

    def _columns(self, path: tuple[str | int, ...], entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """Return the columns that a rule lists under a key, none where it has no such key."""
        given = entry.get(key, [])
        if not isinstance(given, list):
            raise self.source.error((*path, key), "not a list of columns", f'Write {key} = ["date"]')
        for column in given:
            self._check_column((*path, key), column)
        return tuple(given)

    def _conditions(self, path: tuple[str | int, ...], entry: Mapping[str, Any], key: str) -> dict[str, frozenset[str]]:
        found = {}
        for role_path, words in self.source.table(path, entry, key).items():
            self._check_path((*path, key, role_path), role_path)
            found[role_path] = read_lemmas(self.source, (*path, key, role_path), words, self.classes)
        return found

    def _values(self, path: tuple[str | int, ...], given: Mapping[str, Any]) -> dict[str, Any]:
        for column, value in given.items():
            self._check_column((*path, column), column)
            terms = [term.name for term in self.table.column(column).terms]
            for one in value if isinstance(value, list) else [value]:
                if terms and one not in terms:
                    raise self.source.error(
                        (*path, column), f"unknown term {one!r}", f"The terms are {', '.join(sorted(terms))}"
                    )
        return dict(given)

    def _readings(self, path: tuple[str | int, ...], entry: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        found = {}
        for column, paths in self.source.table(path, entry, "read").items():
            self._check_column((*path, "read", column), column)
            found[column] = self._paths((*path, "read", column), paths)
        return found

    def _kind_readings(self, path: tuple[str | int, ...], entry: Mapping[str, Any]) -> dict[str, Kind]:
        found = {}
        for column, given in self.source.table(path, entry, "kind").items():
            here = (*path, "kind", column)
            self._check_column(here, column)
            if column not in self.kinds:
                raise self.source.error(here, f"words/ has no [kind.{column}]", "Say there which words tell which term")
            if not isinstance(given, dict) or not set(given) <= {"of", "otherwise"} or "of" not in given:
                raise self.source.error(here, f"not a kind: {given}", 'Write { of = ["theme"], otherwise = "term" }')
            if "otherwise" in given:
                self._values(here, {column: given["otherwise"]})
            found[column] = Kind(self._paths((*here, "of"), given["of"]), given.get("otherwise"))
        return found

    def _pairs(self, path: tuple[str | int, ...], entry: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
        if "pair" not in entry:
            return ()
        here: tuple[str | int, ...] = (*path, "pair")
        given = self._named(here, entry["pair"], "pairs") if isinstance(entry["pair"], str) else entry["pair"]
        if not isinstance(given, list) or not all(isinstance(pair, list) and len(pair) in (1, 2) for pair in given):
            raise self.source.error(
                here, "not a list of pairs of paths", 'Write [["agent", "theme.with"], ["theme.between"]]'
            )
        return tuple(self._paths(here, pair) for pair in given)

    def _paths(self, path: tuple[str | int, ...], given: object) -> tuple[str, ...]:
        if isinstance(given, str):
            given = self._named(path, given, "paths")
        if not isinstance(given, list) or not given or not all(isinstance(one, str) for one in given):
            raise self.source.error(path, "not a list of paths", 'Write ["agent", "theme.poss"]')
        for one in given:
            self._check_path(path, one)
        return tuple(given)

    def _named(self, path: tuple[str | int, ...], name: str, kind: str) -> object:
        """Return the paths or pairs of that name, declared in this file or for all files of the table."""
        for source in (self.source, self.shared):
            if source is not None and name in (named := source.table((), source.data, kind)):
                return named[name]
        way_out = f"Declare them in [{kind}] of this file or of paths.toml"
        raise self.source.error(path, f"no {kind} named {name!r}", way_out)

    def _check_path(self, path: tuple[str | int, ...], role_path: str) -> None:
        for step in re.split(r"[.+|]", role_path):
            found = STEP.fullmatch(step)
            if found is None or found["role"] not in ROLES:
                way_out = f"The roles are {', '.join(sorted(ROLES))}; role[@class] asks for a word of a class there"
                raise self.source.error(path, f"unknown role {step!r}", way_out)
            if found["words"] is not None and found["words"] not in self.classes:
                raise self.source.error(path, f"unknown word class @{found['words']}", "Declare it in a file of words/")

    def _check_column(self, path: tuple[str | int, ...], column: str) -> None:
        readable = [field.name for field in self.table.fields]
        if column not in readable:
            raise self.source.error(
                path, f"{self.table.name} has no column {column!r} to read", f"Those are {', '.join(readable)}"
            )

    def _example(self, index: int, position: int, entry: Mapping[str, Any]) -> Example:
        path = ("rule", index, "example", position)
        self.source.only_keys(path, entry, _EXAMPLE_KEYS)
        rows = self.source.tables(path, entry, "rows")
        if not rows:
            raise self.source.error(path, "an example without rows", "Give its rows, or make it a near_miss")
        for row in rows:
            for column in row:
                self._check_column((*path, "rows"), column)
        published = str(entry["published_on"]) if "published_on" in entry else None
        return Example(
            self.source.required(path, entry, "text"), tuple(rows), published, self.source.error(path, "", "").line
        )

    def _near_miss(self, index: int, position: int, entry: Mapping[str, Any]) -> NearMiss:
        path = ("rule", index, "near_miss", position)
        self.source.only_keys(path, entry, _NEAR_MISS_KEYS)
        return NearMiss(
            self.source.required(path, entry, "text"),
            self.source.required(path, entry, "why"),
            self.source.error(path, "", "").line,
        )
