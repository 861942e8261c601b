"""The training script scores a parser against a treebank, and writes what it found beside the model."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from spacy.training import Example

from flows.language.parse import Parser
from training.english import to_doc
from training.sentence import Sentence
from training.train_parser import describe, main, score_trees, scores
from training.treebanks import read_conllu

SENTENCE = Sentence(
    words=("Kenya", "recalled", "its", "envoy", "."),
    spaces=(True, True, True, False, False),
    tags=("NNP", "VBD", "PRP$", "NN", "."),
    heads=(1, 1, 3, 1, 1),
    deps=("nsubj", "ROOT", "nmod:poss", "obj", "punct"),
)


def written(sentence: Sentence) -> str:
    rows = []
    for index, word in enumerate(sentence.words):
        head = 0 if sentence.heads[index] == index else sentence.heads[index] + 1
        deps = sentence.deps[index].replace("ROOT", "root")
        space = "_" if sentence.spaces[index] else "SpaceAfter=No"
        rows.append(f"{index + 1}\t{word}\t_\t_\t{sentence.tags[index]}\t_\t{head}\t{deps}\t_\t{space}\n")
    return "".join(rows) + "\n"


@pytest.mark.parametrize(
    ("gold", "found"),
    [
        (SENTENCE, {"TAG": 100.0, "UAS": 100.0, "LAS": 100.0}),
        (replace(SENTENCE, tags=("NNP", "VBN", "PRP$", "NN", ".")), {"TAG": 80.0, "UAS": 100.0, "LAS": 100.0}),
        (replace(SENTENCE, deps=("nsubj:pass", *SENTENCE.deps[1:])), {"TAG": 100.0, "UAS": 100.0, "LAS": 75.0}),
        # Punctuation is left out, but for its tag.
        (replace(SENTENCE, heads=(1, 1, 3, 1, 3)), {"TAG": 100.0, "UAS": 100.0, "LAS": 100.0}),
    ],
)
def test_scores_of_a_treebank(parser: Parser, tmp_path: Path, gold: Sentence, found: dict[str, float]) -> None:
    (tmp_path / "own-test.conllu").write_text(written(gold), encoding="utf-8")
    assert scores(parser, tmp_path) == {"own": found}


def test_a_wrong_governor_costs_in_both_scores(treebank: Path) -> None:
    _, gold = read_conllu(treebank)
    nlp = spacy.blank("en")
    wrong = replace(gold, heads=(1, 1, 4, 4, 1, 6, 1))
    found = score_trees([Example(to_doc(nlp, wrong), to_doc(nlp, gold))])
    assert (found["dep_uas"], found["dep_las"]) == pytest.approx((6 / 7, 6 / 7))


def test_facts_are_written_into_the_meta_data(tmp_path: Path) -> None:
    path = tmp_path / "meta.json"
    path.write_text('{"name": "attache", "network": {"old": "1"}}', encoding="utf-8")
    describe(tmp_path, network={"new": "2"}, performance={"ewt": {"LAS": 1.5}})
    expected = {"name": "attache", "network": {"new": "2"}, "performance": {"ewt": {"LAS": 1.5}}}
    assert json.loads(path.read_text(encoding="utf-8")) == expected
    assert path.read_bytes().endswith(b"}\n")


def test_training_without_an_encoder_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["train_parser", str(tmp_path), "--output", str(tmp_path)])
    with pytest.raises(SystemExit):
        main()
    assert "all-MiniLM-L6-v2" in capsys.readouterr().err
