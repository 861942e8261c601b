"""The dates of a document's sentences, each with the date that the text before it has told last."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from flows.extract import going_on
from flows.extract.date_headings import DateHeading
from flows.extract.dated import Dated
from flows.extract.dates import Dates
from flows.extract.passages import Passages
from flows.language.clauses import Clauses
from flows.language.times import find_times

_SAME_ACT = 3  # sentences after which "the same resolution" still means the one told of


class RunningDates:
    """The dates of a document, worked out for a sentence when they are asked for.

    The date before it is looked for only where a sentence counts from it, and only in sentences with a time in them.
    A paragraph below a date goes on from that date, whatever the one before it told.
    """

    def __init__(
        self, passages: Passages, document_date: str | None, headings: Mapping[int, DateHeading] | None = None
    ) -> None:
        self._passages = passages
        self._document_date = document_date
        self._headings = headings or {}
        self._last: dict[int, str | None] = {}

    def of(self, index: int, clauses: Clauses) -> Dates:
        """Return the dates of a sentence."""
        before = self._before(index) if self._counts(index) else None
        return Dates(clauses, self._document_date, before, self._heading(index), self._going_on(index))

    def _going_on(self, index: int) -> Dated | None:
        """Return the date of the event that a sentence says it goes on from, that of the main clause before it."""
        text = self._passages.text(index)
        if not going_on.is_tied(text):
            return None
        reach = _SAME_ACT if going_on.is_same_act(text) else 1
        for earlier in range(index - 1, max(index - 1 - reach, -1), -1):
            clauses = Clauses(self._passages.tree(earlier))
            dates = self.of(earlier, clauses)
            if told := going_on.carried(dates.of(clauses.at(clauses.tree.root.index))):
                return told
        return None

    def _heading(self, index: int) -> Dated | None:
        heading = self._headings.get(index)
        return heading.dated if heading is not None else None

    def _opened(self, index: int) -> str | None:
        """Return the date over a sentence that opens a paragraph."""
        heading = self._headings.get(index)
        return heading.dated.value if heading is not None and heading.opens else None

    def _counts(self, index: int) -> bool:
        """Return whether a time in a sentence is counted from another date."""
        return any(anchor != "none" for anchor in _anchors(self._passages.text(index)))

    def _before(self, index: int) -> str | None:
        """Return the date that the text has told last before a sentence."""
        if opened := self._opened(index):
            return opened
        waiting = []
        told: str | None = None
        for earlier in range(index - 1, -1, -1):
            if earlier in self._last:
                told = self._last[earlier]
                break
            if _anchors(self._passages.text(earlier)):
                waiting.append(earlier)
                if not self._counts(earlier):
                    told = self._last[earlier] = self._told(earlier, None)
                    if told is not None:
                        waiting.pop()
                        break
            if told := self._opened(earlier):
                break
        for earlier in reversed(waiting):
            told = self._last[earlier] = self._told(earlier, told)
        return told

    def _told(self, index: int, before: str | None) -> str | None:
        return Dates(Clauses(self._passages.tree(index)), self._document_date, before, self._heading(index)).last


@lru_cache(maxsize=4096)
def _anchors(text: str) -> tuple[str, ...]:
    """Return what the times in a sentence are counted from, "none" for those that stand alone."""
    return tuple(expression.anchor for expression in find_times(text))
