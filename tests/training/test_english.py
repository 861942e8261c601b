"""The words' pipeline: cut as the treebanks cut them, one part of speech a tag, and the shipped one is this one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language

from flows.language.parse import MODEL, Parser
from training.english import UNIVERSAL_POS, english, shape_tokenizer, tag_patterns, to_doc, write_english
from training.train_parser import META
from training.treebanks import read_conllu


@pytest.fixture(scope="module")
def cutting() -> Language:
    nlp = spacy.blank("en")
    shape_tokenizer(nlp)
    return nlp


def test_doc_is_one_sentence_with_the_treebanks_tree(treebank: Path) -> None:
    first, _ = read_conllu(treebank)
    doc = to_doc(spacy.blank("en"), first)
    assert doc.text == 'Peru didn\'t sign, "yet".'
    assert len(list(doc.sents)) == 1
    assert [token.head.i for token in doc] == list(first.heads)


def test_every_tag_has_one_part_of_speech() -> None:
    tags = [pattern["patterns"][0][0]["TAG"] for pattern in tag_patterns()]
    assert len(tags) == len(set(tags))


def test_every_tag_of_the_network_has_a_part_of_speech() -> None:
    labels = json.loads((MODEL / "network" / "labels.json").read_text(encoding="utf-8"))
    assert set(labels["tags"]) <= {tag for tags in UNIVERSAL_POS.values() for tag in tags}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("French-led troops", ["French", "-", "led", "troops"]),
        ("U.K.-Irish talks", ["U.K.", "-", "Irish", "talks"]),
        ("the re-opened embassy", ["the", "re-opened", "embassy"]),
        ("Anti-French unrest", ["Anti-French", "unrest"]),
        ("Laos–Siam border", ["Laos", "–", "Siam", "border"]),
        ("Sgt. Ruiz, Capt. Roy", ["Sgt.", "Ruiz", ",", "Capt.", "Roy"]),
        ("What?!", ["What", "?!"]),
        ("*****", ["*****"]),
    ],
)
def test_words_are_cut_as_in_the_treebanks(cutting: Language, text: str, words: list[str]) -> None:
    assert [token.text for token in cutting.make_doc(text)] == words


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a pipeline that was built anew."""
    pytest.importorskip("spacy_lookups_data", reason="the lemma tables are only needed to build a model")
    folder = tmp_path_factory.mktemp("built") / "model"
    write_english(english(dict(META)), folder)
    return folder


def test_the_shipped_pipeline_is_what_this_code_builds(built: Path) -> None:
    for path in sorted(path for path in built.rglob("*") if path.is_file() and path.name != "meta.json"):
        shipped = MODEL / path.relative_to(built)
        assert shipped.read_bytes() == path.read_bytes(), shipped


def test_meta_data_is_the_shipped_ones(built: Path) -> None:
    def read(folder: Path) -> dict[str, Any]:
        meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        return {key: value for key, value in meta.items() if key not in ("network", "performance")}

    assert read(MODEL) == read(built)


def test_a_model_that_is_not_finished_is_refused(built: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no parser model is there, or none with CHECKSUMS"):
        Parser.load(built)
