"""A fast screen over sentences: which can hold a claim, because what some rule asks for stands in them.

The screen may keep too much and must lose nothing. Hence: a word is looked for in every form that the shipped
lemmatiser would take back to it, computed by running the lemmatiser's own tables backwards; letter case, punctuation
and all beyond ASCII count for nothing; and a phrase is there where its words are, in whatever order, so that neither
syntax nor a line break can hide it.

Words are looked for with whole arrays, a megabyte at a time: every word becomes a number by its first and last eight
letters and its length, a hash table tells the word sets that it belongs to, and a demand is a conjunction of the sets'
columns. Two words that fall together in this can only keep a sentence that could go. What a set names with a star
("*state") is no word: whether it can stand in a sentence is asked for the few sentences that have the words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from spacy.lookups import Lookups

from flows.language.parse import MODEL

BLOCK = 1 << 20  # bytes of text screened at once: enough for the matrices to be large, small enough for memory
_PAD = b" " * 8
# Every byte to itself in lower case if it is an ASCII letter or digit, else to a blank: one blank a byte, so UTF-8 text
# keeps its length and word boundaries become blanks.
_FOLD = bytes(ord(chr(byte).lower()) if byte < 128 and chr(byte).isalnum() else 32 for byte in range(256))
_LEMMATISER = ("noun", "verb", "adj", "adv")
_HASH = tuple(np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_BITS = 17  # of the index into a hash table
_BLANK = 32
_LOW = np.array([(1 << 8 * size) - 1 for size in range(9)], dtype=np.uint64)  # the low bytes of a number
# What stands for an auxiliary and has none of its forms: "'ve", "won't".
_CLITICS = {
    "have": frozenset({"ve", "d", "s"}), "be": frozenset({"s", "m", "re"}), "will": frozenset({"ll", "wo"}),
    "would": frozenset({"d"}), "can": frozenset({"ca"}), "shall": frozenset({"sha"}), "not": frozenset({"t", "nt"}),
}  # fmt: skip

Flags = NDArray[np.bool_]
Numbers = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Demand:
    """What a rule asks a sentence for: a word, phrase or sort ("*state") of each set.

    ``after`` names a table if the rule asks besides that a claim of it was made just before.
    """

    words: frozenset[frozenset[str]]
    after: str = ""


Sorts = Callable[[int], Collection[str]]  # what of the sorts that are asked for can stand in a sentence, by its index


class Screen:
    """A screen for the demands of a codebook's rules."""

    def __init__(self, demands: Iterable[Demand]) -> None:
        """Make the screen; words and phrases are lemmas."""
        asked = frozenset(demands)
        if not asked or any(not words for demand in asked for words in demand.words):
            raise ValueError("a screen needs at least one demand, and no demand an empty set of words")
        columns: dict[frozenset[str], int] = {}
        for demand in asked:
            for words in demand.words:
                columns.setdefault(words, len(columns))
        self._parts: dict[frozenset[str], int] = {}
        self._phrases: list[tuple[int, tuple[int, ...]]] = []
        self._sorts: list[tuple[int, frozenset[str]]] = []
        of_form: dict[str, set[int]] = {}
        for words, column in columns.items():
            if sorts := frozenset(filter(_is_sort, words)):
                self._sorts.append((column, sorts))
            split = [word_parts(word) for word in words - sorts]
            single = frozenset(form for parts in split if len(parts) == 1 for form in parts[0])
            for form in single:
                of_form.setdefault(form, set()).add(column)
            for parts in split:
                if not any(part <= single for part in parts):
                    self._phrases.append((column, self._columns_of(parts, len(columns), of_form)))
        self._width = len(columns) + len(self._parts)
        self._table = _Table({form: tuple(sorted(found)) for form, found in of_form.items()})
        always = _least(columns, (demand for demand in asked if not demand.after))
        self._demands = {"": always}
        for table in sorted({demand.after for demand in asked if demand.after}):
            least = _least(columns, (demand for demand in asked if demand.after in ("", table)))
            self._demands[table] = [demand for demand in least if demand not in set(always)]

    def _columns_of(self, parts: Sequence[frozenset[str]], first: int, of_form: dict[str, set[int]]) -> tuple[int, ...]:
        """Return the columns of a phrase's parts, making those that are not there yet."""
        for part in parts:
            if part not in self._parts:
                self._parts[part] = first + len(self._parts)
                for form in part:
                    of_form.setdefault(form, set()).add(self._parts[part])
        return tuple(self._parts[part] for part in parts)

    def kept(self, sentences: Iterable[str]) -> Flags:
        """Return for each sentence whether it has the words of a demand, whatever was told before it."""
        found = [self._meet_any(self._supposed(self._columns(block))) for block in _blocks(sentences)]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.bool_)

    def sifted(self, sentences: Sequence[str], sorts: Sorts) -> dict[str, Flags]:
        """Return for each sentence whether it may hold a claim, by the table of which a claim was made before it.

        Under "" stands what may hold one whatever was told before.
        """
        found = {table: np.zeros(len(sentences), dtype=np.bool_) for table in self._demands}
        first = 0
        for block in _blocks(sentences):
            columns = self._columns(block)
            places = np.flatnonzero(self._meet_any(self._supposed(columns.copy())))
            few = columns[:, places]
            there = [sorts(first + place) for place in places.tolist()]
            for column, asked in self._sorts:
                few[column] |= np.fromiter((not asked.isdisjoint(one) for one in there), np.bool_, len(there))
            met = {table: _meet(few, demands) for table, demands in self._demands.items()}
            for table, flags in met.items():
                found[table][first + places] = flags | met[""]
            first += len(block)
        return found

    def _columns(self, sentences: list[str]) -> Flags:
        """Return which column's words stand in which sentence."""
        encoded = [sentence.encode("utf-8", "surrogatepass") for sentence in sentences]
        ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)) + 1) + len(_PAD)
        words = _words((_PAD + b"\n".join(encoded) + _PAD).translate(_FOLD))
        columns = np.zeros((self._width, len(sentences)), dtype=np.bool_)
        self._table.mark(columns, words.numbers, np.searchsorted(ends, words.starts, side="right"))
        somewhere = _somewhere(columns)
        for column, parts in self._phrases:
            if somewhere.issuperset(parts):
                columns[column] |= _all(columns, parts)
        return columns

    def _supposed(self, columns: Flags) -> Flags:
        """Return the columns with every sort supposed to stand in every sentence."""
        columns[[column for column, _ in self._sorts]] = True
        return columns

    def _meet_any(self, columns: Flags) -> Flags:
        met = np.zeros(columns.shape[1], dtype=np.bool_)
        for demands in self._demands.values():
            met |= _meet(columns, demands)
        return met


def _meet(columns: Flags, demands: Sequence[tuple[int, ...]]) -> Flags:
    """Return which sentences meet any of some demands."""
    met = np.zeros(columns.shape[1], dtype=np.bool_)
    somewhere = _somewhere(columns)
    for demand in demands:
        if somewhere.issuperset(demand):
            met |= _all(columns, demand)
    return met


def _somewhere(columns: Flags) -> frozenset[int]:
    """Return the columns that are true in some sentence."""
    return frozenset(np.flatnonzero(columns.any(axis=1)).tolist())


def _least(columns: Mapping[frozenset[str], int], demands: Iterable[Demand]) -> list[tuple[int, ...]]:
    """Return the columns of each demand, without the demands that ask for all that another does, and more."""
    found = {frozenset(columns[words] for words in demand.words) for demand in demands}
    return sorted(tuple(sorted(one)) for one in found if not any(other < one for other in found))


def _all(columns: Flags, asked: Sequence[int]) -> Flags:
    met: Flags = columns[asked[0]]
    for column in asked[1:]:
        met = met & columns[column]
    return met


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text, each as a number, and where they start in it."""

    numbers: Numbers
    starts: NDArray[np.int64]


def _words(folded: bytes) -> _Words:
    """Return the words of a folded text, which must begin and end with eight blanks."""
    letters = np.frombuffer(folded, dtype=np.uint8) != _BLANK
    edges = np.flatnonzero(letters[1:] != letters[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    lengths = ends - starts
    eights = np.ndarray((len(folded) - 7,), dtype="<u8", buffer=folded, strides=(1,))
    cut = np.minimum(lengths, 8)
    first, last = eights[starts] & _LOW[cut], eights[ends - 8] & ~_LOW[8 - cut]
    numbers = first * _HASH[0] + last * _HASH[1] + lengths.astype(np.uint64) * _HASH[2]
    numbers ^= numbers >> np.uint64(29)
    numbers *= _HASH[0]
    return _Words(numbers, starts)


class _Table:
    """A hash table from the numbers of words to the columns that each belongs to."""

    def __init__(self, columns: Mapping[str, tuple[int, ...]]) -> None:
        forms = sorted(columns)
        numbers = _words(_PAD + " ".join(forms).encode() + _PAD).numbers
        counts = np.array([len(columns[form]) for form in forms], dtype=np.int64)
        self._first = np.cumsum(counts) - counts
        self._counts = counts
        self._columns = np.array([column for form in forms for column in columns[form]], dtype=np.int64)
        self._held = np.zeros(1 << _BITS, dtype=np.bool_)
        self._held[_places(numbers, 0)] = True
        # What has no place left in one layer goes to the next.
        self._layers: list[tuple[Numbers, NDArray[np.int64]]] = []
        left = np.arange(len(numbers))
        while len(left):
            keys, values = np.zeros(1 << _BITS, dtype=np.uint64), np.zeros(1 << _BITS, dtype=np.int64)
            places = _places(numbers[left], len(self._layers))
            keys[places], values[places] = numbers[left], left
            self._layers.append((keys, values))
            left = left[keys[places] != numbers[left]]

    def mark(self, columns: Flags, numbers: Numbers, sentence: NDArray[np.int64]) -> None:
        """Set for each word the columns that it belongs to, in the sentence that it stands in."""
        left = np.flatnonzero(self._held[_places(numbers, 0)])
        for layer, (keys, values) in enumerate(self._layers):
            here = numbers[left]
            places = _places(here, layer)
            hits = keys[places] == here
            self._mark(columns, values[places[hits]], sentence[left[hits]])
            left = left[~hits]

    def _mark(self, columns: Flags, entries: NDArray[np.int64], sentence: NDArray[np.int64]) -> None:
        step = 0
        while len(entries):
            columns[self._columns[self._first[entries] + step], sentence] = True
            step += 1
            more = self._counts[entries] > step
            entries, sentence = entries[more], sentence[more]


def _places(numbers: Numbers, layer: int) -> NDArray[np.int64]:
    return ((numbers >> np.uint64(8 * layer)) & np.uint64((1 << _BITS) - 1)).astype(np.int64)


def _blocks(sentences: Iterable[str]) -> Iterator[list[str]]:
    """Yield the sentences in runs of about a block."""
    block: list[str] = []
    size = 0
    for sentence in sentences:
        block.append(sentence)
        size += len(sentence)
        if size > BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block


def can_screen(word: str) -> bool:
    """Return whether a word can be looked for: "$" has no letter."""
    return _is_sort(word) or (all(text_runs(single) for single in word.split()) and bool(word.split()))


def _is_sort(word: str) -> bool:
    return word.startswith("*")


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


def text_runs(text: str) -> list[str]:
    """Return the runs of ASCII letters and digits in a text, in lower case."""
    return text.encode("utf-8", "surrogatepass").translate(_FOLD).decode().split()


@cache
def word_parts(word: str) -> tuple[frozenset[str], ...]:
    """Return for each part of a word or phrase, parted at blanks and hyphens, the forms one of which must stand there.

    Of a part that is not all ASCII the longest run of ASCII letters stands for it.
    """
    found = []
    for single in word.split():
        forms = [text_runs(form) for form in _forms(single)]
        if not all(forms):
            raise ValueError(f"{word!r} cannot be screened for: it has no letter or digit of ASCII")
        prefix = {tuple(runs[:-1]) for runs in forms}
        found += [frozenset({run}) for run in min(prefix)] if len(prefix) == 1 else []
        found.append(frozenset(runs[-1] for runs in forms))
    if not found:
        raise ValueError(f"{word!r} cannot be screened for: it has no letter or digit of ASCII")
    return tuple(dict.fromkeys(found))


def _forms(lemma: str) -> frozenset[str]:
    return word_forms(lemma) | _CLITICS.get(lemma, frozenset())
