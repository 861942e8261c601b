"""What has been found out about a sentence, so that it is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from flows.language.mentions import Mention

T = TypeVar("T")


class Memory:
    """What has been found out about a sentence, given who its mentions stand for.

    Rules ask the same of the same phrases many times. Mentions that note whether they are asked (``watch``) note it
    also when the answer is remembered.
    """

    def __init__(self, mentions: dict[int, list[Mention]] | None = None) -> None:
        self.mentions = {} if mentions is None else mentions
        self._watched = self.mentions if isinstance(self.mentions, Watched) else None
        self._known: dict[Hashable, Any] = {}

    def of(self, question: Hashable, find: Callable[[], T]) -> T:
        """Return the answer to a question, worked out when it is first asked."""
        known = self._known
        if self._watched is None:
            if question not in known:
                known[question] = find()
            return known[question]  # type: ignore[no-any-return]
        if question not in known:
            known[question] = self._watched.watch(find)
        answer, asked = known[question]
        self._watched.note(asked=asked)
        return answer  # type: ignore[no-any-return]


class Watched(dict[int, list[Mention]]):
    """Mentions that note whether one is asked for of which only other sentences can tell whom it means."""

    def watch(self, find: Callable[[], T]) -> tuple[T, bool]:
        """Return what is found, and whether such a mention was asked for."""
        raise NotImplementedError

    def note(self, *, asked: bool) -> None:
        """Note that such a mention was asked for."""
        raise NotImplementedError
