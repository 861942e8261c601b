"""The words of English as the parser sees them: how they are cut, their parts of speech and their lemmas.

A spaCy pipeline without a statistical part: tokeniser, Penn tags to universal parts of speech, rule lemmatiser.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any, cast

import spacy
from spacy.language import Language
from spacy.lookups import load_lookups
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_suffix_regex

from training.sentence import Sentence

LEMMA_TABLES = ("lemma_rules", "lemma_exc", "lemma_index")

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


def english(meta: dict[str, Any]) -> Language:
    """Return the pipeline that cuts words and, once they have tags, finds their parts of speech and lemmas.

    The lemma tables are WordNet's, from spacy-lookups-data; they become part of the pipeline.
    """
    nlp = spacy.blank("en")
    nlp.meta.update(meta)
    shape_tokenizer(nlp)
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add_patterns(tag_patterns())  # type: ignore[attr-defined]
    lemmatizer = nlp.add_pipe("lemmatizer", config={"mode": "rule"})
    lemmatizer.initialize(lambda: [], nlp=nlp, lookups=load_lookups("en", list(LEMMA_TABLES)))  # type: ignore[attr-defined]
    return nlp


def write_english(nlp: Language, output: Path) -> None:
    """Write the pipeline to ``output`` in place of what is there, with no strings but English's own and the labels."""
    shutil.rmtree(output, ignore_errors=True)
    nlp.to_disk(output)
    needed = sorted({*spacy.blank("en").vocab.strings, *UNIVERSAL_POS, *MORPHOLOGY.values()})
    (output / "vocab" / "strings.json").write_text(json.dumps(needed, indent=0), encoding="utf-8")
