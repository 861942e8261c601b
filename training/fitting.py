"""The network fitted to the treebanks: batches of sentences of like length, one falling learning rate, five rounds."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from flows.language.pieces import NO_WORD, Pieces, WordPieces
from training.biaffine import BiaffineParser, load_encoder
from training.sentence import Sentence
from training.treebanks import augmented, read_conllu, treebank_files

SEED = 20_161
EPOCHS = 5
BATCH = 1000  # pieces
LONGEST = 200  # pieces; the few longer sentences are left out
ENCODER_RATE, HEAD_RATE, WARM_UP, WEIGHT_DECAY = 2e-4, 1.5e-3, 200, 0.01
HIDDEN = 0.05  # of the pieces are masked, so that the parser learns to do without a word
TAG_WEIGHT = 0.5
_IGNORED, _IMPOSSIBLE = -100, -1e9
_HEADS = ("dependent", "governor", "labelled", "labelling", "arc", "relation", "tag", "cases")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A treebank sentence as numbers; a head is 0 for the root, else the governor's place from 1."""

    pieces: Pieces
    tags: list[int]
    heads: list[int]
    relations: list[int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences padded to one length."""

    ids: Tensor
    cases: Tensor
    mask: Tensor
    first: Tensor
    governors: Tensor
    tags: Tensor
    heads: Tensor
    relations: Tensor


def fit(treebanks: Path, encoder: Path) -> tuple[BiaffineParser, list[str], list[str]]:
    """Return the network trained on a folder of treebanks, with its tags and relations in the order of its labels."""
    torch.set_flush_denormal(True)  # else the optimiser's fading averages of rare pieces slow each step down fourfold
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    read = [sentence for path in treebank_files(treebanks, "train") for sentence in read_conllu(path)]
    sentences = list(augmented(read, rng))
    tags = sorted({tag for sentence in sentences for tag in sentence.tags})
    relations = sorted({relation for sentence in sentences for relation in sentence.deps})
    pieces = WordPieces.load(encoder / "vocab.txt")
    encoded = [encode(sentence, pieces, tags, relations) for sentence in sentences]
    data = [sentence for sentence in encoded if len(sentence.pieces.ids) <= LONGEST]
    network = BiaffineParser(len(tags), len(relations))
    load_encoder(network, encoder / "model.safetensors")
    _train(network, data, pieces.ids["[MASK]"], rng)
    return network, tags, relations


def encode(sentence: Sentence, pieces: WordPieces, tags: Sequence[str], relations: Sequence[str]) -> Encoded:
    """Return a sentence as numbers."""
    return Encoded(
        pieces.of(sentence.words),
        [tags.index(tag) for tag in sentence.tags],
        [0 if head == index else head + 1 for index, head in enumerate(sentence.heads)],
        [relations.index(relation) for relation in sentence.deps],
    )


def _train(network: BiaffineParser, data: list[Encoded], mask: int, rng: random.Random) -> None:
    named = list(network.named_parameters())
    heads = [parameter for name, parameter in named if name.split(".")[0] in _HEADS]
    encoder = [parameter for name, parameter in named if name.split(".")[0] not in _HEADS]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": ENCODER_RATE}, {"params": heads, "lr": HEAD_RATE}],
        weight_decay=WEIGHT_DECAY,
        betas=(0.9, 0.98),
    )
    steps = EPOCHS * sum(1 for _ in batches(data, rng))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / WARM_UP, max(0.0, 1 - step / steps))
    )
    network.train()
    for epoch in range(EPOCHS):
        total = count = 0.0
        for chosen in batches(data, rng):
            found = loss(network, padded(chosen, mask))
            optimizer.zero_grad()
            found.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, count = total + found.item(), count + 1
        print(f"round {epoch + 1} of {EPOCHS}: mean loss {total / count:.3f}", flush=True)


def loss(network: BiaffineParser, batch: Batch) -> Tensor:
    """Return the sum of the cross entropies of governors, of relations to the right governors, and of tags."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states = network.encode(batch.ids, batch.cases, batch.mask)
    words, governors = network.words(states.float(), batch.first)
    arcs = network.arcs(words, governors).masked_fill(~batch.governors[:, None, :], _IMPOSSIBLE)
    chosen = batch.heads.clamp(min=0).unsqueeze(-1).expand(-1, -1, governors.shape[-1])
    relations = network.relations_of(words, torch.gather(governors, 1, chosen))
    tags = network.tag(functional.dropout(words, 0.1, network.training))
    return _entropy(arcs, batch.heads) + _entropy(relations, batch.relations) + TAG_WEIGHT * _entropy(tags, batch.tags)


def _entropy(scores: Tensor, right: Tensor) -> Tensor:
    return functional.cross_entropy(scores.reshape(-1, scores.shape[-1]), right.reshape(-1), ignore_index=_IGNORED)


def batches(data: Sequence[Encoded], rng: random.Random) -> Iterator[list[Encoded]]:
    """Yield all sentences once in batches of like length, in random order."""
    ordered = sorted(data, key=lambda sentence: len(sentence.pieces.ids) + rng.random() * 4)
    made: list[list[Encoded]] = [[]]
    longest = 0
    for sentence in ordered:
        longest = max(longest, len(sentence.pieces.ids))
        if made[-1] and longest * (len(made[-1]) + 1) > BATCH:
            made.append([])
            longest = len(sentence.pieces.ids)
        made[-1].append(sentence)
    rng.shuffle(made)
    yield from made


def padded(sentences: Sequence[Encoded], mask: int) -> Batch:
    """Return sentences as one batch, some of their pieces masked."""
    count = len(sentences)
    length = max(len(sentence.pieces.ids) for sentence in sentences)
    words = max(len(sentence.heads) for sentence in sentences)
    ids = torch.zeros(count, length, dtype=torch.long)
    cases = torch.full((count, length), NO_WORD)
    present = torch.zeros(count, length, dtype=torch.bool)
    first = torch.zeros(count, words, dtype=torch.long)
    governors = torch.zeros(count, words + 1, dtype=torch.bool)
    labels = [torch.full((count, words), _IGNORED) for _ in range(3)]
    for row, sentence in enumerate(sentences):
        pieces, size = sentence.pieces, len(sentence.heads)
        end = len(pieces.ids)
        own = torch.tensor(pieces.ids)
        hidden = torch.rand(end) < HIDDEN
        hidden[0] = hidden[-1] = False
        ids[row, :end] = torch.where(hidden, torch.full_like(own, mask), own)
        cases[row, :end] = torch.tensor(pieces.cases)
        present[row, :end] = True
        first[row, :size] = torch.tensor(pieces.first)
        governors[row, : size + 1] = True
        for label, values in zip(labels, (sentence.tags, sentence.heads, sentence.relations), strict=True):
            label[row, :size] = torch.tensor(values)
    tags, heads, relations = labels
    return Batch(ids, cases, present[:, None, None, :], first, governors, tags, heads, relations)
