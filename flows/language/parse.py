"""Sentences to dependency trees, with the project's own parser.

The parser is shipped in ``flows/language/model``; its model card tells how it was trained. spaCy cuts the words and
finds their lemmas, the network (network.py) gives tags, governors and relations: Penn Treebank tags and Universal
Dependencies. Every sentence is read alone and gives exactly one tree. spaCy's types stop here; the rest of the program
sees ``Token`` and ``Tree``.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import cast

import spacy
from spacy.language import Language
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc
from spacy.tokens import Token as SpacyToken

from flows.language.model_files import check_model
from flows.language.network import Network, Parsed
from flows.language.repair import mended
from flows.language.sentences import MAX_SENTENCE
from flows.language.trees import Token, Tree

MODEL = Path(__file__).with_name("model")
LEMMAS_KEPT = 100_000  # the lemmatiser remembers every word that it has seen; beyond these it starts afresh
BATCH = 512  # sentences between which the vocabulary forgets what it has met

_WORD = re.compile(r"\S+")
# A stem that would double its last letter before an ending, were it the whole verb.
_SHORT = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
# The tokeniser's contractions are written with the typewriter's apostrophe. Same length, so offsets hold.
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "\u2032": "'"})
# Plurals of which WordNet's tables make another word: a "basis", an "axis", a medieval "dos".
_MISREAD = {"bases": "base", "axes": "axe", "doses": "dose"}
# Clitics and auxiliaries for which WordNet's tables have no lemma.
_CLITICS = {"'ll": "will", "wo": "will", "ca": "can", "'d": "would", "sha": "shall", "n't": "not", "'ve": "have"}


@dataclass(frozen=True, slots=True)
class Parser:
    """The loaded model: the words' pipeline and the network. ``version`` is the model's own, from its meta data."""

    nlp: Language
    network: Network
    version: str
    # A memory zone is its pipeline's, not its thread's: one that ends frees what another thread still reads.
    _alone: Lock = field(default_factory=Lock, repr=False, compare=False)

    @classmethod
    def load(cls, path: Path | None = None) -> Parser:
        """Return the parser of a pipeline folder, by default the shipped one; its files must be those it names."""
        folder = MODEL if path is None else path
        check_model(folder)
        nlp = spacy.load(folder)
        network = Network.load(folder / "network", nlp.meta.get("network", {}))
        return cls(nlp, network, str(nlp.meta["version"]))

    def parse(self, sentences: Iterable[tuple[str, int]]) -> Iterator[Tree]:
        """Yield one tree for each (sentence text, its start in the document), in order.

        A text without a word, or longer than the longest sentence that ``split_sentences`` gives, is a ValueError:
        the caller learns of it instead of getting half a tree.
        """
        remaining = iter(sentences)
        while batch := list(islice(remaining, BATCH)):
            # The zone frees the words that this batch added to the vocabulary, so memory does not grow with the corpus.
            with self._alone, self.nlp.memory_zone():
                trees = [self._tree(text, start) for text, start in batch]
            if len(self._lemmatizer.cache) > LEMMAS_KEPT:
                self._lemmatizer.cache.clear()
            yield from map(mended, trees)

    def _prepare(self, text: str, start: int) -> tuple[Doc, list[int]]:
        """Return the tokenised sentence without white-space tokens, and each character's place in the document."""
        if len(text) > MAX_SENTENCE:
            raise ValueError(
                f"the sentence at {start} has {len(text)} characters, more than {MAX_SENTENCE}; "
                f"cut it with flows.language.sentences.split_sentences"
            )
        words = list(_WORD.finditer(text))
        if not words:
            raise ValueError(f"the sentence at {start} has no words: {text!r}")
        # Runs of white space become one blank, for the tokeniser would make words of them.
        offsets = [start + place for word in words for place in range(word.start(), word.end() + 1)]
        doc = self.nlp.make_doc(" ".join(word.group() for word in words).translate(_APOSTROPHES))
        return doc, offsets

    def _tree(self, text: str, start: int) -> Tree:
        doc, offsets = self._prepare(text, start)
        parsed = self.network.parse([token.text for token in doc])
        for token, tag in zip(doc, parsed.tags, strict=True):
            token.tag_ = tag
        self.nlp(doc)
        tokens = tuple(self._token(token, parsed, offsets, text, start) for token in doc)
        return Tree(tokens, start, start + len(text), text)

    def _token(self, token: SpacyToken, parsed: Parsed, offsets: list[int], text: str, start: int) -> Token:
        first, last = offsets[token.idx], offsets[token.idx + len(token) - 1] + 1
        head, dep = parsed.heads[token.i], parsed.relations[token.i]
        pos = "AUX" if token.pos_ == "VERB" and dep.split(":")[0] in ("aux", "cop") else token.pos_
        words = text[first - start : last - start]
        before_participle = parsed.tags[head] == "VBN"
        return Token(
            token.i, first, last, words, self._lemma(token, pos, dep, before_participle), token.tag_, pos, head, dep
        )

    def _lemma(self, token: SpacyToken, pos: str, dep: str, before_participle: bool) -> str:
        if pos == "PROPN":
            return token.text
        lowered = token.lower_
        if lowered == "'s" and pos == "AUX":
            return "have" if dep == "aux" and before_participle else "be"
        if lowered in _CLITICS and pos in ("AUX", "VERB", "PART", "ADV"):
            return "have" if lowered == "'d" and before_participle else _CLITICS[lowered]
        prefix, hyphen, last = lowered.rpartition("-")
        if hyphen and last:  # "re-established": the tables know the last part only
            word = Doc(token.vocab, words=[last], pos=[token.pos_], morphs=[str(token.morph)])[0]
            return prefix + hyphen + self._lemmatizer.rule_lemmatize(word)[0]
        if token.tag_ in ("VB", "VBP") and lowered in self._verbs:
            return lowered  # "discuss" is no third person of "discus"
        if token.tag_.startswith("VB") and (lemma := self._silent(lowered)):
            return lemma
        return _MISREAD.get(lowered, token.lemma_.lower())

    def _silent(self, form: str) -> str:
        """Return the lemma in a silent e of a verb's form, else '': "hoped" is of "hope", "hopped" of "hop"."""
        for ending in ("es", "ed", "ing"):
            stem = form.removesuffix(ending)
            if stem != form and _SHORT.fullmatch(stem) and f"{stem}e" in self._verbs:
                return f"{stem}e"
        return ""

    @property
    def _verbs(self) -> Container[str]:
        return cast("Container[str]", self._lemmatizer.lookups.get_table("lemma_index")["verb"])

    @property
    def _lemmatizer(self) -> Lemmatizer:
        return self.nlp.get_pipe("lemmatizer")  # type: ignore[return-value]
