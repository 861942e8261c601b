from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows import cli, engines
from flows.commands import exits
from flows.evaluation import as_json, evaluate_documents
from flows.extract.claims import Extraction
from flows.gold import read_gold
from flows.ingest.document import Document
from flows.summary import scores_report
from schemas.codebook.kinds import CLAIM_TABLES

run = CliRunner().invoke

TEXTS = {
    "ties01": "On 3 May 1932, Cuba severed diplomatic relations with Japan. Peru \x1b[31mnever told Chile.\n",
    "ties02": "In 1997, Cambodia established diplomatic relations with South Korea.\n",
    "roses04": "The roses did well this year. Water them in the evening.\n",
}


def tie(subject: str, other: str, change: str, date: str, words: str, name: str) -> dict[str, Any]:
    start = TEXTS[name].index(words)
    return {
        "subject": subject,
        "object": other,
        "relation_type": "diplomatic",
        "change": change,
        "factuality": "actual",
        "date": date,
        "span": [start, start + len(words)],
    }


TIES = {
    "ties01": [
        tie("CUB", "JPN", "severed", "1932-05-03", "Cuba severed diplomatic relations with Japan", "ties01"),
        tie("PER", "CHL", "maintained", "", "Peru \x1b[31mnever told Chile", "ties01"),
    ],
    "ties02": [
        tie("KHM", "KOR", "established", "1998", "Cambodia established diplomatic relations with South Korea", "ties02")
    ],
    "roses04": [],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("gold")
    for name, text in TEXTS.items():
        content = text.encode()
        (made / f"{name}.txt").write_bytes(content)
        gold = {
            "doc": name,
            "sha256": hashlib.sha256(content).hexdigest(),
            "published_on": None,
            **{table: [] for table in CLAIM_TABLES},
            "relations": TIES[name],
        }
        (made / f"{name}.json").write_text(json.dumps(gold), encoding="utf-8")
    return made


def evaluate(*arguments: str | Path) -> Any:
    result = run(cli.app, ["evaluate", *map(str, arguments), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_evaluate_tells_scores_and_both_halves(folder: Path) -> None:
    told = evaluate(folder)
    assert (told["half"], told["documents"], told["failed"], told["rejects"]) == ("all", 3, [], 0)
    strict = told["scores"]["relations"]["strict"]
    assert (strict["gold"], strict["predicted"], strict["matched"], strict["precision"]) == (3, 2, 2, 1.0)
    assert strict["f1"] == pytest.approx(0.8)
    assert strict["span_overlap"] == 1.0
    assert strict["fields"]["date"] == {"pairs": 2, "right": 1, "filled": 2, "right_filled": 1}
    assert told["scores"]["all"]["relaxed"]["matched"] == 2
    assert told["scores"]["sanctions"]["strict"]["f1"] is None
    halves = told["halves"]
    assert {name: half["documents"] for name, half in halves.items()} == {"seen": 1, "held-out": 2}
    assert halves["held-out"]["scores"]["relations"]["strict"]["f1"] == 1.0
    assert "errors" not in told


def test_one_half_can_be_scored_alone(folder: Path) -> None:
    told = evaluate(folder, "--half", "held-out")
    assert (told["half"], told["documents"]) == ("held-out", 2)
    assert told["scores"]["all"]["strict"]["gold"] == 1
    assert "halves" not in told


def test_errors_are_those_of_the_seen_half_unless_another_is_named(folder: Path) -> None:
    told = evaluate(folder, "--errors")
    assert (told["half"], told["errors_half"]) == ("all", "seen")
    (error,) = told["errors"]
    assert (error["doc_id"], error["table"], error["row"]) == ("ties01", "relations", None)
    assert error["gold"]["subject"] == "PER"
    assert error["sentences"][0]["text"].startswith("Peru")
    assert not evaluate(folder, "--errors", "--half", "held-out")["errors"]
    assert len(evaluate(folder, "--errors", "--half", "all")["errors"]) == 1


def test_what_people_read(folder: Path) -> None:
    result = run(cli.app, ["evaluate", str(folder), "--errors"])
    assert result.exit_code == 0
    text = result.stdout
    lines = [line.split() for line in text.splitlines()]
    assert ["relations", "3", "2", "1.000", "0.667", "0.800", "1.000", "0.667", "0.800", "1.000"] in lines
    assert ["relations.date", "1", "2", "0.500", "1", "2", "0.500"] in lines
    assert "held-out half (2 documents), strict/relaxed F1: all 1.000/1.000" in text
    assert "subject PER" in text
    assert "[Peru " in text
    assert "\x1b" not in text  # an escape code of the text does not reach the terminal
    assert "\\x1b" in text


def test_a_folder_or_an_engine_that_is_none_is_told_in_a_line(tmp_path: Path, folder: Path) -> None:
    attache = Path(sys.executable).with_name("attache")
    done = subprocess.run([attache, "evaluate", tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == exits.NOT_DONE
    assert done.stderr.startswith(f"attache: {tmp_path}: holds no gold document")
    assert len(done.stderr.splitlines()) == 1
    assert run(cli.app, ["evaluate", str(folder), "--engine", "oracle"]).exit_code == exits.USAGE
    assert run(cli.app, ["evaluate", str(folder), "--half", "other"]).exit_code == exits.USAGE


class Stumbling:
    """An engine that fails on one document and finds nothing in the others."""

    name = "stumbling"
    version = "1"

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        for document in documents:
            if document.doc_id == "ties01":
                raise ValueError("stumbled")
            yield Extraction(document, (), ())


def test_a_document_that_the_engine_fails_on_counts_as_missed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "ENGINES", {"stumbling": Stumbling})
    result = run(cli.app, ["evaluate", str(folder), "--engine", "stumbling", "--errors", "--json"])
    assert result.exit_code == exits.TO_LOOK_AT
    told = json.loads(result.stdout)
    assert (told["engine"], told["documents"], told["rejects"]) == ("stumbling (1)", 3, 0)
    assert (told["scores"]["relations"]["strict"]["gold"], told["scores"]["relations"]["strict"]["f1"]) == (3, 0.0)
    assert len(told["failed"]) == 1
    assert "ties01.txt: the engine failed on it" in result.stderr
    assert {error["cause"] for error in told["errors"]} == {"no row"}


def test_the_page_of_the_flow_has_all_documents_and_each_half(folder: Path) -> None:
    report = scores_report(evaluate_documents(read_gold(folder), folder, "rules"))
    assert "## all: 3 documents" in report
    assert "## held-out: 2 documents" in report
    assert "| relations | 3 | 2 | 1.000 | 0.667 | 0.800 | 1.000 | 0.667 | 0.800 |" in report


def test_json_and_extract_tell_the_same_records(folder: Path) -> None:
    evaluation = evaluate_documents(read_gold(folder), folder, "rules", explained=True)
    result = run(cli.app, ["extract", str(folder / "ties02.txt"), "--json"])
    (extracted,) = (json.loads(line) for line in result.stdout.splitlines())
    (read,) = (read for read in evaluation.read if read.scored.doc_id == "ties02")
    assert json.loads(json.dumps(read.scored.predicted["relations"])) == extracted["relations"]
    assert as_json(evaluation, None)["engine"] == evaluation.engine
