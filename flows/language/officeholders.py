"""Persons whose office a document gives: the state that each acts for, and their close kin."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from flows.language.mentions import Mention
from flows.language.names import plain
from flows.language.nouns import noun_class
from flows.language.salience import sources
from flows.language.syntax import case_of
from flows.language.trees import Tree

_OFFICE_APPOSITION = re.compile(
    r"^,? \(?(?:who (?:heads|headed|leads|led|chairs|chaired|runs|ran|is|was) )?(?:(?:the|an?) )?"
    r"(?:(?:current|then|new|newly|acting|deputy|first|prime|foreign|vice|long-time|longtime|top|chief|veteran|"
    r"senior) )*$"
)
_OFFICE_BEFORE = re.compile(r"^(?: to (?:the )?[\w .'-]{2,30})?, (?:the )?$")
# One person of two offices: "Peruvian president and party leader Ruiz"; "the president and President Ruiz" are two.
_AND_OFFICE = re.compile(r"^ and (?!former|ex-|late|ousted)(?:[a-z-]+ ){0,2}$")
_ARTICLE = re.compile(r"\b(?:the|an?)\s*$", re.IGNORECASE)
_ONCE = re.compile(
    r"(?:^|\b)(?:the )?(?:former|ex|late|ousted|deposed|exiled)[ -](?:\w+ ){0,2}$|^(?:the )?(?:former|ex|late)[ -]",
    re.IGNORECASE,
)
_PERSON_OF = re.compile(r"^ of (?:the )?$")


@dataclass(frozen=True, slots=True)
class Offices:
    """The office holders of a document by the words of their names."""

    by_name: dict[tuple[str, ...], Mention]

    def find(self, mention: Mention) -> Mention | None:
        """Return the mention that gives a person's office; a part of a name will do where only one holder has it."""
        words = name_words(mention.name or mention.words)
        if exact := self.by_name.get(words):
            return exact
        partial = [holder for name, holder in self.by_name.items() if words and _is_part(words, name)]
        return partial[0] if len({m.actor for m in partial}) == 1 else None

    def at_home(
        self,
        trees: Sequence[Tree],
        mentions: Sequence[tuple[Mention, ...]],
        state: Mention | None,
        is_domestic: Callable[[str], bool],
    ) -> Offices:
        """Return these holders and those whose office alone the text gives, as of the state at home in it.

        "President Ruiz said" is the home state's where nobody else so called acts, nor is president of that state;
        a person only spoken of ("the invitation to President Ruiz") may be a foreign guest.
        """
        if state is None:
            return self
        bare: dict[str, dict[tuple[str, ...], Mention]] = {}
        subjects = set()
        for tree, mention in ((tree, m) for tree, sentence in zip(trees, mentions, strict=True) for m in sentence):
            title = mention.words.removesuffix(mention.name).strip().lower()
            if mention.kind == "person" and mention.name and is_domestic(title) and self.find(mention) is None:
                surname = name_words(mention.name)[-1:]
                bare.setdefault(title, {}).setdefault(surname, mention)
                if tree.tokens[mention.head].dep.startswith("nsubj"):
                    subjects.add(surname)
        own = [m for m in self.by_name.values() if m.actor == state.actor]
        source = ((state.start, state.end),)
        added = {}
        for title, persons in bare.items():
            acting = [holder for surname, holder in persons.items() if surname in subjects]
            if len(acting) == 1 and not any(title in m.words.lower() for m in own):
                holder = replace(acting[0], actor=state.actor, kind="state", noun="office", antecedents=source)
                added[name_words(holder.name)] = holder
        return Offices({**added, **self.by_name})


def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a person's name, lower case, hyphens undone: "Kim Jong-un" is "Kim Jong Un"."""
    return tuple(plain(name).lower().replace("-", " ").replace(".", "").split())


def _is_part(words: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Tell whether words are a name's first or last: a bare "Kim" or "Correa", not "Kim Yo Jong" of "Kim Jong Un"."""
    return len(words) < len(name) and (name[: len(words)] == words or name[-len(words) :] == words)


def office_holders(trees: Sequence[Tree], mentions: Sequence[tuple[Mention, ...]]) -> Offices:
    """Return the persons whose state the text tells by an office: with the name, in apposition, or as "X of STATE"."""
    found: dict[tuple[str, ...], list[Mention]] = {}
    for tree, sentence in zip(trees, mentions, strict=True):
        for name, office in told(tree, sentence):
            found.setdefault(name_words(name), []).append(office)
    # One name with offices of two states names two people, or the text disagrees with itself: neither is taken.
    return Offices({name: held[0] for name, held in found.items() if len({m.actor for m in held}) == 1})


def told(tree: Tree, sentence: Sequence[Mention]) -> Iterator[tuple[str, Mention]]:
    """Yield each person's name with the mention of his office that a sentence ties to it."""
    for mention in sentence:
        if mention.name and mention.kind in ("state", "igo") and mention.acts and not mention.antecedents:
            yield mention.name, mention
        if mention.kind != "person":
            continue
        for other in sentence:
            if other.kind not in ("state", "igo") or not other.actor or other.name:
                continue
            if _ONCE.search(plain(tree.words(tree.start, other.start))) or _ONCE.match(plain(other.words)):
                continue
            if other.antecedents and (other.form != "definite" or other.noun != "office"):
                continue
            after = tree.words(mention.end, other.start) if other.start >= mention.end else None
            before = tree.words(other.end, mention.start) if other.end <= mention.start else None
            office = other.noun == "office" and not other.plural
            titled = other.start <= mention.start < other.end <= mention.end  # "its prime minister Karl Berg"
            heads = other.noun == "organ" and after is not None and " who " in after
            if (
                (
                    after is not None
                    and (office or heads)
                    and after.startswith((",", " ("))
                    and _OFFICE_APPOSITION.match(after)
                )
                or (after is not None and other.form == "name" and _PERSON_OF.match(after))
                or (before is not None and office and _OFFICE_BEFORE.match(before))
                or (titled and office)
                or (before is not None and office and _AND_OFFICE.match(before) and _two_offices(tree, other, mention))
            ):
                yield mention.name, other


def _two_offices(tree: Tree, first: Mention, person: Mention) -> bool:
    """Tell whether a titled name goes on with the offices of one person: no article, titles that differ."""
    article = _ARTICLE.search(tree.words(tree.start, first.start)) or first.words.lower().startswith("the ")
    title = person.words.removesuffix(person.name).split()
    return person.noun == "office" and not article and title[-1].islower() and title[-1] not in first.words.split()


_HOSTING = frozenset({"host", "receive", "welcome", "greet"})


def hosts(tree: Tree, sentence: Sequence[Mention], is_domestic: Callable[[str], bool]) -> Iterator[tuple[str, Mention]]:
    """Yield each person's name with the place where he is host by his office: "received in Lima by President Ruiz"."""
    for person in sentence:
        title = person.words.removesuffix(person.name).strip().lower()
        token = tree.tokens[person.head]
        verb = tree.tokens[token.head]
        if person.kind != "person" or not person.name or not is_domestic(title) or verb.lemma not in _HOSTING:
            continue
        if case_of(tree, token.index) != "by" and token.dep != "nsubj":
            continue
        places = [m for m in sentence if m.kind == "state" and m.actor and m.form in ("capital", "name")]
        places = [m for m in places if case_of(tree, m.head) in ("in", "at") and not m.antecedents]
        if len({m.actor for m in places}) == 1:
            yield person.name, replace(places[0], form="office", noun="office", antecedents=sources(places[0]))


def kin_of_holder(tree: Tree, sentence: Sequence[Mention]) -> list[Mention]:
    """Return a second mention, which does not act, for each person told to be close kin of a leader.

    "Kim Yo Jong, Kim Jong Un's younger sister": she holds no office by that, so her own mention keeps her name. A rule
    on the ties of states may take the second one, whose actor is the leader's state and whose noun is "kin".
    """
    found = []
    for person in sentence:
        if person.kind != "person":
            continue
        for leader in sentence:
            if leader.kind == "state" and leader.name and _are_kin(tree, person, leader):
                words = leader.antecedents or ((leader.start, leader.end),)
                found.append(
                    replace(person, actor=leader.actor, kind="state", noun="kin", acts=False, antecedents=words)
                )
    return found


def _are_kin(tree: Tree, person: Mention, leader: Mention) -> bool:
    """Tell whether the text has "PERSON, LEADER's sister", "LEADER's sister PERSON" or "PERSON, sister of LEADER"."""
    if leader.start >= person.end:
        between, after = tree.words(person.end, leader.start), plain(tree.words(leader.end, tree.end))
        if re.fullmatch(r", ", between):
            return _begins_with_kin(re.sub(r"^'s ", "", after)) if after.startswith("'s ") else False
        return bool(re.fullmatch(r", (?:the|a) [\w -]{3,30} (?:of|to) ", between)) and _holds_kin(between)
    between = plain(tree.words(leader.end, person.start))
    return between.startswith("'s ") and len(between.split()) <= 4 and _holds_kin(between)


def _begins_with_kin(words: str) -> bool:
    return any(noun_class(word.strip(",.")) == "kin" for word in words.split()[:3])


def _holds_kin(words: str) -> bool:
    return any(noun_class(word.strip(",.")) == "kin" for word in words.split())
