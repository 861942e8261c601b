"""Where the words of a correction stand in a document."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.corrections.correction import Words

Span = tuple[int, int]


class WordsError(ValueError):
    """Words that stand nowhere in the document, or in several places; ``way_out`` says what to write instead."""

    def __init__(self, message: str, way_out: str) -> None:
        super().__init__(message)
        self.way_out = way_out


def find_words(words: Words, text: str, near: Sequence[Span] = ()) -> Span:
    """Return the span [start, end) of the words in a document's text, in characters. Raise WordsError.

    They must stand there as they are, but that a run of white space stands for any other, as lines may break
    elsewhere; places that are whole words go before parts of longer ones. An ``occurrence`` counts the places in the
    whole document. Without one, the words are looked for in the spans of ``near``, one after the other, and then in
    all of the text; in the first of these that holds them they must stand once.
    """
    places = _places(words.text, text)
    if not places:
        raise WordsError(f"the document does not hold the words {_short(words.text)}", _nearest(words.text, text))
    if words.occurrence is not None:
        if words.occurrence > len(places):
            raise WordsError(
                f"the words {_short(words.text)} stand {_times(len(places))} in the document, not {words.occurrence}",
                f"Write an occurrence of 1 to {len(places)}",
            )
        return places[words.occurrence - 1]
    for start, end in (*near, (0, len(text))):
        within = [number for number, place in enumerate(places) if start <= place[0] and place[1] <= end]
        if len(within) == 1:
            return places[within[0]]
        if within:
            where = "in it" if (start, end) == (0, len(text)) else f"in its characters {start} to {end}"
            shown = "; ".join(f"{number + 1} is {_around(text, places[number])}" for number in within[:4])
            raise WordsError(
                f"the words {_short(words.text)} stand {_times(len(within))} {where}, so it is open which are meant",
                f"Write more of them, or {{ text = ..., occurrence = {within[0] + 1} }}: occurrence {shown}",
            )
    raise AssertionError("what stands in a text stands in the whole of it")


def _places(words: str, text: str) -> list[Span]:
    pattern = r"\s+".join(map(re.escape, words.split()))
    whole = [found.span() for found in re.finditer(rf"(?<!\w){pattern}(?!\w)", text)]
    return whole or [found.span() for found in re.finditer(pattern, text)]


def _nearest(words: str, text: str) -> str:
    """Return the way out for words that are not there: those that differ in capitals or quotation marks only."""
    parts = (re.sub(r"['’‘]", "['’‘]", re.sub(r'["“”]', '["“”]', re.escape(word))) for word in words.split())
    found = re.search(r"\s+".join(parts), text, re.IGNORECASE)
    if found is not None:
        return f"It holds {_short(found.group())}: write that"
    return "Copy them from the document's text as it stands there"


def _around(text: str, place: Span, reach: int = 24) -> str:
    return _short(text[max(0, place[0] - reach) : place[1] + reach])


def _short(words: str) -> str:
    line = " ".join(words.split())
    return repr(line if len(line) <= 100 else f"{line[:97]}...")


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
