"""Who does the same as a clause's subject: "Egypt, along with Bahrain and Kuwait, cut its ties with Qatar"."""

from __future__ import annotations

from collections.abc import Iterator

from flows.extract.reading import Reading
from flows.language.clauses import Clause

_OPENINGS = (
    ("with",),
    ("like",),
    ("alongside",),
    ("along", "with"),
    ("together", "with"),
    ("just", "like"),
    ("as", "well", "as"),
    ("followed", "by"),
    ("joined", "by"),
)


def companions(reading: Reading, clause: Clause) -> tuple[int, ...]:
    """Return the heads of the mentions, between the subject of a verb and the verb, that commas set off so."""
    before = [head for head in clause.role("agent") if head < clause.head] if clause.form == "verb" else []
    return tuple(_set_off(reading, max(before), clause.head)) if before else ()


def _set_off(reading: Reading, subject: int, verb: int) -> Iterator[int]:
    tokens = reading.tree.tokens
    commas = [index for index in range(subject + 1, verb) if tokens[index].text == ","]
    if len(commas) < 2:
        return
    words = tuple(token.text.lower() for token in tokens)
    opening = next((o for o in _OPENINGS if words[commas[0] + 1 : commas[0] + 1 + len(o)] == o), None)
    if opening is None or commas[0] > subject + 2:
        return
    inside = range(commas[0] + 1 + len(opening), commas[-1])
    if any(tokens[index].pos == "VERB" or tokens[index].text.lower() in ("who", "which") for index in inside):
        return
    yield from (index for index in inside if index in reading.mentions)
