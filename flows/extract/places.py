"""Where an event took place, and in which state that is, with the words that say so."""

from __future__ import annotations

from collections.abc import Collection

from flows.extract.claims import Evidence
from flows.extract.reading import Reading
from flows.language.actors import country_of_place
from flows.language.syntax import appositions, case_of

# "in the Gulf War", "at the Paris Summit": what happened, or an act in law, is no place.
_NO_PLACE = (
    "accord act agreement attack attacks campaign conflict conference convention crisis day declaration deal era month "
    "offensive olympics operation pact parliament protocol resolution revolution summit talks treaty uprising war "
    "week year"
)
NO_PLACE = frozenset(_NO_PLACE.split())
# Phrases after a place that tell where it lies: "a village near Homs", "a port in Yemen".
WITHIN = ("in", "of", "near", "outside")
# These lie abroad: whose they are does not tell where they are.
ABROAD = frozenset({"airbase", "base", "consulate", "embassy", "garrison", "legation", "mission", "residence"})
DEEP = 3  # places within places: "Beit Hanoun, North Gaza, Gaza Strip"


def place_at(reading: Reading, head: int, sites: Collection[str]) -> list[Evidence]:
    """Return the evidence for a location and, where the words tell it, its country; nothing where no place stands.

    ``sites`` are the common nouns that name a place.
    """
    token = reading.tree.tokens[head]
    if token.pos not in ("PROPN", "NOUN") or token.lemma.lower() in NO_PLACE:
        return []
    if token.pos == "NOUN" and not reading.described(head) & set(sites):
        return []
    if any(mention.kind == "person" for mention in reading.mentions.get(head, ())):
        return []
    start, end = reading.place_span(head)
    found = [Evidence("location", None, start, end, "verbatim")]
    country = _country(reading, head, DEEP)
    return [*found, country] if country else found


def _country(reading: Reading, head: int, depth: int) -> Evidence | None:
    """Return the evidence for the state of a place: by its own name, or by what it is said to lie in."""
    start, end = reading.place_span(head)
    abroad = reading.tree.tokens[head].lemma.lower() in ABROAD
    code = "" if abroad else country_of_place(reading.tree.words(start, end))
    if code:
        return Evidence("location_country", code, start, end, "normalised")
    if depth == 0:
        return None
    clause = reading.clauses.at(head)
    within = [case for case in WITHIN if not (abroad and case == "of")]
    outer = [*(place for case in within for place in clause.role(case)), *_named_after(reading, head)]
    for place in outer:
        if found := _country(reading, place, depth - 1):
            return found
    return None


def _named_after(reading: Reading, head: int) -> list[int]:
    """Return the names that follow a place after a comma: "Kirani, Balochistan, Pakistan"."""
    tree = reading.tree
    after = list(appositions(tree, head))
    for later in tree.children(head, "conj", "list", "nmod", "parataxis"):
        # with no "and" before it, it is no second place
        if later.index > head and tree.child(later.index, "cc") is None:
            after.append(later.index)
    return [index for index in after if tree.tokens[index].pos == "PROPN" and not case_of(tree, index)]
