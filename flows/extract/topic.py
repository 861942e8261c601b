"""The two parties that a document is about, where it is about the ties of two: a country profile, a joint statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from flows.language.actors import ActorName, find_names

_PARTIES = frozenset({"state", "demonym", "capital", "organ", "igo"})
LEAST = 2  # times that each of the two is named
OFTEN = 4  # times that the one whose ties a text tells is named
SHARE = 0.75  # of all namings of states and organisations that are of the two; so the text is about them
CLEAR_SHARE = 0.6  # the same where the second is named twice as often as the third


@dataclass(frozen=True)
class Topic:
    """What a document as a whole is about; worked out from the names in its text when first asked for."""

    text: str

    @cached_property
    def leader(self) -> tuple[str, int, int] | None:
        """Return the state that the text is about, with the offsets of its first name: it is named first and oftenest.

        None where another is named half as often.
        """
        counted = Counter(name.actor for name in self._names)
        leading = counted.most_common(2)
        if not leading or leading[0][1] < LEAST or self._names[0].actor != leading[0][0]:
            return None
        return None if len(leading) > 1 and 2 * leading[1][1] >= leading[0][1] else _first(self._names, leading[0][0])

    @cached_property
    def protagonist(self) -> tuple[str, int, int] | None:
        """Return the state that a text tells the ties of, others' names however many: named first, and most often.

        None where another is named as often, or the text names it too seldom to be about it.
        """
        counted = Counter(name.actor for name in self._names).most_common(2)
        if not counted or counted[0][1] < OFTEN or self._names[0].actor != counted[0][0]:
            return None
        return None if len(counted) > 1 and counted[1][1] == counted[0][1] else _first(self._names, counted[0][0])

    def leading_state(self, without: Collection[object]) -> tuple[str, int, int] | None:
        """Return the state named most often, some left out, with its first name; None where another is named nearly so.

        It must be named twice, and half as often again as the next.
        """
        found = [name for name in self._names if name.kind != "igo" and name.actor not in without]
        leading = Counter(name.actor for name in found).most_common(2)
        if not leading or leading[0][1] < LEAST or (len(leading) > 1 and 2 * leading[0][1] < 3 * leading[1][1]):
            return None
        return _first(found, leading[0][0])

    def named(self, actor: str) -> tuple[int, int] | None:
        """Return the offsets of the first name of a state or organisation, None where the text does not name it."""
        return next(((name.start, name.end) for name in self._names if name.actor == actor), None)

    def first_name(self, actor: str) -> tuple[int, int] | None:
        """Return the offsets of the first name of a state in the text, None where it has none."""
        return next(((name.start, name.end) for name in self._names if name.actor == actor), None)

    @cached_property
    def _names(self) -> list[ActorName]:
        return [name for name in find_names(self.text) if name.kind in _PARTIES and name.actor]

    @cached_property
    def pair(self) -> tuple[tuple[str, int, int], ...]:
        """Return the two states or organisations that the text is about, each with the offsets of its first name.

        Empty where it names others too often. The names alone are counted, whatever they do in their sentences.
        """
        found = self._names
        counted = Counter(name.actor for name in found)
        leading = counted.most_common(2)
        if len(leading) < 2 or leading[1][1] < LEAST:
            return ()
        third = sorted(counted.values(), reverse=True)[2] if len(counted) > 2 else 0
        share = CLEAR_SHARE if leading[1][1] >= 2 * third else SHARE
        if third == leading[1][1] or sum(count for _, count in leading) < share * sum(counted.values()):
            return ()  # others matter too, or three are named as often: which two it is about is anybody's guess
        return tuple(_first(found, actor) for actor, _ in leading)


def _first(names: list[ActorName], actor: str) -> tuple[str, int, int]:
    name = next(name for name in names if name.actor == actor)
    return actor, name.start, name.end
