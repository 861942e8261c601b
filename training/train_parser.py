"""Train attache's parser from Universal Dependencies treebanks and a small pretrained encoder.

The treebanks are a folder of CoNLL-U files (plain, ``.gz`` or ``.xz``) named ``<treebank>-train.conllu``,
``<treebank>-dev.conllu`` and ``<treebank>-test.conllu``. The shipped model was trained on UD English EWT
(https://github.com/UniversalDependencies/UD_English-EWT) and the freely licensed genres of UD English GUM
(https://github.com/UniversalDependencies/UD_English-GUM), release 2.16. The encoder is the folder of
sentence-transformers/all-MiniLM-L6-v2 (model.safetensors, vocab.txt), Apache-2.0.

    python -m training.train_parser TREEBANKS --encoder FOLDER --output BUILD     # train, export and score
    python -m training.train_parser TREEBANKS --output BUILD --score-only

The parser is trained on one sentence at a time, because attache splits sentences itself. What training needs beside the
development requirements stands in MODEL_CARD.md.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from spacy.scorer import Scorer
from spacy.tokens import Doc
from spacy.training import Example

from flows.language.model_files import CHECKSUMS, checksums
from flows.language.network import digests_of
from flows.language.parse import Parser
from training.english import english, to_doc, write_english
from training.treebanks import read_conllu, treebank_files

META: dict[str, Any] = {
    "name": "attache",
    "version": "2.0.0",
    "description": "Tagger, Universal Dependencies parser and rule lemmatiser for English, one sentence at a time.",
    "author": "the attache authors",
    "license": "CC BY-SA 4.0",
    "sources": [
        {"name": "UD English EWT 2.16", "license": "CC BY-SA 4.0", "author": "Silveira et al.; UD English EWT team"},
        {
            "name": "UD English GUM 2.16 (freely licensed genres)",
            "license": "texts under CC BY or in the public domain",
            "author": "Zeldes et al.",
        },
        {
            "name": "all-MiniLM-L6-v2 (encoder and word pieces)",
            "license": "Apache-2.0",
            "author": "sentence-transformers; Microsoft (MiniLM); Google (BERT vocabulary)",
        },
        {"name": "WordNet 3.0 lemma tables (spacy-lookups-data)", "license": "WordNet 3.0", "author": "Princeton"},
    ],
}


def scores(parser: Parser, treebanks: Path) -> dict[str, dict[str, float]]:
    """Return TAG, UAS and LAS in percent for each treebank's test split.

    The parser gets raw sentence text and cuts its own words. LAS counts the language's own subtypes; punctuation is
    left out of UAS and LAS.
    """
    results = {}
    for path in treebank_files(treebanks, "test"):
        examples = [_example(parser, to_doc(parser.nlp, sentence)) for sentence in read_conllu(path)]
        found = {**Scorer.score_token_attr(examples, "tag"), **score_trees(examples)}
        results[path.name.split("-")[0]] = {
            "TAG": round(100 * found["tag_acc"], 1),
            "UAS": round(100 * found["dep_uas"], 1),
            "LAS": round(100 * found["dep_las"], 1),
        }
    return results


def score_trees(examples: list[Example]) -> dict[str, Any]:
    """Return spaCy's scores of dependency trees, without punctuation."""
    # By its name: compared with the number that spaCy has for it, no relation would ever be the one to leave out.
    return Scorer.score_deps(examples, "dep", getter=lambda token, _: token.dep_, ignore_labels=("punct",))


def _example(parser: Parser, gold: Doc) -> Example:
    words = parser.nlp.make_doc(gold.text)
    parsed = parser.network.parse([token.text for token in words])
    found = Doc(
        parser.nlp.vocab,
        words=[token.text for token in words],
        spaces=[bool(token.whitespace_) for token in words],
        tags=list(parsed.tags),
        heads=list(parsed.heads),
        deps=["ROOT" if relation == "root" else relation for relation in parsed.relations],
    )
    return Example(found, gold)


def describe(model: Path, **facts: Any) -> None:
    """Write facts into the meta data of a model folder, each in place of what is there, and its CHECKSUMS anew."""
    path = model / "meta.json"
    meta = {**json.loads(path.read_text(encoding="utf-8")), **facts}
    path.write_text(json.dumps(meta, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    (model / CHECKSUMS).write_text(checksums(model), encoding="utf-8", newline="\n")


def main() -> None:
    """Train and export (unless only scoring), then score the parser."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("treebanks", type=Path, help="folder of CoNLL-U files")
    arguments.add_argument("--encoder", type=Path, help="folder of all-MiniLM-L6-v2")
    arguments.add_argument("--output", type=Path, required=True, help="folder to build in; the parser is its model/")
    arguments.add_argument("--score-only", action="store_true", help="do not train, score what --output already holds")
    given = arguments.parse_args()
    model = given.output / "model"
    if not given.score_only:
        if given.encoder is None:
            arguments.error("--encoder is needed to train: the folder of all-MiniLM-L6-v2")
        from training.export import export
        from training.fitting import fit

        write_english(english(META), model)
        network, tags, relations = fit(given.treebanks, given.encoder)
        export(network, tags, relations, given.encoder / "vocab.txt", model / "network")
        describe(model, network=digests_of(model / "network"))
    performance = scores(Parser.load(model), given.treebanks)
    describe(model, performance=performance)
    print(json.dumps(performance, indent=2))


if __name__ == "__main__":
    main()
