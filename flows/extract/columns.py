"""The columns of one rule, read off one clause that meets its conditions: claims with the words for every value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product

from flows.extract.casualties import BLOODY, casualties
from flows.extract.claims import Claim, Evidence
from flows.extract.consistency import fitted, meets_itself, without_self
from flows.extract.dated import Dated
from flows.extract.dates import Dates
from flows.extract.doers import of_their_states, unsaid_doer
from flows.extract.gapping import own_dates
from flows.extract.locations import location
from flows.extract.measures import with_sides
from flows.extract.parties import parties, taken_up
from flows.extract.paths import follow
from flows.extract.places import place_at
from flows.extract.quotes import quote
from flows.extract.reading import ActorRead, Reading
from flows.extract.seats import seat_of
from flows.extract.sides import PARTIES
from flows.extract.standings import standings
from flows.language.clauses import Clause
from flows.language.syntax import case_of
from schemas.codebook.rule import Rule
from schemas.codebook.rulebook import Rules
from schemas.codebook.vocabulary import Table

ECONOMIES = frozenset({"state", "igo", "region", "world"})
# What happens, by table; a rule that carries it tells of the same once more.
HAPPENING = frozenset({"change", "incident_type", "action"})
# Who can stand in a column; a measure is a state's or an organisation's, whoever signs it.
WANTED: dict[str, Callable[[ActorRead], bool]] = {
    "economy": lambda read: read.kind in ECONOMIES,
    "ranked": lambda read: read.kind in ECONOMIES,
    "senders": lambda read: read.kind != "person",
}
EACH = ("economy", "ranked", "subject")  # columns of one actor; where several stand there, each has a claim of his own
DURATIONS = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "decade", "century"})
ENDS = frozenset(".!?:;\"'”’")  # of a sentence, not of a heading
FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
WARS = frozenset({"conflict", "war"})
SIDES = 2
TALKS_OF_TWO = frozenset({"negotiate", "confer", "bargain", "parley", "discuss", "consult", "deliberate"})
TOWARDS = frozenset({"to", "with", "on", "against", "upon", "from"})  # after these a capital is the state
SEATED = frozenset({"in", "at"})  # after these a city tells whose somebody is
SOMEBODY = frozenset({"person", "organisation"})  # of a name alone it is often not known which
GATHERINGS = frozenset({"meeting", "visit", "ceremony"})
UTTERED = frozenset({"accusation", "threat", "protest", "meeting", "visit", "ceremony"})
WHOLE = frozenset({"agent", "patient", "theme", "recipient", "by"})  # roles that what somebody owns plays like himself
PERSONAL = frozenset({"assassination", "detention", "expulsion", "release"})
POINTING = frozenset({"this", "these", "such"})
SORTS = frozenset({"security", "economic", "alliance"})  # of ties that "this cooperation" goes on about
# Who is told by name, where he stands beside what he is: "Ducart, the Chadian company".
BY_NAME = frozenset({"organisation", "person", "vessel"})


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
        self.persons: list[ActorRead] = []  # who acts under his own name

    def claims(self) -> Iterator[Claim]:
        """Yield the claims; where there is none, ``lacks`` says what could not be read."""
        if self._only_named():
            self.lacks = "a sentence: a heading names what the text tells"
            return
        shared = self._shared()
        placed = self._placed(shared) if set(EACH) & set(self.rule.read) else [[]]
        if not placed:
            self.lacks = self.lacks or "ranked or rank"
        if self.lacks:
            return
        self.lacks = "subject and object"
        for both, place in product(parties(self), placed):
            together = fitted(shared, place)
            if meets_itself([*both, *together]):
                self.lacks = "two different sides"
                continue
            dated = self.dates.of(self._told_in(), with_host=self.with_host())
            dated = tuple(date for date in dated if not self._is_term(date))
            dated = tuple(own_dates(self.reading.tree, dated, self.dates.found, [*both, *together]))
            if "date" in self.rule.needs and not dated:
                return
            for date in dated or (None,):
                evidence = [*both, *together]
                if date is not None:
                    evidence = [*(e for e in evidence if e.field != "date"), date.evidence()]
                yield self._claim(tuple(evidence))

    def _is_term(self, dated: Dated) -> bool:
        """Return whether a date is that until which a measure is extended, not that of the extension."""
        return self.rule.set.get("action") == "extended" and dated.value.startswith("../")

    def _shared(self) -> list[Evidence]:
        """Return the evidence that all claims of the clause have in common; sets ``lacks`` where some is missing."""
        shared = self._set()
        for column, kind in self.rule.kinds.items():
            shared += self._kind(column, kind.paths, kind.otherwise)
        for column, paths in self.rule.read.items():
            if column not in EACH:
                shared += self._read(column, paths)
        shared += self._carried({evidence.field for evidence in shared} | {"economy"})
        filled = {evidence.field for evidence in shared} | set(EACH)
        for column in (*self.rule.kinds, *self.rule.read, *self.rule.carry):
            if column not in filled and self._needed(column):
                self.lacks = column
                return []
        if "location" in self.table.names and all(evidence.field != "location" for evidence in shared):
            shared += location(self)
        if self.table.name == "incidents":
            shared = of_their_states(self, shared + unsaid_doer(self, shared), self.persons)
            shared = self._of_the_accused(shared)
        shared += self._casualties({evidence.field for evidence in shared})
        shared = with_sides(self, without_self(shared))
        if not self._says_who(shared):
            self.lacks = ", ".join(self.rule.needs) or "any actor or place"
        return shared + self._factuality() + self._speaker()

    def _only_named(self) -> bool:
        """Return whether an event stands in a heading that has no finite verb: "Israeli strikes on Iran"."""
        tree = self.reading.tree
        if self.table.name != "incidents" or tree.text.rstrip()[-1:] in ENDS:
            return False
        return not any(token.tag in FINITE for token in tree.tokens)

    def _says_who(self, evidence: list[Evidence]) -> bool:
        """Return whether the columns that the rule needs are filled, and anybody or any place is told at all."""
        filled = {e.field for e in evidence}
        if self._lacks_a_side(evidence):
            return False
        if not filled.issuperset(set(self.rule.needs) - {"date", *EACH}):
            return False
        actors = {column.name for column in self.table.fields if column.kind in ("actor", "actors")}
        ties = bool(self.rule.pairs) or "ranked" in self.rule.read
        return ties or bool(filled & ((actors | {"location"}) - {"speaker"}))

    def _lacks_a_side(self, evidence: list[Evidence]) -> bool:
        """Return whether one side only is told of a war by its name, or of talks by their verb: "the Korean War"."""
        kind = self.rule.set.get("incident_type")
        war = kind == "clash" and self.clause.form != "verb" and self.clause.predicate in WARS
        talks = kind == "meeting" and self.clause.form == "verb" and self.clause.predicate in TALKS_OF_TWO
        sides = {told.value for told in evidence if told.field == "actors"}
        return len(sides) < SIDES and (war or talks)

    def _told_in(self) -> Clause:
        """Return the clause that tells when it was: of a threat that is uttered, the verb of uttering."""
        uttered = self.rule.set.get("incident_type") == "threat" and "host" in self.rule.where
        hosts = self.clause.role("host") if uttered and self.clause.form == "verb" else ()
        return self.reading.clauses.at(hosts[0]) if hosts else self.clause

    def with_host(self) -> bool:
        """Return whether the rule reads a noun together with its verb: "held a reception"."""
        return any(path.split(".")[0].startswith("host") for path in self.rule.where) or self._on_the_way()

    def _on_the_way(self) -> bool:
        """Return whether an event is what the verb's deed is for or part of: "flew to Oslo for talks on 3 May"."""
        if self.rule.set.get("incident_type") not in GATHERINGS or self.clause.form != "noun":
            return False
        tree, head = self.reading.tree, self.clause.head
        return tree.tokens[head].dep == "obl" and case_of(tree, head) in ("for", "at", "during", "on")

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

    def _casualties(self, filled: set[str]) -> list[Evidence]:
        """Return the evidence for the dead and the injured of an event of force that the rule does not read itself."""
        if self.rule.set.get("incident_type") not in BLOODY:
            return []
        told = casualties(self.reading, self.clause, self.rules.classes)
        return [evidence for evidence in told if evidence.field not in filled]

    def _carried(self, filled: set[str]) -> list[Evidence]:
        """Return the evidence for what the rule may take over from the claim told just before: "China came third"."""
        # What happens again has happened just before: "and Peru followed suit".
        source = self.reading.latest if set(self.rule.carry) & HAPPENING else self.reading.told
        ties = self.rule.carry == ("relation_type",)  # "they were restored", whatever war was told of in between
        before = self.reading.told_tie if ties else source.get(self.table.name, ())
        told = [e for e in before if e.field in self.rule.carry]
        if "incident_type" in self.rule.carry and self.rule.set.get("factuality") == "denied":
            # what is denied is a deed, not the words in which it was charged
            told = [] if any(e.value in UTTERED for e in told) else told
        told = [e for e in told if e.field not in filled]
        named = [e for e in told if e.value is not None]
        read = [replace(e, carried=True) for e in told if e.value is None]  # its own words alone tell what it is
        return [*taken_up(self.reading, self.clause.head, named), *read] if told else []

    def _of_the_accused(self, shared: list[Evidence]) -> list[Evidence]:
        """Return the evidence with the doers told before for one who denies what others are said to have done."""
        if self.rule.set.get("factuality") != "denied" or "incident_type" not in self.rule.carry:
            return shared
        told = [e for e in self.reading.latest.get(self.table.name, ()) if e.field == "actors" and e.value is not None]
        own = {e.value for e in shared if e.field == "actors"}
        if not told or own & {e.value for e in told}:
            return shared
        doers = taken_up(self.reading, self.clause.head, told)
        return [*(e for e in shared if e.field != "actors"), *doers]

    def at(self, path: str) -> tuple[int, ...]:
        """Return the heads at the end of a path of roles."""
        return follow(path, self.clause, self.reading, self.rules.classes)

    def actors(
        self, paths: Sequence[str], wanted: Callable[[ActorRead], bool], *, places: bool = False
    ) -> tuple[ActorRead, ...]:
        """Return the actors at the first path that leads to any; with ``places`` also the state of a city.

        The embassy "in Tripoli" is a mission to Libya, though Tripoli does nothing there.
        """
        for path in paths:
            heads = [head for head in self.at(path) if not self.dates.covers(head)]
            if path.endswith("mod"):
                # "the Sino-Indian war", "the Iran-Iraq War": as written, not as the tree has it
                inner = {t.index for head in heads for t in self.reading.tree.children(head, "compound")}
                heads = sorted({*heads, *inner})
            last = path.split(".")[-1]
            towards = self.table.name == "sanctions" and last in TOWARDS  # "arms sales to Jakarta"
            # "a court in Lima jailed two", "rice arrived in Accra": whose city it is, is on the side of the deed
            seated = self.table.name == "incidents" and last in SEATED
            modifying = path.endswith("mod") or ((places or seated) and last in SEATED) or towards
            if found := tuple(read for read in self.reading.actors(heads, modifying=modifying) if wanted(read)):
                return found
            if places and last in ("in", "at") and (seats := tuple(r for h in heads for r in seat_of(self.reading, h))):
                return seats
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
            if found := self.actors([first], wanted):
                joined = [*found, *(read for other in others for read in self.actors([other], wanted))]
                return tuple({read.actor: read for read in reversed(joined)}.values())[::-1]
        return ()

    def _owners(self, paths: Sequence[str], wanted: Callable[[ActorRead], bool]) -> tuple[ActorRead, ...]:
        """Return whose what stands at the paths is, where it is no actor itself: "a Soviet interceptor"."""
        whole = [part for path in paths for part in path.split("+") if part.split(".")[-1] in WHOLE]
        return self.actors([f"{path}.{role}" for path in whole for role in ("mod", "poss")], wanted)

    def _read(self, column: str, paths: tuple[str, ...]) -> list[Evidence]:
        declared = self.table.column(column)
        if declared.kind in ("actor", "actors"):
            wanted = WANTED.get(column, lambda read: True)
            found = self._joined_actors(paths, wanted) if declared.listed else self.actors(paths, wanted)
            if not found and self.table.name == "incidents":
                found = self._owners(paths, wanted)
            chosen = found if declared.listed else found[:1]
            self.persons += [read for read in chosen if column == "actors" and read.kind in SOMEBODY]
            return [evidence for read in chosen for evidence in self._as_named(column, read)]
        for path in paths:
            heads = [head for head in self.at(path) if not self.dates.covers(head)]
            each = [told for head in heads if (told := self._phrase(column, declared.kind, head))]
            if each:
                return [evidence for told in each for evidence in told] if declared.listed else each[0]
        return []

    def _as_named(self, column: str, read: ActorRead) -> tuple[Evidence, ...]:
        """Return the evidence for an actor: one arrested, freed, killed or sanctioned by name is told by it.

        Elsewhere an office holder stands for the state: "Peruvian minister Ana Paz".
        """
        read = self._by_name(column, read)
        mention = read.mention
        personal = self.table.name == "sanctions" or self.rule.set.get("incident_type") in PERSONAL
        at = mention.words.find(mention.name) if mention.name else -1
        if column != "targets" or not personal or at < 0 or mention.antecedents:
            return read.evidence(column)
        start = mention.start + at
        name = " ".join(mention.name.split())  # a line may end within it
        return (Evidence(column, name, start, start + len(mention.name), "normalised"),)

    def _by_name(self, column: str, read: ActorRead) -> ActorRead:
        """Return the firm, person or ship that a sanctioned one is called beside: "Ducart, the Chadian company"."""
        mention, tree = read.mention, self.reading.tree
        own = self.table.name == "sanctions" and column == "targets" and mention.kind == "state" and mention.noun
        if not own or mention.start < tree.start or mention.antecedents:
            return read
        token = tree.tokens[mention.head]
        beside = [token.head] if token.dep == "appos" else [t.index for t in tree.children(token.index, "appos")]
        named = [m for i in beside for m in self.reading.mentions.get(i, ()) if m.actor and m.kind in BY_NAME]
        return ActorRead(named[0].actor, named[0]) if len(named) == 1 and token.tag != "NNS" else read

    def _phrase(self, column: str, kind: str, head: int) -> list[Evidence]:
        """Return what a phrase gives a column that holds no actor: a good, a number, a unit, a name or words."""
        if column == "location":
            return self.place(head)
        if kind in ("number", "integer", "measure"):
            return self._counted(column, kind, head)
        reading = self.reading
        meant = reading.stands_for(head)
        if meant is not None:  # "three more", "landed them": what they are was said before
            return [Evidence(column, None, *reading.span(meant), "normalised", carried=True)]
        if reading.tree.tokens[head].pos not in ("NOUN", "PROPN", "ADJ"):
            return []
        if kind == "instrument":
            start, end = reading.named_span(head)
            if not re.search(r"\d|[A-Z]", reading.tree.words(start, end)):
                return []
            return [Evidence(column, None, start, end, "normalised")]
        start, end = reading.nominal_span(head) if kind == "goods" else reading.span(head)
        return [Evidence(column, None, start, end, "normalised")]

    def _counted(self, column: str, kind: str, head: int) -> list[Evidence]:
        """Return the number that counts a phrase, or what it counts: of "three more" what was counted before."""
        reading = self.reading
        quantity = reading.quantity(head)
        if quantity is None or quantity.unit in DURATIONS:
            return []
        if kind == "measure" and quantity.unit is None:
            # "three diplomats": what is counted is the unit, unless it stands in the column item already
            if "item" in self.rule.read:
                return []
            meant = reading.stands_for(head)
            counted = head if meant is None else meant
            return [Evidence(column, None, *reading.span(counted), "normalised", carried=meant is not None)]
        start, end = quantity.start + reading.tree.start, quantity.end + reading.tree.start
        return [Evidence(column, None, start, end, "normalised")]

    def place(self, head: int) -> list[Evidence]:
        """Return the evidence for a location and, where the words tell it, its country."""
        return [] if self.dates.covers(head) else place_at(self.reading, head, self.rules.classes["site"])

    def _kind(self, column: str, paths: Sequence[str], otherwise: str | None) -> list[Evidence]:
        """Return the terms that the words of a phrase tell; the first told for a single column, all for a list."""
        listed = self.table.column(column).listed
        heads = [head for path in paths for head in self.at(path)]
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
        return [Evidence(column, self._same_sort(column, heads[0]) or otherwise, start, end, "rule")]

    def _same_sort(self, column: str, head: int) -> str | None:
        """Return the sort of tie told of just before, where a phrase points back to it: "this cooperation"."""
        pointing = {token.lemma.lower() for token in self.reading.tree.children(head, "det")}
        if column != "relation_type" or not pointing & POINTING:
            return None
        told = [e.value for e in self.reading.told.get(self.table.name, ()) if e.field == column]
        return next((str(value) for value in told if value in SORTS), None)

    def _placed(self, shared: list[Evidence]) -> list[list[Evidence]]:
        """Return who ranks at which place in whose economy, or whose tie it is, one after the other."""
        if "ranked" in self.rule.read:
            return standings(self, {str(evidence.value) for evidence in shared if evidence.field == "metric"})
        return [list(read.evidence("subject")) for read in self._economies_at(self.rule.read.get("subject", ()))]

    def _economies_at(self, paths: Sequence[str]) -> tuple[ActorRead, ...]:
        """Return the economies at the first path that leads to any."""
        return self.actors(paths, lambda read: read.kind in ECONOMIES)
