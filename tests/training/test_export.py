"""The exported network comes to the trees of the trained one, and tells nothing of the machine; where torch is."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from flows.language.network import FILES, Network, digests_of
from flows.language.parse import MODEL

torch = pytest.importorskip("torch", reason="only training needs torch")
onnx = pytest.importorskip("onnx", reason="only training needs onnx")
pytest.importorskip("safetensors", reason="only training needs safetensors")

from training.biaffine import BiaffineParser  # noqa: E402
from training.export import export  # noqa: E402

# Of the exporters, about themselves.
pytestmark = pytest.mark.filterwarnings("ignore")

TAGS, RELATIONS = ("DT", "NN", "VBD"), ("ROOT", "det", "nsubj", "punct")


@pytest.fixture(scope="module")
def network() -> BiaffineParser:
    torch.manual_seed(2)
    return BiaffineParser(len(TAGS), len(RELATIONS))


@pytest.fixture(scope="module")
def exported(network: BiaffineParser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("build") / "network"
    export(network, TAGS, RELATIONS, MODEL / "network" / "pieces.txt", folder)
    return folder


def test_the_folder_is_what_the_program_reads(exported: Path) -> None:
    assert sorted(path.name for path in exported.iterdir()) == sorted(FILES)
    labels = json.loads((exported / "labels.json").read_text(encoding="utf-8"))
    assert labels == {"tags": list(TAGS), "relations": ["root", "det", "nsubj", "punct"]}
    parsed = Network.load(exported, digests_of(exported)).parse(("The", "talks", "failed", "."))
    assert len(parsed.heads) == 4


def test_eight_bits_are_close_to_the_trained_weights(network: BiaffineParser, exported: Path) -> None:
    loaded = Network.load(exported, digests_of(exported))
    pieces = loaded.pieces.of(("The", "talks", "failed", "in", "Oslo", "."))
    inputs = {"ids": pieces.ids, "cases": pieces.cases, "first": pieces.first}
    found = loaded.session.run(None, {name: np.array([values]) for name, values in inputs.items()})
    network.eval()
    with torch.no_grad():
        wanted = network(*(torch.tensor([values]) for values in inputs.values()))
    for ours, theirs in zip(found, wanted, strict=True):
        spread = float(theirs.max() - theirs.min())
        assert np.abs(ours - theirs.numpy()).max() < 0.1 * spread


def test_the_graph_tells_nothing_of_the_machine(exported: Path) -> None:
    content = (exported / "parser.onnx").read_bytes()
    assert b"/site-packages/" not in content
    assert str(Path(__file__).parents[2]).encode() not in content
