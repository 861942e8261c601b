"""Why the rules gave what they gave: for each sentence its clauses, and how far every rule got with each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from flows.extract.dates import Dates
from flows.extract.match import Matcher, lacking, unmet
from flows.extract.paths import words_at
from flows.extract.reading import Reading
from flows.extract.rules_engine import ReadSentence, RulesEngine
from flows.ingest.document import Document
from flows.language.clauses import Clause, text_form
from flows.language.sentences import split_sentences
from schemas.codebook.rule import Rule

# How far a rule got with a clause that has its predicate:
#   condition   the clause does not meet a condition
#   unread      it meets all, and a column that a row needs could not be read
#   outranked   the rule gave a claim, and one that asks for more went before it
#   gave        the rule gave a claim
Reached = Literal["condition", "unread", "outranked", "gave"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A rule held against a clause that has its predicate; ``start`` is where the predicate stands in the text.

    ``what`` says which condition failed and what stood there, which column could not be read, or who went before.
    """

    rule: Rule
    predicate: str
    start: int
    reached: Reached
    key: str
    what: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A sentence: its clauses in the form that people read, and the attempts of all rules."""

    start: int
    end: int
    clauses: str
    attempts: tuple[Attempt, ...]


def explain(engine: RulesEngine, document: Document) -> tuple[Explained, ...]:
    """Return what the rules tried, sentence by sentence, also in sentences that were screened out."""
    sentences = [span for span in split_sentences(document.text) if span.parsable]
    return tuple(
        Explained(read.span.start, read.span.end, text_form(read.reading.tree), tuple(_attempts(engine, read)))
        for read in engine.sentences(document, sentences)
    )


def _attempts(engine: RulesEngine, read: ReadSentence) -> Iterator[Attempt]:
    matcher, reading, dates = engine.matcher, read.reading, read.dates
    if dates is None:
        dates = Dates(reading.clauses, None, None)  # no condition of a rule hangs on dates
    for clause, rules in matcher.candidates(reading):
        tried = [_attempt(rule, clause, reading, dates, matcher) for rule in rules]
        gave = [attempt.rule for attempt in tried if attempt.reached == "gave"]
        for attempt in tried:
            ahead = [r for r in gave if r.table == attempt.rule.table and len(r.where) > len(attempt.rule.where)]
            if attempt.reached == "gave" and ahead:
                what = f"{ahead[0].id} asks for more and went before"
                yield Attempt(attempt.rule, attempt.predicate, attempt.start, "outranked", "", what)
            else:
                yield attempt


def _attempt(rule: Rule, clause: Clause, reading: Reading, dates: Dates, matcher: Matcher) -> Attempt:
    start = reading.tree.tokens[clause.head].start
    classes = matcher.rules.classes
    failed = unmet(rule, clause, reading, classes)
    if failed is not None:
        key, path = failed
        if key in ("where", "unless"):
            seen = ", ".join(sorted(words_at(path, clause, reading, classes)))
            what = f"{key} {path}: there stands {seen or 'nothing'}"
            key = f"{key} {path}"
        else:
            wanted = sorted(rule.forms if key == "form" else rule.when)
            what = f"{key}: it is {path}, the rule asks for {' or '.join(wanted)}"
        return Attempt(rule, clause.predicate, start, "condition", key, what)
    lacks = lacking(rule, clause, reading, dates, matcher)
    if lacks is not None:
        return Attempt(rule, clause.predicate, start, "unread", lacks, f"could not read {lacks}")
    return Attempt(rule, clause.predicate, start, "gave", "", "gave a claim")
