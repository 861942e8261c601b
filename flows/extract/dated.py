"""One time expression of a sentence, read: where it stands, what it dates, the date that it gives."""

from __future__ import annotations

from dataclasses import dataclass

from flows.extract.claims import Evidence, Method


@dataclass(frozen=True, slots=True)
class Dated:
    """A time expression in a tree: document offsets, its head token, its EDTF value ("" where it cannot be told).

    ``anchor`` is the EDTF date that it was counted from, None where it stands alone; ``from_document`` says that this
    is the document's own; ``carried`` that the words stand in a heading over the sentence.
    """

    head: int
    start: int
    end: int
    words: str
    value: str
    anchor: str | None = None
    from_document: bool = False
    carried: bool = False

    def evidence(self) -> Evidence:
        """Return the evidence for a date."""
        method: Method = "metadata" if self.from_document else "normalised"
        return Evidence("date", self.value, self.start, self.end, method, self.anchor, self.carried)
