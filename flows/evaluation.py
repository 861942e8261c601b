"""An engine held against a gold folder: its records, its scores, and the errors with their causes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flows.causes import CAUSES, Fault, Read, faults
from flows.engines import engine, extract, frames_of
from flows.extract.claims import Extraction
from flows.extract.explain import explain
from flows.extract.rules_engine import RulesEngine
from flows.gold import HALVES, GoldDocument, Half, half_of
from flows.ingest.problems import Problem
from flows.pipeline import assemble
from flows.records import documents_as_json
from flows.scoring import LEVELS, Level, Score, Scored, score
from schemas.codebook.kinds import CLAIM_TABLES


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an engine made of a gold folder. ``problems`` are the documents that it failed on: all their records miss.

    ``rejects`` counts the rows that failed a check of their table, which are in no record.
    """

    engine: str
    folder: Path
    read: tuple[Read, ...]
    problems: tuple[Problem, ...]
    rejects: int

    def of(self, half: Half | None) -> tuple[Read, ...]:
        """Return the documents of a half; all for None."""
        return tuple(read for read in self.read if half in (None, half_of(read.scored.doc_id)))

    def scores(self, half: Half | None = None) -> dict[Level, dict[str, Score]]:
        """Return the scores by level and table."""
        return {level: score((read.scored for read in self.of(half)), level) for level in LEVELS}

    @property
    def halves(self) -> tuple[Half, ...]:
        """The halves, where every document belongs to one; else none, as no score could be told for them."""
        return HALVES if all(half_of(read.scored.doc_id) for read in self.read) else ()

    def faults(self, half: Half | None) -> tuple[Fault, ...]:
        """Return the misses and wrong rows, a table at a time, by cause in the order of CAUSES."""
        order = list(CAUSES)
        found = (fault for read in self.of(half) for fault in faults(read))
        return tuple(sorted(found, key=lambda fault: (CLAIM_TABLES.index(fault.table), order.index(fault.cause))))


def evaluate_documents(
    gold: Sequence[GoldDocument],
    folder: Path,
    name: str,
    *,
    explained: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Evaluation:
    """Return how the engine of that name does on the gold documents of a folder.

    ``explained`` asks what the rules tried in each sentence, which takes as long again. ``progress`` is told how many
    documents are done, and of how many.
    """
    reader = engine(name)
    extracted = []
    for done, one in enumerate(gold, 1):
        extracted.append(extract((one.document,), folder, reader))
        progress(done, len(gold))
    extractions = [extraction for part in extracted for extraction in part.extractions]
    problems = tuple(failure for part in extracted for failure in part.failures)
    frames = assemble([frames_of(extractions)], problems, folder).frames
    documents = [extraction.document for extraction in extractions]
    records = {str(one["doc"]): one for one in documents_as_json(documents, frames)}
    by_name = {extraction.document.doc_id: extraction for extraction in extractions}
    read = tuple(_read(one, by_name.get(one.document.doc_id), records, reader, explained) for one in gold)
    # A document that the engine failed on is a reject too, and is told of as a problem.
    rejects = frames["rejects"].height - len(problems)
    return Evaluation(f"{reader.name} ({reader.version})", folder, read, problems, rejects)


def _read(
    gold: GoldDocument,
    extraction: Extraction | None,
    records: Mapping[str, Mapping[str, Any]],
    reader: object,
    explained: bool,
) -> Read:
    name = gold.document.doc_id
    found = records.get(name, {})
    scored = Scored(name, gold.tables, {table: found.get(table, ()) for table in CLAIM_TABLES})
    if extraction is None:
        return Read(scored, Extraction(gold.document, (), ()))
    if not explained or not isinstance(reader, RulesEngine):
        return Read(scored, extraction)
    return Read(scored, extraction, {one.start: one for one in explain(reader, gold.document)}, reader.rules)


def as_json(
    evaluation: Evaluation, half: Half | None, faults: Sequence[Fault] | None = None, of_half: Half | None = None
) -> dict[str, object]:
    """Return the scores of a half, or of all and of both halves, and where they are given the errors of a half."""
    shown: dict[str, object] = {
        "engine": evaluation.engine,
        "half": half or "all",
        "documents": len(evaluation.of(half)),
        "failed": [str(problem) for problem in evaluation.problems],
        "rejects": evaluation.rejects,
        "scores": scores_as_json(evaluation.scores(half)),
    }
    if half is None:
        shown["halves"] = {
            name: {"documents": len(evaluation.of(name)), "scores": scores_as_json(evaluation.scores(name))}
            for name in evaluation.halves
        }
    if faults is not None:
        shown["errors_half"] = of_half or "all"
        shown["errors"] = [_fault_as_json(fault) for fault in faults]
    return shown


def scores_as_json(scores: Mapping[Level, Mapping[str, Score]]) -> dict[str, object]:
    """Return scores as JSON values, by table and level; a share of nothing is null."""
    return {table: {level: _score_as_json(scores[level][table]) for level in LEVELS} for table in scores[LEVELS[0]]}


def _score_as_json(one: Score) -> dict[str, object]:
    return {
        "gold": one.gold,
        "predicted": one.predicted,
        "matched": one.matched,
        "precision": one.precision,
        "recall": one.recall,
        "f1": one.f1,
        "span_overlap": one.span_overlap,
        "fields": {name: asdict(tally) for name, tally in one.fields.items()},
    }


def _fault_as_json(fault: Fault) -> dict[str, object]:
    return {
        **asdict(fault),
        "meaning": CAUSES[fault.cause],
        "row": None if fault.row is None else {k: v for k, v in fault.row.items() if k != "evidence"},
    }


def counted(faults: Iterable[Fault]) -> dict[str, dict[str, int]]:
    """Return how often each cause is met, by table, in the order of CAUSES."""
    counts: dict[str, dict[str, int]] = {}
    for fault in faults:
        of_table = counts.setdefault(fault.cause, dict.fromkeys(CLAIM_TABLES, 0))
        of_table[fault.table] += 1
    return {cause: counts[cause] for cause in CAUSES if cause in counts}
