"""The trained network written as the program runs it: an ONNX graph of eight-bit weights, word pieces and labels."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.biaffine import BiaffineParser

OPSET = 17


def export(network: BiaffineParser, tags: Sequence[str], relations: Sequence[str], pieces: Path, output: Path) -> None:
    """Write parser.onnx, pieces.txt and labels.json into ``output``, in place of what is there.

    Weights of matrix products are eight-bit integers with a scale a column. Their range is a bit smaller than eight
    bits allow, so that processors without instructions for it come to the same sums instead of overflowing.
    """
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    network.eval()
    example = (
        torch.tensor([[101, 2000, 2001, 2002, 102]]),
        torch.tensor([[6, 0, 0, 0, 6]]),
        torch.tensor([[1, 2, 3]]),
    )
    plain = output / "plain.onnx"
    torch.onnx.export(
        network,
        example,
        str(plain),
        input_names=["ids", "cases", "first"],
        output_names=["tags", "arcs", "relations"],
        dynamic_axes={
            "ids": {0: "sentences", 1: "pieces"},
            "cases": {0: "sentences", 1: "pieces"},
            "first": {0: "sentences", 1: "words"},
        },
        opset_version=OPSET,
        dynamo=False,
    )
    quantize_dynamic(
        plain,
        output / "parser.onnx",
        op_types_to_quantize=["MatMul", "Gather"],
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
    )
    plain.unlink()
    _without_traces(output / "parser.onnx")
    shutil.copyfile(pieces, output / "pieces.txt")
    labels = {"tags": list(tags), "relations": ["root" if name == "ROOT" else name for name in relations]}
    (output / "labels.json").write_text(json.dumps(labels, indent=0) + "\n", encoding="utf-8")


def _without_traces(path: Path) -> None:
    """Take out of the graph what tells of the machine that made it."""
    graph = onnx.load(path)
    for node in graph.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    onnx.save(graph, path)
