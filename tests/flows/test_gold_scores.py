"""The gold documents, and the scores that the default engine reaches on them (gold_scores.toml)."""

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

GOLD = Path(__file__).parents[1] / "gold"
NAMES = sorted(path.stem for path in GOLD.glob("*.json"))
REACHED: dict[str, Any] = tomllib.loads(Path(__file__).with_name("gold_scores.toml").read_text(encoding="utf-8"))
MARGIN: float = REACHED["margin"]


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return evaluate_documents(read_gold(GOLD), GOLD, RulesEngine.name)


def held(reached: float | None, name: str, expected: float) -> None:
    assert reached is not None
    assert reached >= expected - MARGIN, (
        f"{name}: {reached:.3f} is below {expected}; see `attache evaluate tests/gold --errors` for what broke"
    )


def test_every_gold_file_has_a_text_of_its_digest_and_spans_within_it() -> None:
    assert len(NAMES) == 44
    assert sorted(path.stem for path in GOLD.glob("*.txt")) == NAMES
    for name in NAMES:
        content = (GOLD / f"{name}.txt").read_bytes()
        gold = json.loads((GOLD / f"{name}.json").read_bytes())
        assert (gold["doc"], gold["sha256"]) == (name, hashlib.sha256(content).hexdigest())
        text = content.decode("utf-8")
        for table in CLAIM_TABLES:
            for row in gold[table]:
                start, end = row["span"]
                assert 0 <= start < end <= len(text)
                assert text[start:end].strip() == text[start:end]


def test_the_halves_are_drawn_from_every_kind_of_document() -> None:
    halves = {name: half_of(name) for name in NAMES}
    for kind in ("rel", "inc", "san", "inv"):
        of_kind = [half for name, half in halves.items() if name.startswith(kind)]
        assert (of_kind.count("seen"), of_kind.count("held-out")) == (6, 5)


def test_the_engine_reads_every_document(evaluation: Evaluation) -> None:
    assert evaluation.problems == ()
    assert [read.scored.doc_id for read in evaluation.read] == NAMES


def test_a_document_without_records_gives_none(evaluation: Evaluation) -> None:
    for read in evaluation.read:
        if not any(read.scored.gold.values()):
            assert not any(read.scored.predicted.values()), read.scored.doc_id


@pytest.mark.parametrize("level", ["strict", "relaxed"])
@pytest.mark.parametrize("table", ["all", *CLAIM_TABLES])
def test_f1_holds(evaluation: Evaluation, level: Level, table: str) -> None:
    held(evaluation.scores()[level][table].f1, f"{level} F1, {table}", REACHED[level][table])


def test_precision_holds(evaluation: Evaluation) -> None:
    held(evaluation.scores()["strict"]["all"].precision, "strict precision", REACHED["precision"]["all"])


@pytest.mark.parametrize("half", ["seen", "held-out"])
def test_each_half_holds(evaluation: Evaluation, half: Half) -> None:
    held(evaluation.scores(half)["strict"]["all"].f1, f"strict F1, {half} half", REACHED["halves"][half])
