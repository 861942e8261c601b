"""Which rules of a codebook can touch a document at all: those of whose trigger words one may stand in it.

All other rules can change in any way without a row of the document changing: none of them can match in it, keep one of
its sentences from being screened out, or name a trigger of one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from flows.extract.rules_engine import trigger_words
from flows.language.screen import can_screen, text_runs, word_parts
from schemas.codebook.rulebook import Rules, load_rules, trigger_of


class Touching:
    """The words of a codebook's rules, looked for in whole documents."""

    def __init__(self, rules: Rules) -> None:
        """Index the rules by the words that they look for, in all their forms."""
        everywhere: set[str] = set()
        by_run: dict[str, set[tuple[str, frozenset[frozenset[str]]]]] = defaultdict(set)
        for rule in rules:
            for word in trigger_words(trigger_of(rule)):
                if word.startswith("*") or not can_screen(word):
                    everywhere.add(rule.id)  # nothing can be told of it from the words alone
                    continue
                first, *others = sorted(word_parts(word), key=len)
                for run in first:
                    by_run[run].add((rule.id, frozenset(others)))
        self._everywhere = frozenset(everywhere)
        self._by_run: Mapping[str, frozenset[tuple[str, frozenset[frozenset[str]]]]] = {
            run: frozenset(found) for run, found in by_run.items()
        }

    def rules(self, text: str) -> frozenset[str]:
        """Return the identifiers of the rules that can touch a text."""
        runs = frozenset(text_runs(text))
        found = set(self._everywhere)
        for run in runs & self._by_run.keys():
            found.update(rule for rule, others in self._by_run[run] if _all_there(others, runs))
        return frozenset(found)


@cache
def touching() -> Touching:
    """Return the words of the codebook's own rules, indexed once a process."""
    return Touching(load_rules())


def _all_there(parts: Iterable[frozenset[str]], runs: frozenset[str]) -> bool:
    return all(not part.isdisjoint(runs) for part in parts)
