"""Noun phrases of a sentence that stand for an actor, and the words that may refer to one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from flows.language.actors import LED, OPPOSED, ActorName, find_names, normalise_actor, seated_body
from flows.language.names import gazetteer, plain
from flows.language.nouns import NounClass, is_act, is_noun, is_opposite_number, noun_class, singular, word_lists
from flows.language.phrases import (
    DATELINE,
    actor_noun,
    chain,
    covered,
    end_of_noun,
    is_place,
    is_plural,
    office_of,
    person_after,
    top_of,
)
from flows.language.pointers import find_pointers
from flows.language.shapes import ShapeName, find_shapes
from flows.language.trees import Token, Tree

ActorKind = Literal["state", "igo", "organisation", "person", "region", "world", "vessel", "group", "unknown"]
Form = Literal["name", "demonym", "capital", "office", "organ", "pronoun", "definite", "number"]


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
    spans = [
        (name.start + tree.start, name.end + tree.start)
        for name in find_names(tree.text)
        if name.kind != "place" or not _begins_a_name(tree.text[name.end :])
    ]
    shapes = find_shapes(tree, spans)
    for name in names:
        for mention in _of_name(tree, name, shapes):
            _keep_longest(found, mention)
    for name in find_names(tree.text):
        if (seated := _seated(tree, name)) is not None:
            _keep_longest(found, seated)
    for mention in _opposed_by_name(tree):
        found[mention.head, mention.start] = mention
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


_NAME_GOES_ON = re.compile(r"(?: [A-Z][\w&'’-]+){0,3} (?P<last>[A-Z]\w+)")


def _begins_a_name(after: str) -> bool:
    """Tell whether a place begins the name of a firm or party: "Shandong Shengxing Chemical"."""
    match = _NAME_GOES_ON.match(after)
    return match is not None and match["last"] in word_lists()["organisation_words"]


def _keep_longest(found: dict[tuple[int, int], Mention], mention: Mention) -> None:
    """Add a mention, unless a longer one with the same head and actor holds it; drop those that it holds."""
    for key, other in list(found.items()):
        if (other.head, other.actor) == (mention.head, mention.actor):
            if other.start <= mention.start and mention.end <= other.end:
                return
            if mention.start <= other.start and other.end <= mention.end:
                del found[key]
    found[mention.head, mention.start] = mention


def _opposed_by_name(tree: Tree) -> Iterator[Mention]:
    """Yield the state that a protest is against: "an anti-Soviet rally". Other compounds with "anti-" name nobody."""
    for token in tree.tokens:
        against = re.fullmatch(r"anti-([A-Z]\w+)", plain(token.text), re.IGNORECASE)
        entry = gazetteer().names.get(against.group(1)) if against is not None else None
        if against is None or entry is None or entry.kind not in ("state", "demonym"):
            continue
        if singular(tree.tokens[token.head].text) in word_lists()["protests"]:
            start = token.start + against.start(1)
            words = tree.words(start, token.end)
            form: Form = "demonym" if entry.kind == "demonym" else "name"
            yield Mention(token.index, start, token.end, words, normalise_actor(words), "state", form)


def _seated(tree: Tree, name: ActorName) -> Mention | None:
    """Return the mention of a body told by the city that it sits in: "a court in Lyon", "an Izmir court"."""
    even = plain(tree.text)
    if not seated_body(even[: name.start], even[name.end :], name.kind):
        return None
    start, end = name.start + tree.start, name.end + tree.start
    tokens = covered(tree, start, end)
    before = re.search(r"(\w+)\sin\s$", even[: name.start])
    if before is not None and noun_class(before.group(1)):
        head = covered(tree, before.start(1) + tree.start, before.end(1) + tree.start)[0]
        start = head.start
    else:
        head = next((t for t in tree.tokens[tokens[-1].index + 1 :] if is_noun(t) and noun_class(t.text)), tokens[-1])
        end = head.end
    words = tree.words(start, end)
    actor = normalise_actor(words)
    if not actor:
        return None
    return Mention(
        head.index, start, end, words, actor, "state", "organ", plural=is_plural(head), noun=noun_class(head.text)
    )


def _of_name(tree: Tree, name: ActorName, shapes: tuple[ShapeName, ...]) -> Iterator[Mention]:
    """Yield the mention of a gazetteer name: its actor phrase, or itself; and the office that "of" ties to it."""
    start, end = name.start + tree.start, name.end + tree.start
    tokens = covered(tree, start, end - name.words.endswith("-"))
    top, last = top_of(tree, tokens), tokens[-1].index
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
    head = actor_noun(tree, top, last, possessive=possessive) if kind not in ("region", "world") else None
    if head is not None and _is_another(tree, name, head, possessive=possessive):
        head = None
    if head is not None and (_is_former(tree, end, head, shapes) or _is_a_part(tree, kind, head)):
        yield replace(bare, acts=False)
        return
    if name.kind == "organ" and noun_class(name.words.split()[0]) == "office":
        yield _titled(tree, bare, shapes)
        return
    if head is not None and (named := _named_private(tree, bare, head, shapes)) is not None:
        yield named
        return
    if head is not None:
        yield _phrase(tree, bare, head, shapes)
        if possessive:
            yield bare
        if (office := office_of(tree, head, head.index)) is not None and office.index < top.index:
            # "chief of the North Korean general staff"
            yield _phrase(tree, replace(bare, end=head.end), office, shapes)
        return
    governor = next((noun for noun, _ in chain(tree, top, last)), None)
    if governor is not None and not possessive:
        # The name is a modifier: "the Russian invasion", "a Chinese restaurant".
        place = form == "capital" and singular(governor.text) in word_lists()["gatherings"]  # "the Lima summit"
        inside = any(shape.start <= governor.start < shape.end for shape in shapes)  # "the Kenyan airline Jambo Wings"
        yield replace(bare, acts=is_act(governor.text) and name.kind != "world" and not place and not inside)
    else:
        place = name.kind == "capital" and is_place(tree, top, start, tokens[0].index)
        dateline = name.words.isupper() and start == tree.start and DATELINE.match(tree.text) is not None
        yield replace(bare, acts=not (place or dateline))
    office = office_of(tree, top, last)
    if office is not None and (kind == "group" or _is_named(tree, office)):
        return
    if office is not None and (top.dep == "conj" or tree.children(top.index, "conj")):
        # "the presidents of Colombia and Ecuador": one mention for each.
        noun = noun_class(office.text)
        yield replace(bare, head=office.index, form="office" if noun == "office" else "organ", noun=noun, acts=True)
    elif office is not None:
        yield _phrase(tree, bare, office, shapes)


def _is_a_part(tree: Tree, kind: ActorKind, head: Token) -> bool:
    """Tell whether a phrase means members or a part: "ten other EU countries", "the Mexican state of Jalisco"."""
    if kind == "igo":
        return singular(head.text) in ("country", "state", "nation", "member")
    return head.text == "state" and re.match(r" of [A-Z]", tree.words(head.end, tree.end)) is not None


def _is_named(tree: Tree, noun: Token) -> bool:
    """Tell whether a noun is part of a name itself: the "Kingdom" of "the Kingdom of Hawaii and Peru"."""
    place = noun.start - tree.start
    return any(name.start <= place < name.end for name in find_names(tree.text))


def _is_another(tree: Tree, name: ActorName, head: Token, *, possessive: bool) -> bool:
    """Tell whether a noun after a name is somebody else: "Cambodia's largest investor", "in Cairo Secretary Ruiz"."""
    if possessive:
        return noun_class(head.text) in ("people", "firm")
    return name.kind == "capital" and re.search(r"\b[Ii]n $", tree.text[: name.start]) is not None


def _named_private(tree: Tree, bare: Mention, head: Token, shapes: tuple[ShapeName, ...]) -> Mention | None:
    """Return who is named after a private noun: "the Kenyan airline Jambo Wings", "Kenyan journalist Ann Mwangi".

    Whoever has a name of his own acts for himself; only the unnamed stand for their state.
    """
    if noun_class(head.text) not in ("people", "firm") or head.tag in ("NNS", "NNPS"):
        return None
    for shape in shapes:
        if tree.words(head.end, shape.start) == " ":
            return _of_shape(tree, shape)
    after = head.end + 1 - tree.start
    if any(name.kind == "group" and name.start == after for name in find_names(tree.text)):
        return replace(bare, acts=False)  # "the Russian firm Wagner"
    return None


def _titled(tree: Tree, bare: Mention, shapes: tuple[ShapeName, ...]) -> Mention:
    """Return the mention of an office that one state alone has, with its holder: "Secretary of State John Hay"."""
    person = person_after(tree, shapes, bare.end)
    if person is None:
        return replace(bare, form="office", noun="office")
    top = top_of(tree, covered(tree, bare.start, person.end))
    words = tree.words(bare.start, person.end)
    return replace(bare, head=top.index, end=person.end, words=words, form="office", noun="office", name=person.words)


_ONCE = re.compile(r"\b(?:former|ex|late|ousted|deposed|exiled|retired|onetime)[ -](?:[\w.'-]+ ){0,3}$", re.IGNORECASE)


def _is_former(tree: Tree, end: int, head: Token, shapes: tuple[ShapeName, ...]) -> bool:
    """Tell whether a named person held the office once: "former U.S. President Jimmy Carter" acts for himself."""
    words = plain(tree.text)[: max(0, head.start - tree.start)]
    return (
        _ONCE.search(words) is not None
        and any(shape.kind == "person" and shape.end > end for shape in shapes)
        and (
            person_after(tree, shapes, head.end) is not None
            or any(re.fullmatch(r" and (?:[\w-]+ ){1,4}", tree.words(head.end, s.start)) for s in shapes)
        )
    )


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
    end = max(bare.end, end_of_noun(tree, head))
    person = person_after(tree, shapes, end)
    noun: NounClass = "office" if is_opposite_number(tree, head) else noun_class(head.text)
    if person is not None and noun not in ("office", "people"):
        person = None
    if person is not None:
        end = person.end
    if person is not None and of_phrase and _ONCE.search(plain(tree.text)[: head.start - tree.start]):
        # "former president of Peru Ana Ruiz" acts for herself
        top = top_of(tree, covered(tree, person.start, person.end))
        return Mention(
            top.index, person.start, person.end, person.words, normalise_actor(person.words), "person", "name",
            name=person.words,
        )  # fmt: skip
    if OPPOSED.fullmatch(head.text):
        words = tree.words(start, end)
        return Mention(head.index, start, end, words, normalise_actor(words), "group", "name", plural=is_plural(head))
    before = tree.text[: start - tree.start]
    if before[-4:].lower() == "the " and not of_phrase:
        start -= 4
    words = tree.words(start, end)
    form: Form = (
        "organ" if noun in ("organ", "force", "vessel", "firm") else "office" if noun == "office" else "demonym"
    )
    actor = normalise_actor(words)
    top = top_of(tree, covered(tree, start, end)) if person is not None else head
    return replace(
        bare, head=top.index, start=start, end=end, words=words, actor=actor, form=form, acts=noun != "kin",
        plural=is_plural(head), noun=noun, name=person.words if person is not None else "",
        kind=bare.kind if actor == bare.actor or not actor else "organisation",
    )  # fmt: skip


def _of_shape(tree: Tree, shape: ShapeName) -> Mention:
    """Return the mention of a person, organisation or ship that the gazetteer does not know."""
    top = top_of(tree, covered(tree, shape.start, shape.end))
    start = shape.title_start if shape.kind == "person" else shape.start
    if start < shape.start:
        top = top_of(tree, covered(tree, start, shape.end))
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
