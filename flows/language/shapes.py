"""Persons, organisations and ships that no gazetteer holds, told by the shape of their names and what stands near."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flows.language.names import gazetteer, plain
from flows.language.nouns import naval_prefixes, noun_class, singular, word_lists
from flows.language.trees import Tree

_PART = r"(?:(?:al|el|ad|as|ash|an|ar|at|ul)-[A-Z]\w+|[A-Z](?:\w|['’](?!s\b)(?=\w)|-(?=\w))*\w|(?:[A-Z]\.)+)"
_LINK = r"(?:bin|ibn|bint|al|el|de|da|di|del|dos|van|von|der|den|la|le|du|ben|abu|ould|of the|for the|of|for|and)"
_SEQUENCE = re.compile(rf"(?<![\w.'’-]){_PART}(?:[ ](?:{_LINK} )?(?:{_LINK} )?{_PART})*(?: \d+(?![\w,.]\d))?")
_PAIR = re.compile(r"([A-Z][\w'-]+(?: [A-Z][\w.'-]+)*) and ([A-Z][\w'-]+(?: [A-Z][\w.'-]+)*)")
_DESIGNATION = re.compile(r"[A-Z][A-Za-z]{0,6}-\d+\w*")  # a weapon's or a craft's: "MQ-9 Reaper"
_ARTICLED = re.compile(r"(?:al|el|ad|as|ash|an|ar|at|ul)-[A-Z]")
_OF_OR_AND = re.compile(r" (?:of|for|and)(?: the)? ")
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|outside|around|off|inside|along|"
    r"(?:port|city|town|village|province|island|district|region|state|county|department|governorate) of)\s(?:the\s)?$",
    re.IGNORECASE,
)
# A place goes on after a comma with what it lies in: "in Croix-des-Bouquets, Ouest".
_PLACE_IN_BEFORE = re.compile(
    r"\b(?:in|at|near|outside)\s(?:the\s)?(?:[a-z]+ of )?[A-Z][\w'-]*(?: [A-Z][\w'-]*){0,2}, $"
)
_ARTICLE_BEFORE = re.compile(r"\b(?:the|a|an|this|that|its|their|every|each)\s$", re.IGNORECASE)
_SHIP_BEFORE = re.compile(
    r"\b(?:ship|vessel|freighter|tanker|trawler|boat|submarine|warship|destroyer|frigate|cruiser|corvette|carrier|"
    r"steamer|barge|yacht|ferry|cutter|bulker|liner|schooner|aboard|M/?V|M/?T|S/?S)s?"
    r"(?:,? (?:named|called|the))?,? (?:the )?[\"“'‘]?$",
    re.IGNORECASE,
)
_SHIP_AFTER = re.compile(
    r"^[\"”'’]?, (?:an?|the) (?:[\w-]+ ){0,5}?(?:ship|vessel|freighter|tanker|trawler|boat|submarine|warship|destroyer|"
    r"frigate|cruiser|corvette|steamer|barge|yacht|ferry)\b"
)
_ITALIC = re.compile(r" \*[A-Z][\w .'-]*\*")  # a ship's name as plain text marks it: "USS *Maine*"
_TITLE_WORDS = re.compile(
    r"^(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Brig|Gov|Sen|Rep|Rev|St|Sir|Dame|Lord|Lady|Sheikh|"
    r"Sheik|Shaikh|Supreme|Prime|Foreign|Vice|Deputy|First|Second|Third|Crown|Grand|Chief|Senior|Defen[cs]e|Interior|Finance|Trade|"
    r"Economy|Justice|Health|Special|Permanent|Acting|Former|Major|Field|Rear|Royal|Imam|Mullah|Father|Lieutenant|Professor|Doctor|Comrade|"
    r"Sergeant|Brigadier|State|Under|Attorney|Assistant|National|Security|Council|Party|Chargé|Press|House|Minority|Majority)\.?$)"
)


@dataclass(frozen=True, slots=True)
class ShapeName:
    """One name by its shape: document offsets without title; ``title_start`` is where its title begins, else start."""

    start: int
    end: int
    words: str
    kind: Literal["person", "organisation", "vessel"]
    title_start: int
    title: str


def find_shapes(tree: Tree, taken: Sequence[tuple[int, int]]) -> tuple[ShapeName, ...]:
    """Return the names outside the taken spans (those of the gazetteer), in order.

    A capitalised sequence is an organisation by its last words ("... Party"), a ship beside a ship's noun, a person
    after a title, or with two words and more that are not placed ("in Quang Tri"), nor words for places and laws.
    """
    text = plain(tree.text)
    found = []
    for match in _SEQUENCE.finditer(text):
        for start, end in _free_parts(match.start() + tree.start, match.end() + tree.start, taken):
            named = _name(tree, text, start - tree.start, end - tree.start)
            if named is not None:
                found.append(named)
            elif pair := _PAIR.fullmatch(text, start - tree.start, end - tree.start):
                found += _surnames(tree, text, pair)
    return tuple(found)


def _surnames(tree: Tree, text: str, pair: re.Match[str]) -> list[ShapeName]:
    """Return both names of "Paul Soto and Ana Reyes", or of "Soto and Reyes", told in full before, perhaps."""
    if _PLACE_BEFORE.search(text[: pair.start()]) or _ARTICLE_BEFORE.search(text[: pair.start()]):
        return []
    both = [_name(tree, text, *pair.span(group)) for group in (1, 2)]
    persons = [name for name in both if name is not None and name.kind == "person"]
    return persons if len(persons) == len(both) and len({" " in name.words for name in persons}) == 1 else []


def _free_parts(start: int, end: int, taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    parts = []
    for first, last in taken:
        if first < end and start < last:
            parts.append((start, first))
            start = max(start, last)
    return [*parts, (start, end)]


def _name(tree: Tree, text: str, start: int, end: int) -> ShapeName | None:
    """Return what a capitalised sequence names, if anybody."""
    words = _trimmed(tree, [(m.group(), start + m.start()) for m in re.finditer(r"\S+", text[start:end])])
    if not words:
        return None
    first, last = words[0][1], words[-1][1] + len(words[-1][0])
    bare = [word.strip(".,") for word, _ in words]
    split = 0
    while split < len(words) and (_TITLE_WORDS.match(words[split][0]) or noun_class(words[split][0]) == "office"):
        split += 1
    known = gazetteer()
    if any(("-" in word and word.split("-")[0] in known.names) or word.lower() in known.pairs for word in bare):
        return None  # what is left of "Soviet-era", and "both Koreas"
    if not split or bare[-1] in word_lists()["organisation_words"]:
        if _is_organisation(text, first, last, bare):
            return _made(tree, first, last, "organisation", first, "")
        if len(bare) == 1 and bare[0] in naval_prefixes() and (italic := _ITALIC.match(text, last)):
            last = italic.end()
        if bare[0] in naval_prefixes() or _SHIP_BEFORE.search(text[:first]) or _SHIP_AFTER.match(text[last:]):
            return _made(tree, first, last, "vessel", first, "")
    if split == len(words) or (split and words[split][0][0].islower() and not _ARTICLED.match(words[split][0])):
        return None  # an office alone: "Minister of Foreign Affairs"
    start_name = words[split][1]
    if not _could_be_person(text[start_name:last], bare[split:]):
        return None
    title, title_start = text[first:start_name].rstrip(), first
    before = _TITLE_BEFORE.search(text[:start_name])
    if before and not title:
        title, title_start = before.group(1), before.start(1)
    is_proper = any(_tag(tree, offset).startswith("NNP") for _, offset in words) and not bare[-1][0].isdigit()
    placed = (
        _PLACE_BEFORE.search(text[:first])
        or _PLACE_IN_BEFORE.search(text[:first])
        or _ARTICLE_BEFORE.search(text[:first])
    )
    if not title and (not is_proper or placed or _is_headline(tree)):
        return None
    return _made(tree, start_name, last, "person", title_start, title)


def _trimmed(tree: Tree, words: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the words of a sequence without those at its ends that no name begins or ends with."""
    while words and (
        not (words[0][0][0].isupper() or _ARTICLED.match(words[0][0])) or _is_plain_word(tree, words[0][1], len(words))
    ):
        words = words[1:]
    while words and not (words[-1][0][0].isupper() or words[-1][0][0].isdigit() or "-" in words[-1][0]):
        words = words[:-1]
    return [word for word in words if re.search(r"\w", word[0])]


def _is_organisation(text: str, first: int, last: int, bare: list[str]) -> bool:
    """Tell whether a name is an organisation's by its words: "Mansudae Overseas Projects", "Cabinet"."""
    if len(bare) == 1:
        # At a text's start, or with an article, the word is an ordinary one.
        if singular(bare[0]) in word_lists()["country"]:
            return False  # "States"
        return noun_class(bare[0]) == "organ" and first > 0 and not _ARTICLE_BEFORE.search(text[:first])
    known = word_lists()["organisation_words"]
    if not any(word in known for word in bare):
        return False
    return bare[-1] in known or not _OF_OR_AND.search(text[first:last]) or text[:first].lower().endswith("the ")


def _could_be_person(name: str, bare: list[str]) -> bool:
    """Tell whether words can be a person's name: no place, event or state in them, no "of", not in capitals."""
    lists = word_lists()
    if bare[0] in lists["calendar"] and (len(bare) == 1 or bare[-1].isdigit()):
        return False
    if any(_DESIGNATION.fullmatch(word) for word in bare):
        return False
    if _OF_OR_AND.search(name) or (name.isupper() and len(name) > len("Xi")):
        return False
    if (len(bare) == 1 and noun_class(bare[0]) == "organ") or bare[-1].lower() in lists["reigns"]:
        return False  # "Congress", "Carter Administration"
    if bare[0] == "Bill" and len(bare) > 1:
        bare = bare[1:]  # a forename there, a law elsewhere
    return not any(word in gazetteer().names or word in lists["no_actor_words"] for word in bare)


_TITLE_BEFORE = re.compile(
    r"\b((?:(?:prime|foreign|vice|deputy|defen[cs]e|interior|finance|first|former|late|then)[ -])*"
    r"(?:president|minister|premier|chancellor|king|queen|prince|emperor|sultan|emir|general|ambassador|envoy|secretary|leader|dictator|chief|spokesman|spokeswoman|"
    r"commander|senator|journalist|businessman|activist|dissident|citizen|official|head|director|mr|mrs|ms|dr)\.?) $"
)


def _is_plain_word(tree: Tree, offset: int, length: int) -> bool:
    """Tell whether the word at an offset is an ordinary one with a capital: at a sentence's start, or in a headline."""
    tag = _tag(tree, offset)
    if tag.startswith("NNP"):
        return False
    return (
        tree.tokens[0].start == offset + tree.start
        or length == 1
        or tag in ("IN", "DT", "PRP", "PRP$", "CC", "RB", "WRB", "MD", "WP", "WDT", "EX", "TO")
    )


def _is_headline(tree: Tree) -> bool:
    """Tell whether a line without a full stop has a capital on every word of weight, so that capitals tell nothing."""
    if tree.text.rstrip("\"'”’) ").endswith((".", "?", "!")):
        return False
    words = [t.text for t in tree.tokens if t.text.isalpha() and len(t.text) > len("with")]
    return len(words) > 1 and not any(word[0].islower() for word in words)


def _tag(tree: Tree, offset: int) -> str:
    return next((t.tag for t in tree.tokens if t.start <= offset + tree.start < t.end), "")


def _made(
    tree: Tree, start: int, end: int, kind: Literal["person", "organisation", "vessel"], title_start: int, title: str
) -> ShapeName:
    base = tree.start
    return ShapeName(start + base, end + base, tree.text[start:end], kind, title_start + base, title)
