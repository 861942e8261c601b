"""Sentences become numbers and batches, and the network that is trained is the one that is run; where torch is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from flows.language.parse import MODEL
from flows.language.pieces import WordPieces
from training.treebanks import read_conllu

torch = pytest.importorskip("torch", reason="only training needs torch")
pytest.importorskip("safetensors", reason="only training needs safetensors")

from training.biaffine import BiaffineParser, load_encoder  # noqa: E402
from training.fitting import BATCH, Encoded, batches, encode, loss, padded  # noqa: E402

PIECES = WordPieces.load(MODEL / "network" / "pieces.txt")


@pytest.fixture
def encoded(treebank: Path) -> list[Encoded]:
    sentences = list(read_conllu(treebank))
    tags = sorted({tag for sentence in sentences for tag in sentence.tags})
    relations = sorted({relation for sentence in sentences for relation in sentence.deps})
    return [encode(sentence, PIECES, tags, relations) for sentence in sentences]


def test_heads_count_from_one_and_the_roots_is_nought(encoded: list[Encoded]) -> None:
    assert encoded[1].heads == [2, 0, 5, 5, 2, 7, 5]
    assert len(encoded[1].pieces.first) == len(encoded[1].tags) == len(encoded[1].relations) == 7


def test_batches_hold_every_sentence_once_and_no_more_than_fit(encoded: list[Encoded]) -> None:
    data = [encoded[index % 2] for index in range(301)]
    made = list(batches(data, random.Random(5)))
    assert sum(map(len, made)) == len(data)
    for batch in made:
        assert len(batch) * max(len(sentence.pieces.ids) for sentence in batch) <= BATCH


def test_what_pads_a_batch_is_neither_seen_nor_learnt(encoded: list[Encoded]) -> None:
    torch.manual_seed(1)
    batch = padded(encoded, PIECES.ids["[MASK]"])
    short = len(encoded[1].heads)
    assert batch.heads[1, short:].tolist() == batch.tags[1, short:].tolist() == [-100] * (9 - short)
    assert batch.governors[1].tolist() == [True] * (short + 1) + [False] * (9 - short)
    assert batch.mask[1, 0, 0].tolist() == [True] * len(encoded[1].pieces.ids) + [False] * (
        batch.ids.shape[1] - len(encoded[1].pieces.ids)
    )


def test_the_loss_falls_as_the_network_learns(encoded: list[Encoded]) -> None:
    torch.manual_seed(1)
    network = BiaffineParser(20, 20)
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3)
    seen = []
    for _ in range(8):
        found = loss(network, padded(encoded, PIECES.ids["[MASK]"]))
        optimizer.zero_grad()
        found.backward()
        optimizer.step()
        seen.append(found.item())
    assert seen[-1] < 0.8 * seen[0]


def test_another_encoder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"another")
    with pytest.raises(SystemExit, match="all-MiniLM-L6-v2"):
        load_encoder(BiaffineParser(5, 5), tmp_path / "model.safetensors")
