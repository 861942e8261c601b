"""The words of a sentence to tags, governors and relations, by the shipped network.

The network is a small transformer with a biaffine scorer of governors (Dozat and Manning 2017), in ONNX. It is run on
one sentence at a time: what a sentence's tree is then cannot depend on the sentences beside it, to the last bit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from flows.language.pieces import NO_WORD, Pieces, WordPieces
from flows.language.spanning import best_heads

FILES = ("parser.onnx", "pieces.txt", "labels.json")
LONGEST = 500  # word pieces in one run; the network has 512 places


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sentence's words as parsed: parallel columns, heads as indices (the root points at itself)."""

    tags: tuple[str, ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """The loaded network with its word pieces and its labels."""

    session: onnxruntime.InferenceSession
    pieces: WordPieces
    tags: tuple[str, ...]
    relations: tuple[str, ...]

    @classmethod
    def load(cls, folder: Path, digests: Mapping[str, str]) -> Network:
        """Return the network of a folder with the files of FILES, whose sha256 are to be those of ``digests``."""
        for name in FILES:
            _check(folder / name, digests.get(name, "none"))
        labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # work is spread over processes, not here
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(folder / "parser.onnx", options, providers=["CPUExecutionProvider"])
        pieces = WordPieces.load(folder / "pieces.txt")
        return cls(session, pieces, tuple(labels["tags"]), tuple(labels["relations"]))

    def parse(self, words: Sequence[str]) -> Parsed:
        """Return the tags, governors and relations of a sentence's words; at least one word is needed.

        What is too long for the network is read in parts, the later ones hung on the first by parataxis.
        """
        parsed = [self._run(part) for part in _parts(self.pieces.of(words))]
        if len(parsed) == 1:
            return parsed[0]
        tags: list[str] = []
        heads: list[int] = []
        relations: list[str] = []
        for part in parsed:
            before = len(tags)
            tags += part.tags
            heads += [head + before for head in part.heads]
            relations += part.relations
            if before:
                root = before + _root(part.heads)
                heads[root], relations[root] = _root(parsed[0].heads), "parataxis"
        return Parsed(tuple(tags), tuple(heads), tuple(relations))

    def _run(self, pieces: Pieces) -> Parsed:
        inputs = {
            "ids": np.array([pieces.ids], dtype=np.int64),
            "cases": np.array([pieces.cases], dtype=np.int64),
            "first": np.array([pieces.first], dtype=np.int64),
        }
        tags, arcs, relations = self.session.run(["tags", "arcs", "relations"], inputs)
        governors = best_heads(arcs[0])
        own = np.arange(len(governors))
        found = relations[0][own, governors].copy()
        root = self.relations.index("root")
        # A relation of a word to another is never "root", and only the root's is.
        found[:, root] = -np.inf
        named = [self.relations[label] for label in found.argmax(axis=1)]
        return Parsed(
            tuple(self.tags[tag] for tag in tags[0].argmax(axis=1)),
            tuple(index if governor == 0 else governor - 1 for index, governor in enumerate(governors)),
            tuple("root" if governor == 0 else name for governor, name in zip(governors, named, strict=True)),
        )


def _root(heads: Sequence[int]) -> int:
    return next(index for index, head in enumerate(heads) if head == index)


def digests_of(folder: Path) -> dict[str, str]:
    """Return the sha256 of each of a network's files."""
    return {name: _sha256(folder / name) for name in FILES}


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _check(path: Path, digest: str) -> None:
    way_out = "restore flows/language/model from the repository, or build it with training/train_parser.py"
    if not path.is_file():
        raise FileNotFoundError(f"{path}: a file of the parser's network is missing; {way_out}")
    if (found := _sha256(path)) != digest:
        # Trees by other weights would be other rows under the same version, and nobody would know.
        raise ValueError(f"{path}: its sha256 is {found}, but meta.json names {digest}; {way_out}")


def _parts(pieces: Pieces) -> list[Pieces]:
    """Return the pieces cut between words into runs that the network can take."""
    if len(pieces.ids) <= LONGEST:
        return [pieces]
    opening, closing = pieces.ids[0], pieces.ids[-1]
    parts: list[Pieces] = []
    starts = [*pieces.first, len(pieces.ids) - 1]
    begun = 0
    for word in range(len(pieces.first)):
        if starts[word + 1] - starts[begun] > LONGEST - 2 and word > begun:
            parts.append(_part(pieces, starts[begun], starts[word], pieces.first[begun:word], opening, closing))
            begun = word
    parts.append(_part(pieces, starts[begun], starts[-1], pieces.first[begun:], opening, closing))
    return parts


def _part(pieces: Pieces, start: int, end: int, first: Sequence[int], opening: int, closing: int) -> Pieces:
    # A single word of more pieces than fit (a long run of signs) is cut: only its first piece is read anyway.
    end = min(end, start + LONGEST - 2)
    return Pieces(
        [opening, *pieces.ids[start:end], closing],
        [NO_WORD, *pieces.cases[start:end], NO_WORD],
        [place - start + 1 for place in first],
    )
