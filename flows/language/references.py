"""Who pronouns and definite phrases stand for in a document, by a few stated rules; unresolved where two would fit.

The rules, each with its examples in tests/language/test_references.py:
 1. A possessive and a pronoun inside a clause take the subject of their clause or of the clause above it; in a main
    clause, the subject of the sentence before. A pronoun never takes an argument of its own verb.
 2. "The country", "the government", "the prime minister" take the only state named before in the sentence, else its
    subject, else the subject or only state of a sentence before, else the state at home in the text. "The kingdom" and
    "the island" look at states of that style; "the soldiers" at whose soldiers were told of.
 3. "The two", "both countries", "each other" take the nearest pair: one joined by "and", else the only two states.
 4. "The former" and "the latter" take the first and the last of the nearest pair.
 5. "The bloc", "the alliance", "the council" take the nearest organisation of that sort, "the North" the
    state of that name.
 6. A name that two states share ("Korea") takes the one that the document names otherwise.
 7. A person whose office the text gives stands for his state wherever he is named; one whose office is all that the
    text gives ("President Ruiz") stands for the state at home in it, if nobody else has that office there.
 8. "We" and "our" take the state that the text says it speaks for; in a quotation, whoever says it. "Our two
    governments" and "between us" take the other state that the text names most too.
 9. What belongs to any of these is theirs: "the kingdom's envoy", "the head of its parliament".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flows.language.actors import find_names, normalise_actor
from flows.language.definites import definite, is_domestic, needs_answer
from flows.language.groups import body, counted_group, of_pair, pair_by_name, side
from flows.language.mentions import ActorKind, Mention
from flows.language.names import gazetteer, plain
from flows.language.officeholders import Offices, hosts, kin_of_holder, name_words, office_holders, told
from flows.language.persons import HE, WE
from flows.language.pointers import counted, owners
from flows.language.pronouns import pronoun
from flows.language.quoted import Quoting
from flows.language.salience import Discourse, clause_of, each_once, sources
from flows.language.speakers import Home, home_of
from flows.language.syntax import case_of
from flows.language.trees import Tree

_BOTH = 2  # "our two governments": the speaker's and the other
_ARGUMENTS = frozenset({"nsubj", "obj", "iobj", "obl", "nmod", "conj", "appos"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a document while its references are resolved."""

    discourse: Discourse
    named: Sequence[Mention]
    offices: Offices
    home: Home
    quoting: Quoting


def resolve_references(
    trees: Sequence[Tree], mentions: Sequence[tuple[Mention, ...]], text: str = ""
) -> tuple[tuple[Mention, ...], ...]:
    """Return the document's mentions with their references resolved as far as the rules above go.

    ``text`` is the whole document, whose dateline tells where it was written; without it the sentences must do.
    """
    named = [m for sentence in mentions for m in sentence if m.actor and not m.antecedents]
    offices = office_holders(trees, mentions)
    home = home_of(trees, mentions, text)
    offices = offices.at_home(trees, mentions, home.state or home.organs, is_domestic)
    reading = Reading(Discourse(trees), named, offices, home, Quoting(trees))
    for index in range(len(trees)):
        _resolve_sentence(reading, index, mentions[index])
    return tuple(map(tuple, reading.discourse.resolved))


def _resolve_sentence(reading: Reading, index: int, sentence: Sequence[Mention]) -> None:
    """Add a sentence's mentions to the discourse, resolved: first what is named, then what refers, owners first."""
    found: list[Mention] = []
    reading.discourse.resolved.append(found)
    # A main clause's subject may follow the pronoun of the clause before it.
    found.extend(_of_its_time(_with_office(m, reading.offices), reading.named) for m in sentence if m.actor)
    for mention in _owners_first(reading, index, [m for m in sentence if not m.actor]):
        # A single name that nobody is known by ("Petrol") is no mention, nor are soldiers of whom nothing was told.
        resolved = _resolve(reading, index, mention)
        found.extend(
            m for m in resolved if m.actor or (m.kind != "person" and (m.form != "definite" or needs_answer(m)))
        )
    tree = reading.discourse.trees[index]
    for name, office in (*told(tree, found), *hosts(tree, found, is_domestic)):
        if office.antecedents and reading.offices.find(replace(office, name=name)) is None:
            reading.offices.by_name[name_words(name)] = replace(office, name=name)
    found[:] = [_with_office(m, reading.offices) for m in found]
    found.extend(kin_of_holder(tree, found))
    found.sort(key=lambda m: (m.start, m.end, m.head, m.actor))


def _owners_first(reading: Reading, index: int, referring: Sequence[Mention]) -> Iterator[Mention]:
    """Yield references in text order, but each after the one that owns it or says it: "he" before his "we"."""
    by_head = {m.head: m for m in referring}
    tree, done = reading.discourse.trees[index], set()
    pending = list(reversed(referring))
    while pending:
        mention = pending[-1]
        if mention.head in done and by_head[mention.head] is mention:
            pending.pop()
            continue
        done.add(mention.head)
        first = [by_head[t.index] for t in owners(tree, mention.head) if t.index in by_head]
        if plain(mention.words).lower().split()[0] in WE and reading.quoting.is_quoted(
            index, tree.tokens[mention.head]
        ):
            speaker = reading.quoting.speaker(index)
            first += (
                [by_head[speaker[1]]] if speaker is not None and speaker[0] == index and speaker[1] in by_head else []
            )
        waiting = [m for m in first if m.head not in done]
        if waiting:
            done.discard(mention.head)
            pending.extend(waiting)
            continue
        pending.pop()
        yield mention


def _with_office(mention: Mention, offices: Offices) -> Mention:
    if mention.kind != "person":
        return mention
    holder = offices.find(mention)
    if holder is None:
        return mention
    return replace(mention, actor=holder.actor, kind=holder.kind, form="office", antecedents=sources(holder))


def _of_its_time(mention: Mention, named: Sequence[Mention]) -> Mention:
    """Return a capital as the dissolved state's where the document names that and not its successor."""
    seldom = next((code for name, code in gazetteer().seldom.items() if name in mention.words.split()), None)
    if seldom is not None and not any(m.actor == mention.actor and m.form == "name" for m in named):
        others = [m for m in named if m.actor == seldom and m.form == "name"]
        return replace(mention, actor=seldom, antecedents=sources(others[0])) if others else mention
    old = gazetteer().formerly.get(mention.actor)
    if old is None or mention.form != "capital":
        return mention
    if any(m.actor == mention.actor and m.form != "capital" for m in named):
        return mention
    states = [m for m in named if m.actor == old]
    before = [m for m in states if m.start < mention.start]
    nearest = before[-1:] or states[:1]
    return replace(mention, actor=old, antecedents=sources(nearest[0])) if nearest else mention


def _resolve(reading: Reading, sentence: int, mention: Mention) -> list[Mention]:
    words = plain(mention.words).lower()
    found = _meant(reading, sentence, mention, words)
    if mention.kind == "person" and len(found) == 1 and found[0].start == mention.start:
        return found
    return [_made(mention, m) for m in each_once(found)] or [mention]


def _meant(reading: Reading, sentence: int, mention: Mention, words: str) -> list[Mention]:
    """Return the mentions that a reference stands for, by its words and form."""
    if words.split(maxsplit=1)[0] in WE or words in ("this country", "this nation"):
        speaker = _speaker(reading, sentence, mention)
        between = case_of(reading.discourse.trees[sentence], mention.head) == "between"
        return [*speaker, *_addressed(reading, speaker)] if between or counted(words) == _BOTH else speaker
    if mention.kind == "state":
        return _shared_name(mention, reading.named)
    if mention.kind == "person":
        return _surname(reading, sentence, mention)
    if mention.form == "pronoun":
        found = pronoun(reading.discourse, sentence, mention, words)
        if not found and case_of(reading.discourse.trees[sentence], mention.head) == "between":
            return counted_group(reading.discourse, sentence, mention, reading.home.state)
        return found
    if pair := gazetteer().pairs.get(words.rsplit(maxsplit=1)[-1]):
        return pair_by_name(reading.named, mention, pair)
    owned = _owned(reading.discourse, sentence, mention, words)
    if owned is not None:
        return owned
    if mention.form == "number":
        several = _reciprocal(reading.discourse, sentence, mention) if words in ("each other", "one another") else []
        return several or counted_group(reading.discourse, sentence, mention, reading.home.state)
    return _pointed_at(reading, sentence, mention, words)


def _pointed_at(reading: Reading, sentence: int, mention: Mention, words: str) -> list[Mention]:
    """Return whom a definite phrase means: "the latter", "the North", "the bloc", "the country"."""
    if words in ("the former", "the latter"):
        return of_pair(reading.discourse, sentence, mention, last=words.endswith("latter"))
    if words in ("the north", "the south", "the east", "the west"):
        return side(words.split()[1], reading.named, mention.start)
    noun = words.removeprefix("the ").removeprefix("same ")
    if noun in gazetteer().bodies:
        return body(reading.discourse, sentence, mention, noun)
    return definite(reading.discourse, sentence, mention, words, reading.offices, reading.home, reading.named)


def _speaker(reading: Reading, sentence: int, mention: Mention) -> list[Mention]:
    """Return who says "we": outside quotations the text's own state, inside them their speaker."""
    token = reading.discourse.trees[sentence].tokens[mention.head]
    if not reading.quoting.is_quoted(sentence, token):
        return [reading.home.speaker] if reading.home.speaker is not None else []
    told_by = reading.quoting.speaker(sentence)
    if told_by is None:
        return []
    found = each_once(m for m in reading.discourse.at(*told_by) if m.kind in ("state", "igo", "organisation", "group"))
    return found if len(found) == 1 and found[0].noun not in ("people", "firm") else []


def _addressed(reading: Reading, speaker: Sequence[Mention]) -> list[Mention]:
    """Return the state that "we" speak to or of: the one other that the text names most, more than once."""
    own = {m.actor for m in speaker}
    others = Counter(m.actor for m in reading.named if m.kind == "state" and m.actor not in own).most_common(2)
    if not own or not others or others[0][1] < _BOTH or (len(others) > 1 and others[1][1] == others[0][1]):
        return []
    return [next(m for m in reading.named if m.actor == others[0][0])]


def _owned(discourse: Discourse, sentence: int, mention: Mention, words: str) -> list[Mention] | None:
    """Return whose a phrase is by its own words ("the kingdom's envoy", "its army"), None where it does not say."""
    own = ("state", "igo", "group")  # "his troops" are a person's only by his state
    if words.split(maxsplit=1)[0] in ("its", "their", "his", "her"):
        if words.endswith(" host"):
            return None  # he is of another state than they
        starting = (m for m in discourse.resolved[sentence] if m.start == mention.start and m.form == "pronoun")
        return [m for m in starting if m.actor and m.kind in own]
    tree = discourse.trees[sentence]
    heads = {t.index for t in owners(tree, mention.head) if mention.start <= t.start and t.end <= mention.end}
    if not heads:
        return None
    return each_once(m for m in discourse.resolved[sentence] if m.head in heads and m.antecedents and m.kind in own)


def _reciprocal(discourse: Discourse, sentence: int, mention: Mention) -> list[Mention]:
    """Return the several subjects of the clause of "each other"."""
    clause = clause_of(discourse.trees[sentence], mention.head)
    heads = discourse.all_subjects(sentence, clause.index, without=mention.head)
    found = each_once(m for head in heads for m in discourse.at(sentence, head))
    return found if len(found) > 1 else []


def _made(reference: Mention, source: Mention) -> Mention:
    """Return a reference resolved to what another mention stands for."""
    kind: ActorKind = source.kind
    personal = kind == "person" or plain(reference.words).lower() in HE
    name = source.name if personal else ""
    return replace(reference, actor=source.actor, kind=kind, antecedents=sources(source), name=name)


def _shared_name(mention: Mention, named: Sequence[Mention]) -> list[Mention]:
    shared = gazetteer().shared
    possible = {code for name in find_names(mention.words) for code in shared.get(plain(name.words), ())}
    found = [m for m in named if m.actor in possible]
    if len({m.actor for m in found}) != 1:
        return []
    before = [m for m in found if m.start < mention.start]
    return [before[-1] if before else found[0]]


def _surname(reading: Reading, sentence: int, mention: Mention) -> list[Mention]:
    """Return who a single name means: an office holder, or the one person so called before."""
    discourse = reading.discourse
    if holder := reading.offices.find(mention):
        return [holder]
    word = name_words(mention.words)
    before = [
        m
        for index in range(sentence + 1)
        for m in discourse.resolved[index]
        if m.kind == "person" and m.start < mention.start
    ]
    called = each_once(m for m in before if m.name and name_words(m.name)[-1:] == word and not m.antecedents)
    if len(called) == 1:
        return called
    bodies = each_once(
        m for m in reading.named if m.kind in ("organisation", "vessel") and mention.words in m.words.split()[:-1]
    )
    if len(bodies) == 1:
        return bodies  # "Mansour" of "Mansour Cement Company"
    # A name that nobody in the document bears in full is a firm's or group's: "Samsung".
    token = discourse.trees[sentence].tokens[mention.head]
    if re.fullmatch(r"[A-Z]{2,}s", token.text):
        return []  # "ICBMs"
    if called or token.index == 0 or token.dep.split(":")[0] not in _ARGUMENTS or token.tag not in ("NNP", "NNPS"):
        return []
    return [replace(mention, actor=normalise_actor(mention.words), kind="organisation", name="")]
