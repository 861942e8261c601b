"""What a rule matches and reads, in words, for a reader who does not know the format of rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.codebook.rule import DEGREES, FORMS, STEP, Rule
from schemas.codebook.rulebook import Rules

_PLACES = {
    "agent": "who does it",
    "patient": "what it is done to",
    "theme": "the thing concerned",
    "recipient": "the recipient",
    "subject": "what it is said of",
    "poss": "the possessor",
    "mod": "a word before the noun",
    "adverb": "an adverb",
    "clause": "a clause that depends on it",
    "adjunct": "an adverbial clause",
    "host": "the clause that it belongs to",
    "self": "the predicate",
}
_FORMS = {
    "verb": "a verb",
    "noun": "a noun for the act",
    "copula": "what something is said to be",
    "adjective": "an adjective",
}
_DEGREES = {"actual": "a fact", "planned": "planned, urged or threatened", "denied": "not so"}
_ACTORS = {
    "*": "anything at all",
    "*state": "a state",
    "*igo": "an intergovernmental organisation",
    "*organisation": "another organisation",
    "*person": "a person",
    "*group": "a group",
    "*region": "a region",
    "*vessel": "a ship",
    "*world": "the whole world",
    "*place": "a place",
}
# A class of fewer words says no more than its words do.
_SMALLEST = 4

Classes = Sequence[tuple[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Words:
    """A set of lemmas as a reader sees it: the word classes it is made of, and the words that are in none of them."""

    classes: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """What must (not) stand somewhere: the place in words, and what stands there."""

    place: str
    words: Words


@dataclass(frozen=True, slots=True)
class Reading:
    """How columns are filled: the places to look at, tried in order, and what holds where none of them tells."""

    columns: tuple[str, ...]
    places: tuple[str, ...]
    otherwise: str | None = None
    told: bool = False  # the words there tell a term; else they are the value


@dataclass(frozen=True, slots=True)
class Worded:
    """A rule in words."""

    rule: Rule
    predicate: Words
    forms: str
    where: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    when: str
    readings: tuple[Reading, ...]


def all_worded(rules: Rules) -> tuple[Worded, ...]:
    """Return all rules in words, in their order."""
    classes = sorted(rules.classes.items(), key=lambda named: (-len(named[1]), named[0]))
    return tuple(_worded(rule, classes) for rule in rules)


def _worded(rule: Rule, classes: Classes) -> Worded:
    return Worded(
        rule=rule,
        predicate=_words(rule.predicate, classes),
        forms="" if rule.forms >= set(FORMS) else _joined([_FORMS[form] for form in FORMS if form in rule.forms], "or"),
        where=tuple(Condition(place(path), _words(words, classes)) for path, words in rule.where.items()),
        unless=tuple(Condition(place(path), _words(words, classes)) for path, words in rule.unless.items()),
        when=""
        if rule.when >= set(DEGREES)
        else _joined([_DEGREES[degree] for degree in DEGREES if degree in rule.when], "or"),
        readings=tuple(_readings(rule)),
    )


def _words(lemmas: frozenset[str], classes: Classes) -> Words:
    """Return the lemmas as word classes, the largest first, and the words that are left."""
    left = set(lemmas)
    found = []
    for name, words in classes:
        # A class is named only where all of it is here and says more than its words would.
        if words <= lemmas and len(words & left) >= _SMALLEST:
            found.append(name)
            left -= words
    return Words(tuple(found), tuple(_ACTORS.get(word, word) for word in sorted(left)))


def place(path: str) -> str:
    """Return where a path of roles leads, in words.

    >>> place("theme.with")
    'the words after “with” in the thing concerned'
    >>> place("agent|by!")
    'who does it, else the words after “by” (itself, not its modifiers)'
    """
    return ", else ".join(" and ".join(_one(one) for one in other.split("+")) for other in path.split("|"))


def _one(path: str) -> str:
    steps = []
    for step in path.split("."):
        found = STEP.fullmatch(step)
        assert found is not None, path  # the rule reader has checked it
        words = _PLACES.get(found["role"], f"the words after “{found['role']}”")
        if found["words"]:
            words += f" (where that is of the class {found['words']})"
        steps.append(words)
    # What stands in a role of the predicate stands in that role.
    if path.startswith("self.") and not path.startswith("self.mod"):
        del steps[0]
    return " in ".join(reversed(steps)) + (" (itself, not its modifiers)" if path.endswith("!") else "")


def _readings(rule: Rule) -> Iterator[Reading]:
    if rule.pairs:
        pairs = [", and ".join(place(path) for path in pair) for pair in rule.pairs]
        yield Reading(("subject", "object"), tuple(pairs))
    for column, paths in rule.read.items():
        yield Reading((column,), tuple(place(path) for path in paths))
    for column, kind in rule.kinds.items():
        yield Reading((column,), tuple(place(path) for path in kind.paths), kind.otherwise, told=True)
    if rule.rank:
        yield Reading(("rank", "rank_kind"), tuple(f"the words before {place(path)}" for path in rule.rank))
    if rule.carry:
        yield Reading(rule.carry, ("the claim told just before, where this one does not tell",))


def _joined(parts: list[str], word: str) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"
