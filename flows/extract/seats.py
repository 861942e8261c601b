"""The state that a mission sits in, by a city that does not stand for its state: "a consulate in Karachi"."""

from __future__ import annotations

from collections.abc import Iterator

from flows.extract.reading import ActorRead, Reading
from flows.language.actors import country_of_place, find_names
from flows.language.mentions import Mention


def seat_of(reading: Reading, head: int) -> Iterator[ActorRead]:
    """Yield the state of a city, if the document names that state elsewhere: its words alone would not show it."""
    token = reading.tree.tokens[head]
    if token.pos != "PROPN" or reading.mentions.get(head):
        return
    start, end = reading.place_span(head)
    words = reading.tree.words(start, end)
    # "Santiago" and "Georgetown" are many towns: that the text names the state tells which
    code = country_of_place(words) or next((name.actor for name in find_names(words) if name.kind == "place"), "")
    named = reading.topic.first_name(code) if code else None
    if named is not None:
        yield ActorRead(code, Mention(head, start, end, words, code, "state", "definite", antecedents=(named,)))
