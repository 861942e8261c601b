"""Noun phrases of a sentence that stand for an actor, and the words that may refer to one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from flows.language.actors import LED, OPPOSED, ActorName, find_names, normalise_actor
from flows.language.names import plain
from flows.language.nouns import NounClass, is_act, is_noun, noun_class, singular, word_lists
from flows.language.pointers import find_pointers
from flows.language.shapes import ShapeName, find_shapes
from flows.language.trees import Token, Tree

ActorKind = Literal["state", "igo", "organisation", "person", "region", "world", "vessel", "group", "unknown"]
Form = Literal["name", "demonym", "capital", "office", "organ", "pronoun", "definite", "number"]

_DATELINE = re.compile(r"^[A-Z][\w' .,-]{1,40}?(?:,? [A-Z][a-z]{2,8}\.? \d| [-–—](?: |$)|, \d{1,2} [A-Z]| \()")
_AS_PLACE = frozenset(
    {"in", "at", "near", "outside", "around", "inside", "off", "within", "across", "throughout", "en", "via"}
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase that stands for one actor.

    ``head`` is the index of the phrase's head in the tree, ``start`` and ``end`` bound its naming words in the
    document. ``actor`` is the identifier, or the name as written, or '' for a reference that is not resolved; ``kind``
    says what the actor is, ``noun`` what class of noun the phrase has ('' for a bare name): "North Korean vessels" has
    the kind state and the noun vessel. ``antecedents`` are the naming words that a resolved reference got its actor
    from; without them the words alone give the actor, `normalise_actor(words) == actor`. ``acts`` is False where the
    phrase cannot act for its actor: a capital as a place, an adjective of a thing ("Chinese restaurant").
    ``name`` is the person's own name, also where the actor is his state. A plural reference ("both countries") is one
    mention for each actor, all with one head.
    """

    head: int
    start: int
    end: int
    words: str
    actor: str
    kind: ActorKind
    form: Form
    antecedents: tuple[tuple[int, int], ...] = ()
    acts: bool = True
    plural: bool = False
    noun: NounClass = ""
    name: str = ""


_KINDS: dict[str, ActorKind] = {
    "state": "state", "demonym": "state", "capital": "state", "organ": "state", "shared": "state",
    "igo": "igo", "group": "group", "region": "region", "world": "world",
}  # fmt: skip
_FORMS: dict[str, Form] = {"demonym": "demonym", "capital": "capital", "organ": "organ"}


def find_mentions(tree: Tree) -> tuple[Mention, ...]:
    """Return the mentions of a sentence in text order; pronouns and definite phrases are still without an actor."""
    found: dict[tuple[int, int], Mention] = {}
    names = [name for name in find_names(tree.text) if name.kind != "place"]
    spans = [(name.start + tree.start, name.end + tree.start) for name in find_names(tree.text)]
    shapes = find_shapes(tree, spans)
    for name in names:
        for mention in _of_name(tree, name, shapes):
            _keep_longest(found, mention)
    claimed = [(m.start, m.end) for m in found.values()]
    for shape in shapes:
        if not any(start <= shape.start and shape.end <= end for start, end in claimed):
            mention = _of_shape(tree, shape)
            found[mention.head, mention.start] = mention
    heads = {mention.head for mention in found.values()}
    for pointer in find_pointers(tree):
        if pointer.head not in heads:
            found[pointer.head, pointer.start] = Mention(
                pointer.head, pointer.start, pointer.end, tree.words(pointer.start, pointer.end), "", "unknown",
                pointer.form, plural=pointer.plural, noun=pointer.noun,
            )  # fmt: skip
    return tuple(sorted(found.values(), key=lambda m: (m.start, m.end, m.head)))


def _keep_longest(found: dict[tuple[int, int], Mention], mention: Mention) -> None:
    """Add a mention, unless a longer one with the same head and actor holds it; drop those that it holds."""
    for key, other in list(found.items()):
        if (other.head, other.actor) == (mention.head, mention.actor):
            if other.start <= mention.start and mention.end <= other.end:
                return
            if mention.start <= other.start and other.end <= mention.end:
                del found[key]
    found[mention.head, mention.start] = mention


def _covered(tree: Tree, start: int, end: int) -> list[Token]:
    return [token for token in tree.tokens if token.start < end and start < token.end]


def _top(tree: Tree, tokens: list[Token]) -> Token:
    """Return the token of a span that governs the rest: the one whose own governor is outside."""
    inside = {token.index for token in tokens}
    tops = [token for token in tokens if token.head not in inside or token.head == token.index]
    # A name that the parser broke up has several; one that is an argument is the phrase's.
    argument = [
        t for t in tops if t.dep.split(":")[0] in ("nsubj", "obj", "iobj", "obl", "nmod", "root", "conj", "appos")
    ]
    return (argument or tops or tokens)[-1]


def _chain(tree: Tree, top: Token, last: int) -> Iterator[tuple[Token, bool]]:
    """Yield the nouns that a modifier stands before, nearest first, each with whether a possessive leads to it."""
    token = top
    while token.dep.split(":")[0] in ("amod", "compound", "nmod", "flat") and token.head > last:
        token, possessive = tree.tokens[token.head], token.dep == "nmod:poss"
        if is_noun(token):
            yield token, possessive
        elif not token.tag.startswith("JJ"):
            return  # an adjective between, "North Korean general staff", is passed over


def _of_name(tree: Tree, name: ActorName, shapes: tuple[ShapeName, ...]) -> Iterator[Mention]:
    """Yield the mention of a gazetteer name: its actor phrase, or itself; and the office that "of" ties to it."""
    start, end = name.start + tree.start, name.end + tree.start
    tokens = _covered(tree, start, end)
    top, last = _top(tree, tokens), tokens[-1].index
    kind, form = _KINDS[name.kind], _FORMS.get(name.kind, "name")
    actor = normalise_actor(name.words)
    bare = Mention(
        top.index, start, end, name.words, actor, kind, form, plural=form == "demonym" and top.tag in ("NNS", "NNPS")
    )
    if LED.match(plain(tree.words(end, tree.end))):
        yield replace(bare, acts=False)
        return
    following = tree.tokens[last + 1] if last + 1 < len(tree.tokens) else None
    possessive = following is not None and following.tag == "POS"
    head = _actor_noun(tree, top, last, possessive=possessive) if kind not in ("region", "world") else None
    if head is not None and possessive and noun_class(head.text) in ("people", "firm"):
        head = None  # "Cambodia's largest investor" is somebody else
    if head is not None and _is_former(tree, end, head, shapes):
        yield replace(bare, acts=False)
        return
    if head is not None:
        yield _phrase(tree, bare, head, shapes)
        if possessive:
            yield bare
        if (office := _office_of(tree, head, head.index)) is not None and office.index < top.index:
            # "chief of the North Korean general staff"
            yield _phrase(tree, replace(bare, end=head.end), office, shapes)
        return
    governor = next((noun for noun, _ in _chain(tree, top, last)), None)
    if governor is not None and not possessive:
        # The name is a modifier: "the Russian invasion", "a Chinese restaurant".
        yield replace(bare, acts=is_act(governor.text) and name.kind != "world")
    else:
        place = name.kind == "capital" and _is_place(tree, top, start, tokens[0].index)
        dateline = name.words.isupper() and start == tree.start and _DATELINE.match(tree.text) is not None
        yield replace(bare, acts=not (place or dateline))
    office = _office_of(tree, top, last)
    if office is not None and kind == "group":
        return
    if office is not None and (top.dep == "conj" or tree.children(top.index, "conj")):
        # "the presidents of Colombia and Ecuador": one mention for each.
        noun = noun_class(office.text)
        yield replace(bare, head=office.index, form="office" if noun == "office" else "organ", noun=noun, acts=True)
    elif office is not None:
        yield _phrase(tree, bare, office, shapes)


def _actor_noun(tree: Tree, top: Token, last: int, *, possessive: bool) -> Token | None:
    """Return the noun after a name that makes both one actor: "Cambodian government officials" has "officials"."""
    found = None
    for number, (noun, by_possessive) in enumerate(_chain(tree, top, last)):
        if by_possessive and number > 0:
            break
        if OPPOSED.fullmatch(noun.text) or noun_class(noun.text):
            found = noun
        if by_possessive and found is None:
            break
    if found is None:
        # The parser may have lost the tie: take the noun right after the name.
        place = last + (2 if possessive else 1)
        near = tree.tokens[place] if place < len(tree.tokens) else None
        if (
            near is not None
            and is_noun(near)
            and noun_class(near.text) in ("office", "organ", "force")
            and near.dep != "compound"
        ):
            found = near
    return found


def _is_former(tree: Tree, end: int, head: Token, shapes: tuple[ShapeName, ...]) -> bool:
    """Tell whether a named person held the office once: "former U.S. President Jimmy Carter" acts for himself."""
    words = plain(tree.text)[: max(0, head.start - tree.start)]
    once = re.search(
        r"\b(?:former|ex|late|ousted|deposed|exiled|retired|onetime)[ -](?:[\w.'-]+ ){0,3}$", words, re.IGNORECASE
    )
    return (
        once is not None
        and any(shape.kind == "person" and shape.end > end for shape in shapes)
        and _person_after(tree, shapes, head.end) is not None
    )


def _office_of(tree: Tree, top: Token, last: int) -> Token | None:
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


def _phrase(tree: Tree, bare: Mention, head: Token, shapes: tuple[ShapeName, ...]) -> Mention:
    """Return the mention of a phrase that a name and an actor noun make, with the person's name where one follows."""
    of_phrase = head.start < bare.start
    start = min(bare.start, head.start)
    if of_phrase:
        # "Minister of Foreign Affairs", "Prime Minister": the capitalised words before belong to the office.
        index = head.index
        while index > 0 and tree.tokens[index - 1].tag in ("NNP", "JJ") and tree.tokens[index - 1].text[:1].isupper():
            index -= 1
            start = tree.tokens[index].start
    end = max(bare.end, _end_of_noun(tree, head))
    person = _person_after(tree, shapes, end)
    noun = noun_class(head.text)
    if person is not None and noun in ("office", "organ", "people", "force"):
        end = person.end
    if OPPOSED.fullmatch(head.text):
        words = tree.words(start, end)
        return Mention(head.index, start, end, words, normalise_actor(words), "group", "name", plural=_is_plural(head))
    before = tree.text[: start - tree.start]
    if before[-4:].lower() == "the " and not of_phrase:
        start -= 4
    words = tree.words(start, end)
    form: Form = (
        "organ" if noun in ("organ", "force", "vessel", "firm") else "office" if noun == "office" else "demonym"
    )
    actor = normalise_actor(words)
    top = _top(tree, _covered(tree, start, end)) if person is not None else head
    return replace(
        bare, head=top.index, start=start, end=end, words=words, actor=actor, form=form, acts=noun != "kin",
        plural=_is_plural(head), noun=noun, name=person.words if person is not None else "",
        kind=bare.kind if actor == bare.actor or not actor else "organisation",
    )  # fmt: skip


def _is_plural(token: Token) -> bool:
    return token.tag in ("NNS", "NNPS")


def _end_of_noun(tree: Tree, head: Token) -> int:
    """Return where an actor noun's own name ends: "Ministry of Foreign Affairs", "Secretary of State"."""
    text = tree.text[head.end - tree.start :]
    match = re.match(r" (?:of|for) (?:the )?(?:[A-Z][\w-]+)(?:(?:,? and| of|,)? [A-Z][\w-]+)*", text)
    if match and not find_names(match.group()) and head.text[:1].isupper():
        return head.end + match.end()
    return head.end


def _person_after(tree: Tree, shapes: tuple[ShapeName, ...], end: int) -> ShapeName | None:
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


def _is_place(tree: Tree, top: Token, start: int, first: int) -> bool:
    """Tell whether a capital is named as a place: after "in", in a dateline, before its country ("Riga, Latvia")."""
    case = tree.child(top.index, "case")
    previous = tree.tokens[first - 1].text.lower() if first else ""
    if (case is not None and case.text.lower() in _AS_PLACE) or previous in _AS_PLACE:
        return True
    if start == tree.start and _DATELINE.match(tree.text):
        return True
    after = plain(tree.text[start - tree.start :])
    return bool(re.match(r"[\w' .-]+, (?=[A-Z])", after)) and any(
        name.start == after.index(", ") + 2
        and name.kind == "state"
        and name.actor == normalise_actor(after[: after.index(", ")])
        for name in find_names(after[:80])
    )


def _of_shape(tree: Tree, shape: ShapeName) -> Mention:
    """Return the mention of a person, organisation or ship that the gazetteer does not know."""
    top = _top(tree, _covered(tree, shape.start, shape.end))
    start = shape.title_start if shape.kind == "person" else shape.start
    if start < shape.start:
        top = _top(tree, _covered(tree, start, shape.end))
    words = tree.words(start, shape.end)
    generic = word_lists()["generic"]
    if shape.kind == "organisation" and (
        noun_class(shape.words.split()[0]) == "organ"
        or all(word in generic or noun_class(word) in ("organ", "force") for word in shape.words.split())
    ):
        # "Ministry of Defence", "Parliament": whose is for the document to say.
        return Mention(top.index, start, shape.end, words, "", "unknown", "definite", noun="organ")
    if shape.kind == "person" and start == shape.start and " " not in words:
        # A single name says who is meant only where the document has named him in full.
        return Mention(top.index, start, shape.end, words, "", "person", "name", name=words)
    if shape.kind == "vessel" and (actor := normalise_actor(words)) not in ("", words):
        return Mention(top.index, start, shape.end, words, actor, "state", "name", noun="vessel")  # a navy's ship
    mention = Mention(
        top.index, start, shape.end, words, normalise_actor(words), shape.kind, "office" if shape.title else "name",
        noun="office" if shape.title and noun_class(shape.title.split()[-1]) == "office" else "",
        name=shape.words if shape.kind == "person" else "",
    )  # fmt: skip
    # A title that the normaliser does not know leaves no name in sight: then the name alone is the mention's words.
    alone = replace(mention, start=shape.start, words=shape.words, actor=normalise_actor(shape.words))
    return mention if mention.actor == alone.actor else alone
