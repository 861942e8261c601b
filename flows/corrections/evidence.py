"""The words of corrections in the documents, and the rows of evidence that they make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.corrections.correction import Correction, Words
from flows.corrections.read import words_of
from flows.corrections.values import Row, texts_of
from flows.corrections.words import Span, WordsError, find_words
from schemas.cells import as_json
from schemas.codebook.vocabulary import Column

Path = tuple[str | int, ...]
METHOD = "corrected"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record's words are looked for: its document, and the spans to look in first."""

    doc_id: str
    near: tuple[Span, ...] = ()


class Texts:
    """The documents' texts and sentences, by the rows of the tables `documents` and `sentences`."""

    def __init__(self, documents: Sequence[Row], sentences: Sequence[Row]) -> None:
        self.texts = {str(row["doc_id"]): str(row["text"]) for row in documents}
        self.sentences: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for row in sentences:
            place = (offset(row["start"]), offset(row["end"]), offset(row["sentence"]))
            self.sentences[str(row["doc_id"])].append(place)

    def place(self, row: Row) -> Place:
        """Return where a record's words are looked for: in its quote, then in the sentences that the quote touches."""
        doc_id, start, end = str(row["doc_id"]), offset(row["start"]), offset(row["end"])
        around = [span for span in self.sentences[doc_id] if span[0] < end and start < span[1]]
        spans = [(start, end)]
        if around:
            spans.append((min(span[0] for span in around), max(span[1] for span in around)))
        return Place(doc_id, tuple(spans))

    def quote(self, correction: Correction, words: Words, place: Place) -> dict[str, object]:
        """Return the cells of a record for its quote: quote, start, end, sentence. Raise CodebookError."""
        start, end = self.span(correction, ("quote",), words, place)
        # A quote that begins in no sentence, such as in a heading's white space, counts to the one before it.
        before = [sentence for first, _, sentence in self.sentences[place.doc_id] if first <= start]
        text = self.texts[place.doc_id][start:end]
        return {"quote": text, "start": start, "end": end, "sentence": max(before, default=0)}

    def span(self, correction: Correction, path: Path, words: Words, place: Place) -> Span:
        """Return the span of the words that stand at the path of a correction. Raise CodebookError."""
        try:
            return find_words(words, self.texts[place.doc_id], place.near)
        except WordsError as problem:
            raise correction.error(path, f"document {place.doc_id!r}: {problem}", problem.way_out) from None

    def evidence(
        self, correction: Correction, table: str, column: Column, row: Row, kept: Sequence[Row]
    ) -> list[dict[str, object]]:
        """Return the rows of evidence of a field that a correction gives its value. Raise CodebookError.

        ``row`` is the corrected record, ``kept`` the evidence that the field had: of a list, values that were there
        before keep theirs.
        """
        place = self.place(row)
        made: list[dict[str, object]] = []
        for value in texts_of(row[column.name]):
            held = [dict(one) for one in kept if column.listed and one["value"] == value]
            if held:
                made += held
                continue
            path, words = _given(correction, column, value)
            start, end = self.span(correction, path, words, place)
            made.append(
                {
                    "record_id": row["record_id"],
                    "table": table,
                    "field": column.name,
                    "doc_id": place.doc_id,
                    "start": start,
                    "end": end,
                    "words": self.texts[place.doc_id][start:end],
                    "value": value,
                    "method": METHOD,
                    "anchor": None,
                    "rule_id": correction.id,
                }
            )
        return [one | {"part": part} for part, one in enumerate(made)]


def _given(correction: Correction, column: Column, value: str) -> tuple[Path, Words]:
    """Return the words that a correction gives for a value, and where they stand in it."""
    path: Path = ("words", column.name)
    given = correction.words.get(column.name)
    form = f'words = {{ {column.name} = "..." }}'
    if column.listed:
        form = f'words = {{ {column.name} = {{ {as_json(value)} = "..." }} }}'
        if given is not None and not isinstance(given, Mapping):
            message = f"{column.name} is a list, and its words are not given value by value"
            raise correction.error(path, message, f"Write {form}")
        given, path = (given or {}).get(value), (*path, value)
    if given is not None:
        return path, words_of(correction.source, ("correction", correction.index, *path), given)
    if correction.quote is None:
        message = f"no words are given for {column.name} = {value!r}"
        raise correction.error(path, message, f"Write {form} with the document's words")
    return ("quote",), correction.quote


def offset(value: object) -> int:
    """Return a cell that holds a whole number as one; raise TypeError where it does not."""
    if not isinstance(value, int):
        raise TypeError(f"not a whole number: {value!r}")
    return value
