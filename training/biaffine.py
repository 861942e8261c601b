"""The network that is trained: a small pretrained transformer under a tagger and a biaffine parser.

The encoder is MiniLM with six layers of width 384 (Wang et al. 2020), as sentence-transformers publishes it under the
name all-MiniLM-L6-v2 (Apache-2.0). Its pieces are lower case, so how a word is written is added to its first layer.
Governors and relations are scored as by Dozat and Manning (2017), Deep biaffine attention for neural dependency
parsing. The layers are written out, for a graph of plain operations is what ONNX carries best.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS, INNER, LAYERS = 384, 12, 1536, 6
PIECES, PLACES, CASES = 30_522, 512, 7
ARC, RELATION = 320, 96
DROPOUT, MLP_DROPOUT = 0.1, 0.25
ENCODER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Layer(nn.Module):
    """One layer of the encoder: attention and a feed-forward network, each added to its input and normalised."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.output = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.attended = nn.LayerNorm(WIDTH, 1e-12)
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.transformed = nn.LayerNorm(WIDTH, 1e-12)

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """Return the next layer's states; shapes (sentences, pieces, width), mask true where there is a piece."""
        batch, length, _ = states.shape

        def heads(projected: Tensor) -> Tensor:
            return projected.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        found = functional.scaled_dot_product_attention(
            heads(self.query(states)), heads(self.key(states)), heads(self.value(states)), attn_mask=mask
        )
        found = self.output(found.transpose(1, 2).reshape(batch, length, WIDTH))
        states = self.attended(states + functional.dropout(found, DROPOUT, self.training))
        found = self.outer(functional.gelu(self.inner(states)))
        return self.transformed(states + functional.dropout(found, DROPOUT, self.training))


class Projection(nn.Module):
    """A word's state as a dependent or a governor sees it."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.linear = nn.Linear(WIDTH, width)

    def forward(self, states: Tensor) -> Tensor:
        """Return the projected states with a column of ones, which gives the biaffine product its linear terms."""
        found = functional.dropout(functional.leaky_relu(self.linear(states), 0.1), MLP_DROPOUT, self.training)
        return torch.cat([found, torch.ones_like(found[..., :1])], -1)


class BiaffineParser(nn.Module):
    """Tags, governors and relations of the words of sentences."""

    def __init__(self, tags: int, relations: int) -> None:
        super().__init__()
        self.pieces, self.places = nn.Embedding(PIECES, WIDTH), nn.Embedding(PLACES, WIDTH)
        self.types, self.cases = nn.Embedding(2, WIDTH), nn.Embedding(CASES, WIDTH)
        nn.init.zeros_(self.cases.weight)
        self.embedded = nn.LayerNorm(WIDTH, 1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.dependent, self.governor = Projection(ARC), Projection(ARC)
        self.labelled, self.labelling = Projection(RELATION), Projection(RELATION)
        self.arc = nn.Parameter(torch.empty(ARC + 1, ARC))
        self.relation = nn.Parameter(torch.empty(relations, RELATION + 1, RELATION + 1))
        self.tag = nn.Linear(WIDTH, tags)
        nn.init.normal_(self.arc, std=0.02)
        nn.init.normal_(self.relation, std=0.02)

    def encode(self, ids: Tensor, cases: Tensor, mask: Tensor | None) -> Tensor:
        """Return the states of all pieces."""
        states = self.pieces(ids) + self.places.weight[: ids.shape[1]] + self.types.weight[0] + self.cases(cases)
        states = functional.dropout(self.embedded(states), DROPOUT, self.training)
        for layer in self.layers:
            states = layer(states, mask)
        return states

    def words(self, states: Tensor, first: Tensor) -> tuple[Tensor, Tensor]:
        """Return the states of the words and those of all governors: the opening piece as the root, then the words."""
        words = torch.gather(states, 1, first.unsqueeze(-1).expand(-1, -1, WIDTH))
        return words, torch.cat([states[:, :1], words], 1)

    def arcs(self, words: Tensor, governors: Tensor) -> Tensor:
        """Return the score of each governor of each word: (sentences, words, words + 1)."""
        return self.dependent(words) @ self.arc @ self.governor(governors)[..., :-1].transpose(1, 2)

    def relations_of(self, words: Tensor, governors: Tensor) -> Tensor:
        """Return the scores of the relations of each word to its own governor: (sentences, words, relations)."""
        return torch.einsum("bni,lij,bnj->bnl", self.labelled(words), self.relation, self.labelling(governors))

    def forward(self, ids: Tensor, cases: Tensor, first: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the scores of tags, governors, and relations to every governor, of sentences of one length."""
        words, governors = self.words(self.encode(ids, cases, None), first)
        left = torch.einsum("bni,lij->bnlj", self.labelled(words), self.relation)
        relations = torch.einsum("bnlj,bmj->bnml", left, self.labelling(governors))
        return self.tag(words), self.arcs(words, governors), relations


def load_encoder(network: BiaffineParser, weights: Path) -> None:
    """Put the pretrained weights of all-MiniLM-L6-v2 (model.safetensors) into the network's encoder."""
    found = hashlib.sha256(weights.read_bytes()).hexdigest()
    if found != ENCODER_SHA256:
        raise SystemExit(f"{weights}: sha256 {found} is not that of all-MiniLM-L6-v2, {ENCODER_SHA256}")
    tensors = load_file(weights)
    layers = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "output": "attention.output.dense",
        "attended": "attention.output.LayerNorm",
        "inner": "intermediate.dense",
        "outer": "output.dense",
        "transformed": "output.LayerNorm",
    }
    names = {
        "pieces": "embeddings.word_embeddings",
        "places": "embeddings.position_embeddings",
        "types": "embeddings.token_type_embeddings",
        "embedded": "embeddings.LayerNorm",
        **{
            f"layers.{number}.{ours}": f"encoder.layer.{number}.{theirs}"
            for number in range(LAYERS)
            for ours, theirs in layers.items()
        },
    }
    own = network.state_dict()
    given = {
        f"{ours}.{part}": tensors[f"{theirs}.{part}"]
        for ours, theirs in names.items()
        for part in ("weight", "bias")
        if f"{ours}.{part}" in own
    }
    network.load_state_dict({**own, **given})
