"""A fast screen over sentences: which can hold a claim, because a trigger and a possible actor stand in them.

The screen may keep too much and must lose nothing. Hence: a trigger is looked for in every form that the shipped
lemmatiser would take back to it, computed by running the lemmatiser's own tables backwards; letter case, punctuation
and all beyond ASCII count for nothing; and of a phrase or a name only its longest run of ASCII letters and digits is
looked for, as a whole word, so that neither word order nor a line break inside the phrase can hide it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl
import pyarrow as pa
from spacy.lookups import Lookups

from flows.language.parse import MODEL

# Every byte to itself in lower case if it is an ASCII letter or digit, else to a blank: one blank a byte, so UTF-8 text
# keeps its length and word boundaries become blanks.
_FOLD = bytes(ord(chr(byte).lower()) if byte < 128 and chr(byte).isalnum() else 32 for byte in range(256))
_LEMMATISER = ("noun", "verb", "adj", "adv")


@dataclass(frozen=True, slots=True)
class Screened:
    """What the screen found in one sentence: triggers and actors as they were handed in, in the order of the text.

    Actors are looked for only where there is a trigger.
    """

    triggers: tuple[str, ...]
    actors: tuple[str, ...]

    @property
    def kept(self) -> bool:
        """True when the sentence may hold a claim."""
        return bool(self.triggers and self.actors)


NOTHING = Screened((), ())


class Screen:
    """A screen for the triggers of a codebook and the names and nouns that can stand for an actor."""

    def __init__(self, triggers: Iterable[str], actors: Iterable[str]) -> None:
        """Make the screen; triggers are lemmas or phrases of lemmas, actors are words and names as they are written."""
        self._triggers = _patterns((trigger, form) for trigger in triggers for form in _phrase_forms(trigger))
        self._actors = _patterns((actor, actor) for actor in actors)
        for kind, patterns in (("trigger", self._triggers), ("actor", self._actors)):
            if not patterns:
                raise ValueError(f"a screen needs at least one {kind}")

    def kept(self, sentences: Sequence[str] | pl.Series) -> pl.Series:
        """Return for each sentence whether it may hold a claim."""
        folded = _fold(sentences)
        hits = folded.str.contains_any(list(self._triggers))
        candidates = folded.filter(hits).str.contains_any(list(self._actors))
        return hits.scatter(hits.arg_true(), candidates) if len(candidates) else hits

    def keep(self, sentences: Sequence[str] | pl.Series) -> list[Screened]:
        """Return for each sentence the triggers and actors found in it; ``Screened.kept`` tells whether to parse it."""
        folded = _fold(sentences)
        hits = folded.str.contains_any(list(self._triggers))
        found = [NOTHING] * len(folded)
        candidates = folded.filter(hits)
        triggers = candidates.str.extract_many(list(self._triggers), overlapping=True).to_list()
        actors = candidates.str.extract_many(list(self._actors), overlapping=True).to_list()
        for place, of_triggers, of_actors in zip(hits.arg_true(), triggers, actors, strict=True):
            found[place] = Screened(_originals(of_triggers, self._triggers), _originals(of_actors, self._actors))
        return found


def word_forms(lemma: str) -> frozenset[str]:
    """Return every form, in lower case, that the shipped lemmatiser could take back to a lemma, and the lemma."""
    lemma = lemma.lower()
    prefix, hyphen, last = lemma.rpartition("-")
    if hyphen and last:  # "re-sell": the tables know the last part only
        return frozenset(prefix + hyphen + form for form in word_forms(last))
    regular = {lemma.removesuffix(new) + old for old, new in _lemma_rules() if lemma.endswith(new)}
    return frozenset({lemma, *regular, *_irregular_forms().get(lemma, ())})


@cache
def _tables() -> Lookups:
    return Lookups().from_disk(MODEL / "lemmatizer" / "lookups")


@cache
def _lemma_rules() -> frozenset[tuple[str, str]]:
    rules = _tables().get_table("lemma_rules")
    return frozenset((old, new) for pos in _LEMMATISER for old, new in rules.get(pos, ()))


@cache
def _irregular_forms() -> dict[str, tuple[str, ...]]:
    exceptions = _tables().get_table("lemma_exc")
    found: dict[str, tuple[str, ...]] = {}
    for pos in _LEMMATISER:
        for form, lemmas in exceptions.get(pos, {}).items():
            for lemma in lemmas:
                found[lemma] = (*found.get(lemma, ()), form)
    return found


def _phrase_forms(trigger: str) -> frozenset[str]:
    """Return the forms of a trigger's longest word; the other words of a phrase may stand apart from it."""
    return word_forms(max(trigger.split() or [""], key=len))


def _patterns(forms: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the patterns of the automaton, each with the triggers or actors that it stands for."""
    patterns: dict[str, tuple[str, ...]] = {}
    for original, form in forms:
        runs = form.encode().translate(_FOLD).decode().split()
        if not runs:
            raise ValueError(f"{original!r} cannot be screened for: it has no letter or digit of ASCII")
        pattern = f" {max(runs, key=len)} "
        known = patterns.get(pattern, ())
        patterns[pattern] = known if original in known else (*known, original)
    return patterns


def _originals(found: list[str], patterns: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(original for pattern in found for original in patterns[pattern]))


def _fold(sentences: Sequence[str] | pl.Series) -> pl.Series:
    """Return the sentences folded for the automaton, with a blank at both ends."""
    texts = pl.Series("sentence", sentences, dtype=pl.String)
    padded = pl.select(pl.concat_str(pl.lit(" "), texts, pl.lit(" "))).to_series()
    array = padded.to_arrow().cast(pa.large_string())
    _, offsets, data = array.buffers()
    folded = pa.py_buffer(data.to_pybytes().translate(_FOLD))
    return pl.Series("sentence", pa.Array.from_buffers(pa.large_string(), len(array), [None, offsets, folded]))
