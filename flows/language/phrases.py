"""Which tokens make a name and the nouns beside it one phrase: "Kenya's [defence minister]", "[president] of Peru"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.language.actors import OPPOSED, find_names, normalise_actor
from flows.language.names import plain
from flows.language.nouns import is_noun, is_opposite_number, noun_class, singular
from flows.language.shapes import ShapeName
from flows.language.trees import Token, Tree

_PLACE_NAMES = r"[A-Z][\w'.-]*(?:,? (?:[A-Z][\w'.-]*|[a-z]{1,3}(?= [A-Z])))*?"  # "Rio de Janeiro, Brazil"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
DATELINE = re.compile(rf"^(?=.{{2,60}}){_PLACE_NAMES}(?:,? {_MONTH} \d| [-–—](?: |$)|, \d{{1,2}} [A-Z]| \()")
_LONGEST_OFFICE = 4  # words: "new deputy prime minister"
_AS_PLACE = frozenset(
    {"in", "at", "near", "outside", "around", "inside", "off", "within", "across", "throughout", "en", "via"}
)


def covered(tree: Tree, start: int, end: int) -> list[Token]:
    """Return the tokens that a span of the document touches."""
    return [token for token in tree.tokens if token.start < end and start < token.end]


def top_of(tree: Tree, tokens: list[Token]) -> Token:
    """Return the token of a span that governs the rest: the one whose own governor is outside."""
    inside = {token.index for token in tokens}
    tops = [token for token in tokens if token.head not in inside or token.head == token.index]
    # A name that the parser broke up has several; one that is an argument is the phrase's.
    argument = [
        t for t in tops if t.dep.split(":")[0] in ("nsubj", "obj", "iobj", "obl", "nmod", "root", "conj", "appos")
    ]
    return (argument or tops or tokens)[-1]


def chain(tree: Tree, top: Token, last: int) -> Iterator[tuple[Token, bool]]:
    """Yield the nouns that a modifier stands before, nearest first, each with whether a possessive leads to it."""
    token = top
    while token.dep.split(":")[0] in ("amod", "compound", "nmod", "flat") and token.head > last:
        token, possessive = tree.tokens[token.head], token.dep == "nmod:poss"
        if is_noun(token):
            yield token, possessive
        elif not token.tag.startswith("JJ"):
            return  # an adjective between, "North Korean general staff", is passed over


def actor_noun(tree: Tree, top: Token, last: int, *, possessive: bool) -> Token | None:
    """Return the noun after a name that makes both one actor: "Cambodian government officials" has "officials"."""
    found = None
    for number, (noun, by_possessive) in enumerate(chain(tree, top, last)):
        if by_possessive and number > 0:
            break
        if number == 0 and (weapons := _with_a_designation(tree, noun)) is not None:
            return weapons
        if OPPOSED.fullmatch(noun.text) or noun_class(noun.text) or is_opposite_number(tree, noun):
            found = noun
        if by_possessive and found is None:
            break
    # The parser may have lost the tie: take the noun phrase right after the name.
    return found or _noun_right_after(tree, last + (2 if possessive else 1))


_DESIGNATION = re.compile(r"[A-Z][A-Za-z]{0,6}-\d+\w*")


def _with_a_designation(tree: Tree, noun: Token) -> Token | None:
    """Return the common noun in a list of arms that a weapon's own name opens: "Iranian AN-19 Condor and drones"."""
    if noun_class(noun.text) or not any(_DESIGNATION.fullmatch(t.text) for t in tree.children(noun.index, "compound")):
        return None
    return next((t for t in tree.children(noun.index, "conj") if noun_class(t.text) in ("force", "vessel")), None)


def _noun_right_after(tree: Tree, place: int) -> Token | None:
    """Return the last noun of the words that follow a name, if it is an actor: "Kenya's [new defence minister]"."""
    last = None
    for token in tree.tokens[place : place + _LONGEST_OFFICE]:
        if is_noun(token):
            last = token
        elif last is not None or not token.tag.startswith(("JJ", "VBN", "VBG", "HYPH", "RB")):
            break
        if last is not None and (noun_class(last.text) == "office" or token.tag in ("NNS", "NNPS")):
            break  # "foreign minister Karl Berg": a person's name may follow
    if last is None or noun_class(last.text) not in ("office", "organ", "force"):
        return None
    return last if last.dep.split(":")[0] != "compound" or noun_class(last.text) == "office" else None


def office_of(tree: Tree, top: Token, last: int) -> Token | None:
    """Return the office or organ that "of" ties to a name: "President of the United States"."""
    token = top
    for _ in range(3):
        case = tree.child(token.index, "case")
        governor = tree.tokens[token.head]
        if token.dep.split(":")[0] == "conj":
            token = governor
            continue
        if singular(governor.text) in ("state", "government") and tree.tokens[governor.head].index < governor.index:
            governor = tree.tokens[governor.head]  # "heads of state of ECOWAS"
        if case is None or case.text.lower() != "of" or token.dep.split(":")[0] != "nmod" or governor.index > last:
            return None
        if noun_class(governor.text) in ("office", "organ", "force", "people", "vessel") and not OPPOSED.fullmatch(
            governor.text
        ):
            return governor
        token = governor
    return None


def is_plural(token: Token) -> bool:
    """Tell whether a token is a plural noun."""
    return token.tag in ("NNS", "NNPS")


def end_of_noun(tree: Tree, head: Token) -> int:
    """Return where an actor noun's own name ends: "Ministry of Foreign Affairs", "Secretary of State"."""
    text = tree.text[head.end - tree.start :]
    match = re.match(r" of State\b| (?:of|for) (?:the )?(?:[A-Z][\w-]+)(?:(?:,? and| of|,)? [A-Z][\w-]+)*", text)
    if match and not find_names(match.group()) and head.text[:1].isupper():
        return head.end + match.end()
    return head.end


def person_after(tree: Tree, shapes: tuple[ShapeName, ...], end: int) -> ShapeName | None:
    """Return the person whose name follows an office: "leader Kim Jong Un", "Ambassador to Cambodia Jan Yun Gon"."""
    gap = tree.text[end - tree.start :]
    match = re.match(r" (?:(?:to|in|for|at|of|with) (?:the )?(?:[A-Z][\w.-]+ ){1,3})?", gap)
    if match is None:
        return None
    for shape in shapes:
        between = tree.words(end, shape.start) if shape.start > end else None
        if shape.kind == "person" and between is not None:
            if between == " ":
                return shape
            place = re.fullmatch(r" (?:to|in|for|at) (?:the )?(.+) ", between)
            if place and any(name.words == place.group(1) for name in find_names(place.group(1))):
                return shape
            if re.fullmatch(r" (?:[A-Z][a-z]+ ){1,2}", between) and shape.title:
                return shape
    return None


def is_place(tree: Tree, top: Token, start: int, first: int) -> bool:
    """Tell whether a capital is named as a place: after "in", in a dateline, before its country ("Riga, Latvia")."""
    case = tree.child(top.index, "case")
    previous = tree.tokens[first - 1].text.lower() if first else ""
    if (case is not None and case.text.lower() in _AS_PLACE) or previous in _AS_PLACE:
        return True
    if start == tree.start and DATELINE.match(tree.text):
        return True
    after = plain(tree.text[start - tree.start :])
    return bool(re.match(r"[\w' .-]+, (?=[A-Z])", after)) and any(
        name.start == after.index(", ") + 2
        and name.kind == "state"
        and name.actor == normalise_actor(after[: after.index(", ")])
        for name in find_names(after[:80])
    )
