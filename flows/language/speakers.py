"""For which state a document speaks when it says "we", and which one is at home in it: "the government", "Cabinet"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.language.groups import side
from flows.language.mentions import Mention
from flows.language.names import gazetteer, plain
from flows.language.quoted import ends_quoted
from flows.language.trees import Tree

_STATEMENT = re.compile(
    r"^(?:\W|the )*(?:declaration|statement|communiqu[eé]|note|press release|message)\b", re.IGNORECASE
)
_HEAD = 4  # sentences: title, office, dateline
_STATEMENT_OF = re.compile(
    r"\b(?:[Ss]tatement|[Dd]eclaration|[Nn]ote|[Cc]ommuniqu[eé]|[Pp]ress release|[Rr]emarks?|"
    r"[Aa]ddress|[Ss]peech|[Mm]essage|[Pp]roclamation|[Mm]anifesto|[Ll]etter|[Ii]ntervention)\b.{0,60}"
    r"\b(?:of|by|from|for) (?:the )?(?:.{0,60}\b(?:of|for) (?:the )?)?$"
)
_WE_THE = re.compile(r"\b[Ww]e(?:,? (?:the )?|(?: here)? in (?:the )?|,? as )$")
_OUR_GOVERNMENT = re.compile(
    r"\b(?:[Oo]ur|[Mm]y) (?:own |beloved |dear |small )?"
    r"(?:government|country|capital|republic|kingdom|nation|state|homeland)(?:,| in| of)? (?:the )?$"
)
# "People of Ghana!", "Fellow Ghanaians,", "As a Ghanaian, I": who is spoken to, or speaks.
_ADDRESSED = re.compile(
    r"^\W*(?:(?:[Ff]ellow|[Dd]ear|[Mm]y) |(?:Good )?(?:[Pp]eople|[Cc]itizens|[Ww]omen and men) of (?:the |our )?)$"
)
_AS_ONE = re.compile(r"\b(?:[Aa]s|I am|I'm|[Bb]eing) an? (?:\w+ )?$|^As (?:[A-Z]?[a-z]+ ){1,3}of (?:the )?$")
_I = re.compile(r"^[^.;]{0,60}\b(?:I|we|me|us|my|our)\b")
# "Our neighbour Chile", "Chile took from us": whoever stands opposite is not the speaker.
_OUR_OTHER = re.compile(
    r"\b[Oo]ur (?:[\w-]+ ){0,2}(?:(?:neighbou?r|ally|friend|partner|enemy|rival|adversary|brother|sister)s?,?|"
    r"(?:relations?|ties|relationship|friendship|partnership|alliance|cooperation|trade|border) with) (?:the )?$"
)
_WE = re.compile(r"\b(?:we|us|our|ours|ourselves)\b", re.IGNORECASE)
_HERE = re.compile(r"^[^.;!?]{0,200}\bhere\b")
# "LIMA, Jan. 18 -", "Hanoi, 11 September 2023", "PAGO PAGO, American Samoa --".
_DATELINE_CITY = re.compile(
    r"^[^\w\n]*([A-Z][\w'’. -]{2,30}?)(?:, [A-Z][\w. ]{2,20})?"
    r"(?:,? (?:\d{1,2} [A-Z][a-z]{2,8}|[A-Z][a-z]{2,8}\.? \d{1,2})\b|,? \([A-Z][\w ]{1,20}\)"
    r"| ?(?:--|–|—)| -(?= |\n|$))",
    re.MULTILINE,
)
# What American English says without "American": "Congress approved", "the Carter Administration".
_AMERICAN_USAGE = re.compile(
    r"(?<![\w'’.] )(?<!the )(?<!of )\bCongress (?:[a-z]+ed|would|had|has|did)\b|"
    r"\b[A-Z][a-z]+(?<!an)(?<!ish)(?<!ese) Administration\b"
)
_HALVES = frozenset({"the north", "the south", "the east", "the west"})
_NAMED_OFTEN = 2
_TOPIC = 3
_FAR = 3  # halves: one and a half times as often
_SPEECH = 3  # sentences that say "we"


@dataclass(frozen=True, slots=True)
class Home:
    """The states that a document's words belong to where they name none.

    ``speaker`` is who says "we"; ``state`` is at home in the text: its speaker, its dateline's, the only one that it
    names, or the one that it is a profile of; ``topic`` is the state that the text is about, by far the most named;
    ``organs`` is the one whose organs the text names without saying whose they are ("the Pentagon", "Congress"). Each
    is the mention that names it, or None.
    """

    speaker: Mention | None
    state: Mention | None
    topic: Mention | None
    organs: Mention | None


def home_of(trees: Sequence[Tree], mentions: Sequence[tuple[Mention, ...]], text: str = "") -> Home:
    """Return the state that speaks in a document, the one at home in it, and the one that it is about.

    ``text`` is the whole document, for its dateline, which is no sentence.
    """
    named = [m for sentence in mentions for m in sentence if m.kind == "state" and m.actor and not m.antecedents]
    counts = Counter(m.actor for m in named if m.acts)
    speaker = _told(trees, mentions)
    head = trees[:_HEAD] if trees else []
    local = _of_dateline(text or "\n".join(tree.text for tree in head), head, named)
    if speaker is None and local is None and any(_WE.search(_unquoted(tree.text)) for tree in trees):
        speaker = _author(trees, mentions, counts, named)
    ranked = counts.most_common(2)
    topic = None
    if ranked and ranked[0][1] >= _TOPIC and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]):
        topic = next(m for m in named if m.actor == ranked[0][0] and m.acts)
    sole = topic if len({m.actor for m in named}) == 1 else None
    return Home(
        speaker or local, speaker or local or sole or _profiled(named), topic, _of_organs(trees, mentions, named)
    )


def _profiled(named: Sequence[Mention]) -> Mention | None:
    """Return the state that a text is a profile of: it is named first, and by far more often than any other."""
    ranked = Counter(m.actor for m in named).most_common(2)
    if not named or ranked[0][0] != named[0].actor or ranked[0][1] < _TOPIC:
        return None
    far = len(ranked) == 1 or 2 * ranked[0][1] >= _FAR * ranked[1][1]
    return next((m for m in named if m.actor == ranked[0][0] and m.acts), None) if far else None


def _of_organs(
    trees: Sequence[Tree], mentions: Sequence[tuple[Mention, ...]], named: Sequence[Mention]
) -> Mention | None:
    """Return the state whose organs alone a text names without their state, if it names that state elsewhere."""
    known = gazetteer().names
    organs = {m.actor for m in named if (entry := known.get(plain(m.words))) is not None and entry.kind == "organ"}
    if any(_AMERICAN_USAGE.search(tree.text) for tree in trees):
        organs.add("USA")
    own = [m for m in named if m.actor in organs and m.form == "name" and m.acts]
    return own[0] if len(organs) == 1 and len(own) >= _NAMED_OFTEN else None


def _told(trees: Sequence[Tree], mentions: Sequence[tuple[Mention, ...]]) -> Mention | None:
    """Return the mention that tells for which state a document's "we" speaks, if its words tell of one only."""
    found: list[Mention] = []
    named = [m for sentence in mentions for m in sentence if m.kind == "state" and m.actor]
    for number, (tree, sentence) in enumerate(zip(trees, mentions, strict=True)):
        # A statement's head: what it is, and the capital that it is dated from.
        if 0 < number < _HEAD and any(_STATEMENT.search(earlier.text) for earlier in trees[:number]):
            found += [m for m in sentence if m.form == "capital" and m.start == tree.start and not m.acts]
        for mention in sentence:
            before = tree.text[: mention.start - tree.start]
            says = (_WE_THE, _OUR_GOVERNMENT) if tree is not trees[0] else (_WE_THE, _OUR_GOVERNMENT, _STATEMENT_OF)
            after = tree.words(mention.end, tree.end)
            hailed = (_ADDRESSED.search(before) and re.match(r"\s*[!,:]", after)) or (
                _AS_ONE.search(before) and _I.match(after)
            )
            titled = number == 0 and _STATEMENT.match(after.lstrip())
            if (
                mention.kind == "state"
                and mention.actor
                and (titled or hailed or any(pattern.search(before) for pattern in says))
                and not ends_quoted(before)
            ):
                found.append(mention)
            elif mention.words.lower() in _HALVES and _WE_THE.search(before):
                found += side(mention.words.lower().split()[1], named, mention.start)
    return found[0] if len({m.actor for m in found}) == 1 else None


def _of_dateline(text: str, head: Sequence[Tree], named: Sequence[Mention]) -> Mention | None:
    """Return the state that a text's dateline lies in, where the text itself speaks of that state again."""
    end = head[-1].end if head else 0
    known = gazetteer().places
    for dateline in _DATELINE_CITY.finditer(text[:end] if end <= len(text) else text):
        city = plain(dateline.group(1))
        code = known.get(city) or known.get(city.title()) or known.get(city.capitalize())
        again = [m for m in named if m.actor == code and m.acts]
        if code and len(again) >= _NAMED_OFTEN:
            return again[0]
    return None


def _author(
    trees: Sequence[Tree], mentions: Sequence[tuple[Mention, ...]], counts: Counter[str], named: Sequence[Mention]
) -> Mention | None:
    """Return the state of an author who says "we": where he is "here", and never one that he sets against "us"."""
    others = set(_others(trees, mentions))
    here = {
        m.actor
        for tree, sentence in zip(trees, mentions, strict=True)
        for m in sentence
        if m.kind == "state" and m.actor and m.actor not in others and m.form in ("capital", "name")
        and _HERE.match(tree.words(m.end, tree.end)) and not ends_quoted(tree.text[: m.start - tree.start])
    }  # fmt: skip
    likely = [actor for actor, number in counts.most_common() if actor in here and number >= _NAMED_OFTEN]
    if not likely and others and sum(bool(_WE.search(_unquoted(tree.text))) for tree in trees) >= _SPEECH:
        # a speech: who speaks of "our friendship with Peru" names his own state first, and more than once
        likely = [m.actor for m in named if m.acts][:1]
        likely = [actor for actor in likely if actor not in others and counts[actor] >= _NAMED_OFTEN]
    return next((m for m in named if m.actor == likely[0] and m.acts), None) if len(likely) == 1 else None


def _others(trees: Sequence[Tree], mentions: Sequence[tuple[Mention, ...]]) -> Iterator[str]:
    """Yield the states that a text sets against "us": "our neighbour Chile", "Chile took from us the coast"."""
    for tree, sentence in zip(trees, mentions, strict=True):
        states = [m for m in sentence if m.kind == "state" and m.actor]
        for mention in states:
            if _OUR_OTHER.search(tree.text[: mention.start - tree.start]):
                yield mention.actor
            token = tree.tokens[mention.head]
            clause = token.head if token.dep.split(":")[0] in ("nsubj", "obj", "iobj", "obl") else None
            if clause is not None and any(
                _WE.fullmatch(t.text) for t in tree.children(clause, "nsubj", "obj", "iobj", "obl")
            ):
                yield mention.actor


def _unquoted(text: str) -> str:
    return re.sub(r"[\"“][^\"”]*(?:[\"”]|$)", " ", text)
