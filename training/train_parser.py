"""Train attache's tagger and dependency parser from Universal Dependencies treebanks.

Input is a folder of CoNLL-U files (plain, ``.gz`` or ``.xz``) named ``<treebank>-train.conllu``,
``<treebank>-dev.conllu`` and ``<treebank>-test.conllu``. The shipped model was trained on UD English EWT
(https://github.com/UniversalDependencies/UD_English-EWT) and the freely licensed genres of UD English GUM
(https://github.com/UniversalDependencies/UD_English-GUM), release 2.16.

    python -m training.train_parser TREEBANKS --output BUILD_FOLDER      # train and score
    python -m training.train_parser TREEBANKS --output BUILD_FOLDER --score-only

The pipeline is trained on one sentence a Doc, because attache splits sentences itself and hands the parser one at
a time. Three things are added to the treebanks, all made from them by fixed rules and a fixed seed: typographic
quotation marks and dashes (newspapers print them, the treebanks hardly do), sentences set as headlines, and sentences
told in the words of international affairs (substitution.py).
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, cast

import spacy
from confection import Config
from spacy.cli.train import train
from spacy.language import Language
from spacy.lookups import load_lookups
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.util import compile_infix_regex, compile_suffix_regex

from training.sentence import Sentence
from training.substitution import load_words, substituted

_SMALL = "a an and as at but by for from in into of on or over the to via vs with"
SEED = 20_161
HEADLINE_SHARE = 0.08  # of the training sentences, added as a second copy in headline capitals
SUBSTITUTED_SHARE = 0.3  # tried for a second copy in the words of international affairs
CAPITALS_SHARE = 0.01  # added as a second copy in full capitals
TYPOGRAPHIC_SHARE = 0.5  # of the sentences with a straight quotation mark or a double hyphen, rewritten
SMALL_WORDS = frozenset(_SMALL.split())
LEMMA_TABLES = ("lemma_rules", "lemma_exc", "lemma_index")
META = {
    "name": "attache",
    "version": "1.0.0",
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
        {"name": "WordNet 3.0 lemma tables (spacy-lookups-data)", "license": "WordNet 3.0", "author": "Princeton"},
    ],
}

# Penn Treebank tags (the XPOS column) to universal parts of speech; the rule lemmatiser needs the latter.
UNIVERSAL_POS = {
    "VERB": ("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"),
    "AUX": ("MD",),
    "NOUN": ("NN", "NNS"),
    "PROPN": ("NNP", "NNPS"),
    "ADJ": ("JJ", "JJR", "JJS", "AFX"),
    "ADV": ("RB", "RBR", "RBS", "WRB"),
    "PRON": ("PRP", "WP", "EX"),
    "DET": ("DT", "PDT", "WDT", "PRP$", "WP$"),
    "ADP": ("IN", "RP"),
    "PART": ("TO", "POS"),
    "CCONJ": ("CC",),
    "NUM": ("CD",),
    "INTJ": ("UH",),
    "SYM": ("SYM", "$", "#", "ADD"),
    "PUNCT": (".", ",", ":", "``", "''", "-LRB-", "-RRB-", "HYPH", "NFP"),
    "X": ("FW", "LS", "GW", "XX"),
}

# Inflectional features that each tag gives; with them the lemmatiser leaves uninflected words alone ("bus", "boss").
# None for verbs: "are" is a VBP too, and a past tense taken for an infinitive ("froze") still finds its lemma.
MORPHOLOGY = {
    "NN": "Number=Sing",
    "JJ": "Degree=Pos",
    "RB": "Degree=Pos",
}

# Where the treebanks' tokenisation departs from spaCy's. An abbreviation keeps its stop; a prefix stays on its word:
# "non-aligned" is one token, "state-run" is three.
_ABBREVIATIONS = (
    "No Nos Lt Col Brig Sgt Capt Cmdr Cdr Cpl Pvt Amb Reps Sens Gens Cols Drs Profs Messrs Mme Mlle Sr Ft etc al "
    "approx Vol vol vols ext Ph.D M.Sc"
)
_PREFIXES = (
    "non re co anti pre pro mid cross post multi semi ex sub counter mini over inter neo trans intra extra vice e"
)


def open_text(path: Path) -> IO[str]:
    """Return a text handle on a plain, gzip or xz file."""
    openers = {".xz": lzma.open, ".gz": gzip.open}
    return openers.get(path.suffix, open)(path, "rt", encoding="utf-8")  # type: ignore[operator, no-any-return]


def read_conllu(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of one CoNLL-U file; empty nodes are left out, multiword tokens stay split into words."""
    rows: list[list[str]] = []
    ranges: dict[int, tuple[int, bool]] = {}
    with open_text(path) as lines:
        for ended_line in (*lines, "\n"):
            line = ended_line.rstrip("\n")
            if line.startswith("#"):
                continue
            if line:
                columns = line.split("\t")
                if "." in columns[0]:
                    continue
                if "-" in columns[0]:
                    first, last = map(int, columns[0].split("-"))
                    ranges[last] = (first, "SpaceAfter=No" not in columns[9])
                    continue
                rows.append(columns)
                continue
            if rows:
                yield _sentence(rows, ranges)
            rows, ranges = [], {}


def _sentence(rows: list[list[str]], ranges: dict[int, tuple[int, bool]]) -> Sentence:
    spaces = ["SpaceAfter=No" not in row[9] for row in rows]
    for last, (first, space_after) in ranges.items():
        spaces[first - 1 : last] = [False] * (last - first) + [space_after]
    return Sentence(
        words=tuple(row[1] for row in rows),
        spaces=tuple(spaces),
        tags=tuple(row[4] for row in rows),
        heads=tuple(index if row[6] == "0" else int(row[6]) - 1 for index, row in enumerate(rows)),
        deps=tuple("ROOT" if row[7] == "root" else row[7] for row in rows),
    )


def typographic(sentence: Sentence) -> Sentence:
    """Return the sentence with curly quotation marks and em dashes in place of the typewriter's."""
    swaps = {
        ('"', "''"): "\u201d",
        ("'", "``"): "\u2018",
    }
    always = {'"': "\u201c", "``": "\u201c", "''": "\u201d", "'": "\u2019", "--": "\u2014"}
    words = (
        swaps.get((word, tag)) or always.get(word) or word.replace("'", "\u2019")
        for word, tag in zip(sentence.words, sentence.tags, strict=True)
    )
    return replace(sentence, words=tuple(words))


def headline(sentence: Sentence) -> Sentence:
    """Return the sentence with its words capitalised as in a headline and without its full stop."""
    kept = len(sentence.words) - (sentence.words[-1] == "." and sentence.heads[-1] != len(sentence.words) - 1)
    words = tuple(
        word if index and word.lower() in SMALL_WORDS else word[:1].upper() + word[1:]
        for index, word in enumerate(sentence.words[:kept])
    )
    return Sentence(words, sentence.spaces[:kept], sentence.tags[:kept], sentence.heads[:kept], sentence.deps[:kept])


def augmented(sentences: list[Sentence], rng: random.Random) -> Iterator[Sentence]:
    """Yield the training sentences, some rewritten typographically, then copies in other words and as headlines."""
    for sentence in sentences:
        quotes = any("'" in word or word in ('"', "``", "--") for word in sentence.words)
        yield typographic(sentence) if quotes and rng.random() < TYPOGRAPHIC_SHARE else sentence
    words = load_words()
    for sentence in rng.sample(sentences, int(len(sentences) * SUBSTITUTED_SHARE)):
        retold = substituted(sentence, words, rng)
        if retold is not None:
            yield retold
    verbal = [s for s in sentences if 4 <= len(s.words) <= 20 and any(tag.startswith("VB") for tag in s.tags)]
    for sentence in rng.sample(verbal, int(len(sentences) * HEADLINE_SHARE)):
        yield headline(sentence)
    for sentence in rng.sample(verbal, int(len(sentences) * CAPITALS_SHARE)):
        yield replace(sentence, words=tuple(word.upper() for word in sentence.words))


def to_doc(nlp: Language, sentence: Sentence) -> Doc:
    """Return the annotated Doc of one sentence."""
    starts = [True] + [False] * (len(sentence.words) - 1)
    return Doc(
        nlp.vocab,
        words=list(sentence.words),
        spaces=list(sentence.spaces),
        tags=list(sentence.tags),
        heads=list(sentence.heads),
        deps=list(sentence.deps),
        sent_starts=starts,  # type: ignore[arg-type]
    )


def treebank_files(folder: Path, split: str) -> list[Path]:
    """Return the CoNLL-U files of one split, in name order; none is an error that says what was expected."""
    found = sorted(path for path in folder.iterdir() if f"-{split}.conllu" in path.name)
    if not found:
        raise SystemExit(f"{folder}: no file is named *-{split}.conllu[.xz|.gz]; download the two treebanks first")
    return found


def write_corpora(treebanks: Path, work: Path) -> None:
    """Write train.spacy and dev.spacy into ``work``."""
    nlp = spacy.blank("en")
    rng = random.Random(SEED)
    for split in ("train", "dev"):
        sentences = [s for path in treebank_files(treebanks, split) for s in read_conllu(path)]
        chosen = augmented(sentences, rng) if split == "train" else iter(sentences)
        DocBin(docs=(to_doc(nlp, s) for s in chosen)).to_disk(work / f"{split}.spacy")


def shape_tokenizer(nlp: Language) -> None:
    """Make the pipeline's tokeniser cut words as the treebanks do."""
    tokenizer = cast(Tokenizer, nlp.tokenizer)
    infixes = [str(pattern) for pattern in nlp.Defaults.infixes or ()]
    hyphens = [pattern for pattern in infixes if "(?:-|–|—|--|---|——|~)" in pattern]
    if len(hyphens) != 1:
        raise SystemExit("spaCy's infix rule for hyphens is not where it was; adapt shape_tokenizer")
    infixes.remove(hyphens[0])
    held = "".join(rf"(?<!\b{prefix})(?<!\b{prefix.capitalize()})" for prefix in _PREFIXES.split())
    infixes += [
        held + hyphens[0],
        r"(?<=\b[A-Z]\.[A-Z]\.)[-–](?=[A-Za-z])",  # U.S.-led
        r"(?<=[A-Za-z0-9])[–—](?=[A-Za-z0-9])",  # 1996–98
    ]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    suffixes = [r"[!?]{2,}", *map(str, nlp.Defaults.suffixes or ())]
    tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    # A run of one sign, or a telephone number, is one token.
    tokenizer.token_match = re.compile(r"([=*_~#+-])\1+$|(?:\d{3}-)?\d{3}-\d{4}$").match
    for abbreviation in _ABBREVIATIONS.split():
        for form in sorted({abbreviation, abbreviation.upper()}):
            tokenizer.add_special_case(f"{form}.", [{"ORTH": f"{form}."}])


def tag_patterns() -> list[dict[str, Any]]:
    """Return the attribute ruler's patterns: the universal part of speech and the features of every Penn tag."""
    attributes = {tag: {"POS": pos} for pos, tags in UNIVERSAL_POS.items() for tag in tags}
    for tag, features in MORPHOLOGY.items():
        attributes[tag]["MORPH"] = features
    return [{"patterns": [[{"TAG": tag}]], "attrs": attrs} for tag, attrs in attributes.items()]


def finish(trained: Path) -> Language:
    """Return the trained pipeline with the tokeniser's rules, parts of speech, lemmas and meta data added.

    The lemma tables are WordNet's, from spacy-lookups-data; they become part of the pipeline.
    """
    nlp = spacy.load(trained)
    nlp.meta.update(META)
    shape_tokenizer(nlp)
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add_patterns(tag_patterns())  # type: ignore[attr-defined]
    lemmatizer = nlp.add_pipe("lemmatizer", config={"mode": "rule"})
    lemmatizer.initialize(lambda: [], nlp=nlp, lookups=load_lookups("en", list(LEMMA_TABLES)))  # type: ignore[attr-defined]
    return nlp


def write(nlp: Language, performance: dict[str, dict[str, float]], output: Path) -> None:
    """Write the pipeline with its scores to ``output``, in place of what is there."""
    nlp.meta["performance"] = performance
    shutil.rmtree(output, ignore_errors=True)
    nlp.to_disk(output)
    (output / "vocab" / "strings.json").write_text(json.dumps(needed_strings(nlp), indent=0), encoding="utf-8")
    config = Config().from_disk(output / "config.cfg", interpolate=False)
    config["paths"].update(train=None, dev=None)  # the training machine's folders are nobody's business
    config.to_disk(output / "config.cfg")


def needed_strings(nlp: Language) -> list[str]:
    """Return the strings that the pipeline cannot do without: English's own, and the labels that it gives.

    spaCy would ship every word of the training data, e-mail addresses among them; it makes them again as it meets them.
    """
    labels = [label for pipe in ("tagger", "parser") for label in nlp.get_pipe(pipe).labels]  # type: ignore[attr-defined]
    return sorted({*spacy.blank("en").vocab.strings, *labels, *UNIVERSAL_POS, *MORPHOLOGY.values()})


def scores(nlp: Language, treebanks: Path) -> dict[str, dict[str, float]]:
    """Return TAG, UAS and LAS in percent for each treebank's test split.

    The pipeline gets raw sentence text and its own tokenisation. LAS is spaCy's: language-specific
    labels, punctuation left out.
    """
    results = {}
    for path in treebank_files(treebanks, "test"):
        examples = []
        for sentence in read_conllu(path):
            gold = to_doc(nlp, sentence)
            examples.append(Example(nlp.make_doc(gold.text), gold))
        found = nlp.evaluate(examples)
        results[path.name.split("-")[0]] = {
            "TAG": round(100 * found["tag_acc"], 1),
            "UAS": round(100 * found["dep_uas"], 1),
            "LAS": round(100 * found["dep_las"], 1),
        }
    return results


def main() -> None:
    """Train (unless only scoring), finish and score the pipeline."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebanks", type=Path, help="folder of CoNLL-U files")
    parser.add_argument("--output", type=Path, required=True, help="folder to build in; the pipeline is its pipeline/")
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("parser.cfg"))
    parser.add_argument("--score-only", action="store_true", help="do not train, score what --output already holds")
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    if not arguments.score_only:
        write_corpora(arguments.treebanks, arguments.output)
        corpora = {f"paths.{split}": str(arguments.output / f"{split}.spacy") for split in ("train", "dev")}
        train(arguments.config, arguments.output / "checkpoints", overrides=corpora)
    nlp = finish(arguments.output / "checkpoints" / "model-best")
    performance = scores(nlp, arguments.treebanks)
    write(nlp, performance, arguments.output / "pipeline")
    print(json.dumps(performance, indent=2))


if __name__ == "__main__":
    main()
