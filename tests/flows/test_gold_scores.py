"""The annotated documents, and the scores that the default engine reaches on them (gold_scores.toml)."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from flows.evaluation import Evaluation, evaluate_documents
from flows.extract.rules_engine import RulesEngine
from flows.gold import Half, half_of, read_gold
from flows.scoring import Level
from schemas.codebook.kinds import CLAIM_TABLES

TESTS = Path(__file__).parents[1]
REACHED: dict[str, Any] = tomllib.loads(Path(__file__).with_name("gold_scores.toml").read_text(encoding="utf-8"))
MARGIN: float = REACHED["margin"]
SETS = {"gold": 44, "plain": 24}
ALL_SETS = SETS | {"practice": 36}  # all of it was used to write rules, so that its scores say little


@pytest.fixture(scope="module", params=SETS)
def measured(request: pytest.FixtureRequest) -> tuple[str, Evaluation]:
    folder = TESTS / request.param
    return request.param, evaluate_documents(read_gold(folder), folder, RulesEngine.name)


def held(reached: float | None, name: str, expected: float) -> None:
    assert reached is not None
    assert reached >= expected - MARGIN, (
        f"{name}: {reached:.3f} is below {expected}; see `attache evaluate --errors` for what broke"
    )


def names(kind: str) -> list[str]:
    return sorted(path.stem for path in (TESTS / kind).glob("*.json"))


@pytest.mark.parametrize("kind", ALL_SETS)
def test_every_gold_file_has_a_text_of_its_digest_and_spans_within_it(kind: str) -> None:
    assert len(names(kind)) == ALL_SETS[kind]
    assert sorted(path.stem for path in (TESTS / kind).glob("*.txt")) == names(kind)
    for name in names(kind):
        content = (TESTS / kind / f"{name}.txt").read_bytes()
        gold = json.loads((TESTS / kind / f"{name}.json").read_bytes())
        assert (gold["doc"], gold["sha256"]) == (name, hashlib.sha256(content).hexdigest())
        text = content.decode("utf-8")
        for table in CLAIM_TABLES:
            for row in gold[table]:
                start, end = row["span"]
                assert 0 <= start < end <= len(text)
                assert text[start:end].strip() == text[start:end]


def test_the_halves_are_drawn_from_every_kind_of_document() -> None:
    halves = {name: half_of(name) for name in names("gold")}
    for kind in ("rel", "inc", "san", "inv"):
        of_kind = [half for name, half in halves.items() if name.startswith(kind)]
        assert (of_kind.count("seen"), of_kind.count("held-out")) == (6, 5)


def test_the_engine_reads_every_document(measured: tuple[str, Evaluation]) -> None:
    kind, evaluation = measured
    assert evaluation.problems == ()
    assert [read.scored.doc_id for read in evaluation.read] == names(kind)


def test_a_document_without_records_gives_none(measured: tuple[str, Evaluation]) -> None:
    for read in measured[1].read:
        if not any(read.scored.gold.values()):
            assert not any(read.scored.predicted.values()), read.scored.doc_id


@pytest.mark.parametrize("level", ["strict", "relaxed"])
@pytest.mark.parametrize("table", ["all", *CLAIM_TABLES])
def test_f1_holds(measured: tuple[str, Evaluation], level: Level, table: str) -> None:
    kind, evaluation = measured
    held(evaluation.scores()[level][table].f1, f"{level} F1, {table}, tests/{kind}", REACHED[kind][level][table])


def test_precision_holds(measured: tuple[str, Evaluation]) -> None:
    kind, evaluation = measured
    reached = evaluation.scores()["strict"]["all"].precision
    held(reached, f"strict precision, tests/{kind}", REACHED[kind]["precision"])


@pytest.mark.parametrize("half", ["seen", "held-out"])
def test_each_half_holds(measured: tuple[str, Evaluation], half: Half) -> None:
    kind, evaluation = measured
    reached = evaluation.scores(half)["strict"]["all"].f1
    held(reached, f"strict F1, {half} half of tests/{kind}", REACHED[kind]["halves"][half])
