"""The columns of one rule, read off one clause that meets its conditions: claims with the words for every value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product

from flows.extract.claims import Claim, Evidence
from flows.extract.consistency import fitting_rank, ranks_itself, without_self
from flows.extract.dates import Dates
from flows.extract.paths import follow
from flows.extract.quotes import own_tokens, quote
from flows.extract.ranks import read_rank
from flows.extract.reading import ActorRead, Reading
from flows.language.actors import country_of_place
from flows.language.clauses import Clause
from flows.language.syntax import case_of, host_of
from schemas.codebook.rule import Rule
from schemas.codebook.rulebook import Rules
from schemas.codebook.vocabulary import Table

# A tie is between states or intergovernmental organisations (DATA.md, relations).
PARTIES = frozenset({"state", "igo"})
ECONOMIES = frozenset({"state", "igo", "region", "world"})
DURATIONS = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "decade", "century"})
DEFINITE = frozenset({"the", "these", "those", "this", "that", "its", "their", "all"})
PLACE_ROLES = ("at", "in", "on", "near", "off", "over", "outside", "inside", "aboard", "within", "through", "across")


class ColumnReader:
    """Reads the columns of one rule off one clause."""

    def __init__(self, rule: Rule, clause: Clause, reading: Reading, dates: Dates, rules: Rules, table: Table) -> None:
        self.rule, self.clause, self.reading, self.dates, self.rules, self.table = (
            rule,
            clause,
            reading,
            dates,
            rules,
            table,
        )
        self.lacks = ""

    def claims(self) -> Iterator[Claim]:
        """Yield the claims; where there is none, ``lacks`` says what could not be read."""
        shared = self._set()
        for column, kind in self.rule.kinds.items():
            told = self._kind(column, kind.paths, kind.otherwise)
            if not told and self._needed(column):
                self.lacks = column
                return
            shared += told
        for column, paths in self.rule.read.items():
            found = self._read(column, paths)
            if not found and self._needed(column):
                self.lacks = column
                return
            shared += found
        if self.rule.rank:
            rank = self._rank()
            if not rank:
                self.lacks = "rank"
                return
            shared = fitting_rank(shared, rank) + rank
        if "location" in self.table.names and "location" not in self.rule.read:
            shared += self._location(PLACE_ROLES)
        shared += self._measure_told_before({evidence.field for evidence in shared})
        shared = without_self(shared)
        if not self._says_who(shared):
            self.lacks = ", ".join(self.rule.needs) or "any actor or place"
            return
        if ranks_itself(shared):
            self.lacks = "economy other than ranked"
            return
        shared += self._factuality() + self._speaker()
        self.lacks = "subject and object"
        for parties in self._parties():
            dated = self.dates.of(self.clause, with_host=self._with_host())
            if "date" in self.rule.needs and not dated:
                return
            for date in dated or (None,):
                evidence = [*parties, *shared]
                if date is not None:
                    evidence.append(date.evidence())
                yield self._claim(tuple(evidence))

    def _says_who(self, evidence: list[Evidence]) -> bool:
        """Return whether the columns that the rule needs are filled, and anybody or any place is told at all."""
        filled = {e.field for e in evidence}
        if not filled.issuperset(set(self.rule.needs) - {"date"}):
            return False
        actors = {column.name for column in self.table.fields if column.kind in ("actor", "actors")}
        return bool(self.rule.pairs) or bool(filled & ((actors | {"location"}) - {"speaker"}))

    def _with_host(self) -> bool:
        """Return whether the rule reads a noun together with its verb: "held a reception"."""
        return any(path.split(".")[0].startswith("host") for path in self.rule.where)

    def _needed(self, column: str) -> bool:
        """Return whether there is no row without a value here; a list may be empty."""
        declared = self.table.column(column)
        return declared.required and not declared.listed

    def _claim(self, evidence: tuple[Evidence, ...]) -> Claim:
        rival = self._rival(evidence) if self.rule.pairs else ()
        start, end = quote(self.reading.tree, self.clause.head, (*evidence, *rival))
        trigger = self.reading.tree.tokens[self.clause.head].start
        return Claim(self.rule.table, self.rule.id, self.reading.index, start, end, trigger, evidence, rival)

    def _rival(self, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        """Return the evidence for the other subject that "X is an N of Y, which ..." leaves possible."""
        subject = next(e.value for e in evidence if e.field == "subject")
        readings = self.reading.antecedents(self.clause)
        if subject not in [read.actor for read in readings]:
            return ()
        others = [read for read in readings if read.actor != subject and read.kind in PARTIES]
        return others[0].evidence("subject") if others else ()

    def _trigger(self) -> tuple[int, int]:
        token = self.reading.tree.tokens[self.clause.head]
        return token.start, token.end

    def _set(self) -> list[Evidence]:
        start, end = self._trigger()
        found = []
        for column, value in self.rule.set.items():
            found += [
                Evidence(column, one, start, end, "rule") for one in (value if isinstance(value, list) else [value])
            ]
        return found

    def _factuality(self) -> list[Evidence]:
        if "factuality" in self.rule.set:
            return []
        factuality = self.clause.factuality
        tokens = [self.reading.tree.tokens[i] for i in factuality.tokens]
        start, end = (tokens[-1].start, tokens[-1].end) if tokens else self._trigger()
        return [Evidence("factuality", factuality.degree, start, end, "rule")]

    def _speaker(self) -> list[Evidence]:
        found = self.reading.actors(self.clause.speakers)
        return list(found[0].evidence("speaker")) if found else []

    def _parties(self) -> Iterator[tuple[Evidence, ...]]:
        """Yield the evidence for subject and object, a pair at a time; nothing where a tie has no two parties."""
        if not self.rule.pairs:
            yield ()
            return
        for paths in self.rule.pairs:
            if len(paths) == 1 and not paths[0].endswith("between") and self._with_others():
                continue
            sides = [self._actors([path], lambda read: read.kind in PARTIES, places=True) for path in paths]
            pairs = combinations(sides[0], 2) if len(sides) == 1 else product(*sides)
            found = [(one, other) for one, other in pairs if one.actor != other.actor]
            for one, other in found:
                yield (*one.evidence("subject"), *other.evidence("object"))
            if found:
                return
        yield from self._parties_told_before()

    def _parties_told_before(self) -> Iterator[tuple[Evidence, ...]]:
        """Yield the parties of the tie that the text has just told of, for one that is named without any.

        "Diplomatic relations were established in 1995." goes on about the two states before it, provided that it
        names nobody else and that the tie has no party, be it an unknown one.
        """
        heads = self._at("theme")
        told = self.reading.told.get("relations", ())
        if not told or self.clause.form != "verb" or not heads:
            return
        if self._at("theme.poss") or self._at("theme.between") or self._at("theme.with") or self._at("with"):
            return
        if set(self._at("agent")) - set(heads) or self._at("theme.of") or self._at("theme.to"):
            return
        parties = {evidence.value for evidence in told}
        if any(actor not in parties for actor in self.reading.named(PARTIES)):
            return
        yield tuple(self._taken_up(heads[0], told))

    def _measure_told_before(self, filled: set[str]) -> list[Evidence]:
        """Return the evidence for whom a measure is against that the text has just told of: "the sanctions".

        Only for a definite measure, in a sentence that names nobody else; its senders too where the clause has none.
        """
        if self.table.name != "sanctions" or "targets" in filled:
            return []
        told = self.reading.told.get("sanctions", ())
        actors = {evidence.value for evidence in told}
        if not told or any(actor not in actors for actor in self.reading.named(PARTIES)):
            return []
        tree = self.reading.tree
        for head in (*self._at("theme"), self.clause.head):
            definite = {t.text.lower() for t in tree.children(head, "det", "nmod:poss")} & DEFINITE
            if definite and self.reading.names(head) & self.rules.classes["plain_sanction"]:
                return self._taken_up(head, [evidence for evidence in told if evidence.field not in filled])
        return []

    def _taken_up(self, head: int, told: Sequence[Evidence]) -> list[Evidence]:
        """Return the evidence for actors told of before: the words that take them up, and those that named them."""
        start, end = self.reading.span(head)
        values = dict.fromkeys((evidence.field, evidence.value) for evidence in told)
        refers = [Evidence(field, value, start, end, "resolved", carried=True) for field, value in values]
        return [*refers, *(replace(evidence, carried=True) for evidence in told)]

    def _at(self, path: str) -> tuple[int, ...]:
        return follow(path, self.clause, self.reading, self.rules.classes)

    def _with_others(self) -> bool:
        """Return whether the tie is with somebody else than those who have it, so that it is not mutual."""
        if self._at("with") or self._at("theme.with"):
            return True
        others = self.reading.actors((*self._at("theme.to"), *self._at("theme.of")))
        return any(read.kind in PARTIES for read in others)

    def _actors(
        self, paths: Sequence[str], wanted: Callable[[ActorRead], bool], *, places: bool = False
    ) -> tuple[ActorRead, ...]:
        """Return the actors at the first path that leads to any; with ``places`` also the state of a city.

        The embassy "in Tripoli" is a mission to Libya, though Tripoli does nothing there.
        """
        for path in paths:
            heads = [head for head in self._at(path) if not self.dates.covers(head)]
            modifying = path.endswith("mod") or (places and path.split(".")[-1] in ("in", "at"))
            if found := tuple(read for read in self.reading.actors(heads, modifying=modifying) if wanted(read)):
                return found
            if self.table.name == "relations" and path == "agent":
                related = self.reading.actors(heads, kin=True)
                if found := tuple(read for read in related if wanted(read)):
                    return found
            if path in ("agent", "subject", "theme"):
                for others in (self.reading.before_relative, self.reading.of_whole_clause):
                    if found := tuple(read for read in self.reading.actors(others(self.clause)) if wanted(read)):
                        return found
        return ()

    def _joined_actors(self, paths: Sequence[str], wanted: Callable[[ActorRead], bool]) -> tuple[ActorRead, ...]:
        """Return the actors at the first path that leads to any, those of all its parts where it joins several.

        "agent+with" holds where its first part leads to somebody.
        """
        for path in paths:
            first, *others = path.split("+")
            if found := self._actors([first], wanted):
                joined = [*found, *(read for other in others for read in self._actors([other], wanted))]
                return tuple({read.actor: read for read in reversed(joined)}.values())[::-1]
        return ()

    def _read(self, column: str, paths: tuple[str, ...]) -> list[Evidence]:
        declared = self.table.column(column)
        if declared.kind in ("actor", "actors"):
            wanted = (lambda read: read.kind in ECONOMIES) if column in ("economy", "ranked") else (lambda read: True)
            found = self._joined_actors(paths, wanted) if declared.listed else self._actors(paths, wanted)
            chosen = found if declared.listed else found[:1]
            return [evidence for read in chosen for evidence in read.evidence(column)]
        for path in paths:
            heads = [head for head in self._at(path) if not self.dates.covers(head)]
            each = [told for head in heads if (told := self._phrase(column, declared.kind, head))]
            if each:
                return [evidence for told in each for evidence in told] if declared.listed else each[0]
        return []

    def _phrase(self, column: str, kind: str, head: int) -> list[Evidence]:
        """Return what a phrase gives a column that holds no actor: a good, a number, a unit, a name or words."""
        reading = self.reading
        if column == "location":
            return self._place(head)
        if kind in ("number", "integer", "measure"):
            quantity = reading.quantity(head)
            if quantity is None or quantity.unit in DURATIONS:
                return []
            if kind == "measure" and quantity.unit is None:
                # "three diplomats": what is counted is the unit, unless it stands in the column item already
                return [] if "item" in self.rule.read else [Evidence(column, None, *reading.span(head), "normalised")]
            start, end = quantity.start + reading.tree.start, quantity.end + reading.tree.start
            return [Evidence(column, None, start, end, "normalised")]
        token = reading.tree.tokens[head]
        if token.pos not in ("NOUN", "PROPN", "ADJ"):
            return []
        if kind == "instrument":
            start, end = reading.named_span(head)
            if not re.search(r"\d|[A-Z]", reading.tree.words(start, end)):
                return []
            return [Evidence(column, None, start, end, "normalised")]
        start, end = reading.nominal_span(head) if kind == "goods" else reading.span(head)
        return [Evidence(column, None, start, end, "normalised")]

    def _place(self, head: int) -> list[Evidence]:
        """Return the evidence for a location and, where the words tell it, its country."""
        reading = self.reading
        token = reading.tree.tokens[head]
        if self.dates.covers(head) or token.pos not in ("PROPN", "NOUN"):
            return []
        if token.pos == "NOUN" and not reading.described(head) & self.rules.classes["site"]:
            return []
        start, end = reading.place_span(head)
        words = reading.tree.words(start, end)
        country = country_of_place(words)
        found = [Evidence("location", None, start, end, "verbatim")]
        if country:
            found.append(Evidence("location_country", country, start, end, "normalised"))
            return found
        for around in ("in", "of"):
            for outer in reading.clauses.at(head).role(around):
                low, high = reading.place_span(outer)
                if country := country_of_place(reading.tree.words(low, high)):
                    return [*found, Evidence("location_country", country, low, high, "normalised")]
        return found

    def _location(self, roles: Sequence[str]) -> list[Evidence]:
        for role in roles:
            for path in (role, f"patient.{role}", f"host.{role}"):
                if path.startswith("host") and self.clause.form != "noun":
                    continue
                for head in self._at(path):
                    if found := self._place(head):
                        return found
        # A place that hangs on another phrase of the clause ("killed X, the brother of Y, at Z"): only one whose
        # country is known, since much else stands after "in" and "at".
        tree = self.reading.tree
        inside = own_tokens(tree, self.clause.head)
        host = host_of(tree, self.clause.head)
        if self._with_host() and host is not None:
            inside |= own_tokens(tree, host)
        for index in sorted(inside):
            if case_of(tree, index) in roles:
                found = self._place(index)
                if any(evidence.field == "location_country" for evidence in found):
                    return found
        return []

    def _kind(self, column: str, paths: Sequence[str], otherwise: str | None) -> list[Evidence]:
        """Return the terms that the words of a phrase tell; the first told for a single column, all for a list."""
        listed = self.table.column(column).listed
        heads = [head for path in paths for head in self._at(path)]
        found: list[Evidence] = []
        for head in heads:
            described = self.reading.described(head)
            for term, words in self.rules.kinds[column]:
                if described & words and all(term != e.value for e in found):
                    start, end = self.reading.span(head)
                    found.append(Evidence(column, term, start, end, "rule"))
                    if not listed:
                        return found
        if found or otherwise is None or not heads:
            return found
        start, end = self.reading.span(heads[0])
        return [Evidence(column, otherwise, start, end, "rule")]

    def _rank(self) -> list[Evidence]:
        for path in self.rule.rank:
            for head in self._at(path):
                rank = read_rank(self.reading, head)
                if rank is not None:
                    found = [Evidence("rank_kind", rank.kind, rank.start, rank.end, "rule")]
                    if rank.rank is not None and rank.number is not None:
                        found.append(Evidence("rank", rank.rank, *rank.number, "normalised"))
                    elif rank.rank is not None:
                        found.append(Evidence("rank", rank.rank, rank.start, rank.end, "rule"))
                    return found
        return []
