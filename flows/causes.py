"""Why an engine missed gold records and why its other rows are wrong, by cause, for who decides the next rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from flows.extract.claims import Extraction, SentenceOutcome
from flows.extract.explain import Attempt, Explained
from flows.scoring import Row, Scored, differences, facet, matched, overlap, tested
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.rulebook import Rules
from schemas.codebook.vocabulary import load_tables

# The columns whose terms say what a record is about; a rule is asked why it missed a record if it can give these.
TELLING: Mapping[str, tuple[str, ...]] = {
    "relations": ("relation_type", "change"),
    "incidents": ("incident_type",),
    "sanctions": ("action",),
    "investment_rankings": ("metric",),
}
# In the order in which they are shown, from a row that is nearly right to one that nothing led to.
CAUSES = {
    "near": "near hit: matched relaxed only",
    "other": "same words read as another record",
    "lost": "given by a rule, then lost",
    "outranked": "given, another rule went before",
    "actors": "actors not identified",
    "unread": "another value not read",
    "condition": "predicate there, a condition failed",
    "no predicate": "no rule's predicate in the sentence",
    "no rule": "no rule of the codebook for it",
    "not read": "sentence screened out",
    "no row": "no row from these words",
    "duplicate": "wrong row: repeats a right one",
    "retold": "wrong row: near one found already",
    "other row": "wrong row: gold has others here",
    "other table": "wrong row: gold in another table",
    "not gold": "wrong row: nothing gold here",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence as it is shown with an error; without clauses where the engine has none."""

    start: int
    end: int
    text: str
    outcome: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A miss (``gold`` alone), a wrong row (``row`` alone), or one that stands for the other.

    ``about`` tells errors of one cause apart: what keeps the two from matching, the condition that failed, what was
    looked for. ``differs`` are all fields and facets in which the two differ, ``notes`` what rules tried, likeliest
    first.
    """

    doc_id: str
    table: str
    cause: str
    about: str
    gold: Row | None
    row: Row | None
    sentences: tuple[Shown, ...]
    differs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """One document as an engine read it; what the rules tried is told for the engine that goes by rules."""

    scored: Scored
    extraction: Extraction
    explained: Mapping[int, Explained] = field(default_factory=dict)
    rules: Rules | None = None


def faults(read: Read) -> Iterator[Fault]:
    """Yield the misses and the wrong rows of a document, a table at a time."""
    for table in CLAIM_TABLES:
        yield from _Table(read, table).faults()


class _Table:
    """The records of one table in one document, those that match strictly taken out."""

    def __init__(self, read: Read, table: str) -> None:
        self.read, self.table = read, table
        self.all_gold = read.scored.gold[table]
        self.all_rows = read.scored.predicted[table]
        pairs = matched(table, "strict", self.all_gold, self.all_rows)
        self.right = [(self.all_gold[g], self.all_rows[p]) for g, p in pairs]
        self.gold = [row for i, row in enumerate(self.all_gold) if i not in {g for g, _ in pairs}]
        self.rows = [row for i, row in enumerate(self.all_rows) if i not in {p for _, p in pairs}]

    def faults(self) -> Iterator[Fault]:
        near = [(self.gold[g], self.rows[p]) for g, p in matched(self.table, "relaxed", self.gold, self.rows)]
        yield from self._paired("near", near)
        yield from self._paired("other", self._over_same_words())
        for gold in self.gold:
            yield self._miss(gold)
        for row in self.rows:
            yield self._surplus(row)

    def _paired(self, cause: str, pairs: Sequence[tuple[Row, Row]]) -> Iterator[Fault]:
        """Yield a fault for each pair, and take both out of what is left."""
        for gold, row in pairs:
            self.gold = [one for one in self.gold if one is not gold]
            self.rows = [one for one in self.rows if one is not row]
            about = ", ".join(differences(self.table, "strict", gold, row))
            yield self._fault(cause, about, gold, row, differs=self._differing(gold, row))

    def _fault(self, cause: str, about: str, gold: Row | None, row: Row | None, **more: tuple[str, ...]) -> Fault:
        sentences = self._sentences(*(one for one in (gold, row) if one is not None))
        return Fault(self.read.scored.doc_id, self.table, cause, about, gold, row, sentences, **more)

    def _over_same_words(self) -> list[tuple[Row, Row]]:
        """Return pairs of what is left whose spans overlap, those with the fewest differences first."""
        ranked = sorted(
            (
                (len(differences(self.table, "strict", gold, row)), -overlap(gold, row), g, p)
                for g, gold in enumerate(self.gold)
                for p, row in enumerate(self.rows)
                if overlap(gold, row)
            ),
        )
        taken: set[tuple[str, int]] = set()
        pairs = []
        for _, _, g, p in ranked:
            if ("gold", g) not in taken and ("row", p) not in taken:
                taken |= {("gold", g), ("row", p)}
                pairs.append((self.gold[g], self.rows[p]))
        return pairs

    def _miss(self, gold: Row) -> Fault:
        told = {name: gold[name] for name in TELLING[self.table]}
        wanted = "/".join(map(str, told.values()))
        outcomes = [sentence.outcome for sentence in self._outcomes(gold)]
        rules = self.read.rules
        if outcomes and set(outcomes) == {"screened_out"}:
            return self._fault("not read", wanted, gold, None)
        if rules is None:
            return self._fault("no row", wanted, gold, None)
        able = {
            rule.id
            for rule in rules
            if rule.table == self.table and all(value in rules.settable(rule.id, name) for name, value in told.items())
        }
        tried = self._tried(gold, able)
        if not tried:
            return self._fault("no predicate" if able else "no rule", wanted, gold, None)
        order = list(CAUSES)
        first = min(tried, key=lambda one: order.index(self._cause_of(one)))
        rest = [one for one in tried if one is not first]
        notes = [f"{one.rule.id} at {one.predicate!r}: {one.what}" for one in (first, *rest)]
        notes[1:1] = self._evidence_of(first)
        about = f"{first.rule.id} {first.key}".strip()
        return self._fault(self._cause_of(first), about, gold, None, notes=tuple(dict.fromkeys(notes)))

    def _tried(self, gold: Row, able: Set[str]) -> list[Attempt]:
        """Return the attempts of rules at a record's words; else, elsewhere in its sentence, those that gave nothing.

        What gave something elsewhere in the sentence tells of something else.
        """
        start, end = gold["span"]
        attempts = [one for s in self._outcomes(gold) for one in self._attempts(s) if one.rule.id in able]
        inside = [one for one in attempts if start <= one.start < end]
        return inside or [one for one in attempts if one.reached in ("condition", "unread")]

    def _evidence_of(self, attempt: Attempt) -> list[str]:
        """Return which rows have the words of an attempt that gave a claim as evidence."""
        if attempt.reached != "gave":
            return []
        return [
            f"its words are now evidence of {row['record_id']}: {', '.join(str(row[n]) for n in tested(self.table))}"
            for row in self.all_rows
            if any(one["start"] == attempt.start for told in row["evidence"].values() for one in told)
        ]

    def _attempts(self, sentence: SentenceOutcome) -> tuple[Attempt, ...]:
        explained = self.read.explained.get(sentence.start)
        return explained.attempts if explained else ()

    def _cause_of(self, attempt: Attempt) -> str:
        if attempt.reached == "gave":
            return "lost"
        if attempt.reached != "unread":
            return attempt.reached
        columns = {column.name: column.kind for column in load_tables()[self.table].columns}
        lacking = attempt.key.replace(" and ", ", ").split(", ")
        actors = attempt.key == "any actor or place" or any(
            columns.get(name) in ("actor", "actors") for name in lacking
        )
        return "actors" if actors else "unread"

    def _surplus(self, row: Row) -> Fault:
        """Return the fault of a row that no gold record is left for."""
        cause = "not gold"
        differs: tuple[str, ...] = ()
        sentences = self._outcomes(row)
        for other, tables in (("other table", CLAIM_TABLES), ("other row", (self.table,))):
            golds = (gold for table in tables for gold in self.read.scored.gold[table])
            if any(_meets(sentence, gold) for gold in golds for sentence in sentences):
                cause = other
        told = [gold for gold, _ in self.right if not differences(self.table, "relaxed", gold, row)]
        if told:
            differs = min((self._differing(gold, row) for gold in told), key=len)
            same = any(not differences(self.table, "strict", gold, row) for gold in told)
            cause = "duplicate" if same else "retold"
        return self._fault(cause, str(row.get("rule", "")), None, row, differs=differs)

    def _differing(self, gold: Row, row: Row) -> tuple[str, ...]:
        """Return in what two records differ: what keeps them from matching, then the other fields."""
        keys = differences(self.table, "strict", gold, row)
        rest = [name for name in gold if name not in ("span", *keys) and facet(gold, name) != facet(row, name)]
        if "parties" in keys:
            rest = [name for name in rest if name not in ("subject", "object")]
        return (*keys, *rest)

    def _outcomes(self, *rows: Row) -> list[SentenceOutcome]:
        return [sentence for sentence in self.read.extraction.sentences if any(_meets(sentence, row) for row in rows)]

    def _sentences(self, *rows: Row) -> tuple[Shown, ...]:
        text = self.read.extraction.document.text
        shown = []
        for sentence in self._outcomes(*rows):
            explained = self.read.explained.get(sentence.start)
            clauses = tuple(explained.clauses.splitlines()) if explained else ()
            words = text[sentence.start : sentence.end]
            shown.append(Shown(sentence.start, sentence.end, words, sentence.outcome, clauses))
        return tuple(shown)


def _meets(sentence: SentenceOutcome, row: Row) -> bool:
    start, end = row["span"]
    return bool(sentence.start < end and start < sentence.end)
