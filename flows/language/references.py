"""Who pronouns and definite phrases stand for in a document, by a few stated rules; unresolved where two would fit.

The rules, each with its examples in tests/language/test_references.py:
 1. A possessive and a pronoun inside a clause take the subject of their clause or of the clause above it; in a main
    clause, the subject of the sentence before. A pronoun never takes an argument of its own verb.
 2. "The country", "the government", "the regime" take the only state named before in the sentence, else its subject,
    else the subject or only state of a sentence before. "The kingdom" and "the island" look at states of that style.
 3. "The two", "both countries", "each other" take the nearest pair: one joined by "and", else the only two states.
 4. "The former" and "the latter" take the first and the last of the nearest pair.
 5. "The bloc", "the alliance", "the council" take the nearest organisation of that sort, "the North" the
    state of that name.
 6. A name that two states share ("Korea") takes the one that the document names otherwise.
 7. A person whose office the text gives stands for his state wherever he is named.
 8. "We" and "our" take the state that the text says it speaks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from flows.language.actors import find_names, normalise_actor
from flows.language.groups import body, counted_group, of_pair, pair_by_name, side
from flows.language.mentions import ActorKind, Mention
from flows.language.names import gazetteer, plain
from flows.language.nouns import singular, word_lists
from flows.language.officeholders import Offices, kin_of_holder, name_words, office_holders
from flows.language.pronouns import HE, WE, pronoun
from flows.language.salience import LOOK_BACK, Discourse, clause_of, each_once, sources
from flows.language.speakers import speaker_of
from flows.language.trees import Tree

_ARGUMENTS = frozenset({"nsubj", "obj", "iobj", "obl", "nmod", "conj", "appos"})


def resolve_references(
    trees: Sequence[Tree], mentions: Sequence[tuple[Mention, ...]]
) -> tuple[tuple[Mention, ...], ...]:
    """Return the document's mentions with their references resolved as far as the rules above go."""
    discourse = Discourse(trees)
    named = [m for sentence in mentions for m in sentence if m.actor and not m.antecedents]
    offices = office_holders(trees, mentions)
    speaker = speaker_of(trees, mentions)
    for index, sentence in enumerate(mentions):
        discourse.resolved.append([])
        # What is named comes first: a main clause's subject may follow the pronoun of the clause before it.
        for mention in sentence:
            if mention.actor:
                discourse.resolved[index].append(_of_its_time(_with_office(mention, offices), named))
        for mention in sentence:
            if not mention.actor:
                found = _resolve(discourse, index, mention, named, offices, speaker)
                # A single name that nobody is known by ("Petrol") is no mention.
                discourse.resolved[index].extend(m for m in found if m.actor or m.kind != "person")
        discourse.resolved[index].extend(kin_of_holder(trees[index], discourse.resolved[index]))
        discourse.resolved[index].sort(key=lambda m: (m.start, m.end, m.head, m.actor))
    return tuple(map(tuple, discourse.resolved))


def _with_office(mention: Mention, offices: Offices) -> Mention:
    if mention.kind != "person":
        return mention
    holder = offices.find(mention)
    if holder is None:
        return mention
    return replace(mention, actor=holder.actor, kind=holder.kind, form="office", antecedents=sources(holder))


def _of_its_time(mention: Mention, named: Sequence[Mention]) -> Mention:
    """Return a capital as the dissolved state's where the document names that and not its successor."""
    old = gazetteer().formerly.get(mention.actor)
    if old is None or mention.form != "capital":
        return mention
    if any(m.actor == mention.actor and m.form != "capital" for m in named):
        return mention
    states = [m for m in named if m.actor == old]
    before = [m for m in states if m.start < mention.start]
    nearest = before[-1:] or states[:1]
    return replace(mention, actor=old, antecedents=sources(nearest[0])) if nearest else mention


def _resolve(
    discourse: Discourse,
    sentence: int,
    mention: Mention,
    named: Sequence[Mention],
    offices: Offices,
    speaker: Mention | None,
) -> list[Mention]:
    words = plain(mention.words).lower()
    tree = discourse.trees[sentence]
    first = words.split()[0]
    if words in WE or first in ("our", "we"):
        found = [speaker] if speaker is not None else []
    elif words == "this country" and speaker is not None:
        found = [speaker]
    elif mention.kind == "state":
        found = _shared_name(mention, named)
    elif mention.kind == "person":
        found = _surname(discourse, sentence, mention, offices)
    elif pair := gazetteer().pairs.get(words.split()[-1]):
        found = pair_by_name(named, mention, pair)
    elif mention.form == "number":
        found = counted_group(discourse, sentence, mention)
    elif mention.form == "pronoun":
        found = pronoun(discourse, sentence, mention, words)
    elif first in ("its", "their", "his", "her"):
        owners = [
            m for m in discourse.resolved[sentence] if m.start == mention.start and m.form == "pronoun" and m.actor
        ]
        # "His troops" are a person's only by his state.
        found = [m for m in owners if m.kind in ("state", "igo", "group")]
    elif words in ("the former", "the latter"):
        found = of_pair(discourse, sentence, mention, last=words.endswith("latter"))
    elif words in ("the north", "the south", "the east", "the west"):
        found = side(words.split()[1], named, mention.start)
    elif words.removeprefix("the ") in gazetteer().bodies:
        found = body(discourse, sentence, mention, words.removeprefix("the "))
    else:
        found = _definite(discourse, sentence, mention, tree, words)
    if mention.kind == "person" and len(found) == 1 and found[0].start == mention.start:
        return found
    return [_made(mention, m) for m in each_once(found)] or [mention]


def _made(reference: Mention, source: Mention) -> Mention:
    """Return a reference resolved to what another mention stands for."""
    kind: ActorKind = source.kind
    personal = kind == "person" or plain(reference.words).lower() in HE
    name = source.name if personal else ""
    return replace(reference, actor=source.actor, kind=kind, antecedents=sources(source), name=name)


def _definite(discourse: Discourse, sentence: int, mention: Mention, tree: Tree, words: str) -> list[Mention]:
    noun = words.removeprefix("the ").removeprefix("this ").removeprefix("that ")
    style = gazetteer().styles.get(noun)

    def states(found: Iterable[Mention]) -> list[Mention]:
        return each_once(m for m in found if m.kind == "state" and (style is None or m.actor in style))

    own = _own_arguments(discourse, sentence, tree, mention)
    here = [m for m in states(discourse.before(sentence, mention.start)) if m.actor not in own]
    if len(here) == 1:
        return here
    if here:
        subject = [m for m in states(discourse.main_subject(sentence)) if m.actor in {h.actor for h in here}]
        return subject if len(subject) == 1 else []
    for index in range(sentence - 1, max(-1, sentence - 1 - LOOK_BACK), -1):
        subject = [m for m in states(discourse.main_subject(index)) if m.actor not in own]
        if len(subject) == 1:
            return subject
        present = [m for m in states(discourse.before(index, discourse.trees[index].end)) if m.actor not in own]
        if present:
            return present if len(present) == 1 else []
    return []


def _own_arguments(discourse: Discourse, sentence: int, tree: Tree, mention: Mention) -> set[str]:
    """Return the actors that a phrase cannot mean: the other arguments of its own verb."""
    token = tree.tokens[mention.head]
    if singular(token.text) not in word_lists()["country"]:
        return set()  # a minister may well speak to his own parliament
    clause = clause_of(tree, token.index)
    heads = discourse.all_subjects(sentence, clause.index, without=token.index)
    return {m.actor for head in heads for m in discourse.at(sentence, head)}


def _shared_name(mention: Mention, named: Sequence[Mention]) -> list[Mention]:
    shared = gazetteer().shared
    possible = {code for name in find_names(mention.words) for code in shared.get(plain(name.words), ())}
    found = [m for m in named if m.actor in possible]
    if len({m.actor for m in found}) != 1:
        return []
    before = [m for m in found if m.start < mention.start]
    return [before[-1] if before else found[0]]


def _surname(discourse: Discourse, sentence: int, mention: Mention, offices: Offices) -> list[Mention]:
    """Return who a single name means: an office holder, or the one person so called before."""
    if holder := offices.find(mention):
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
    # A name that nobody in the document bears in full is a firm's or group's: "Samsung".
    token = discourse.trees[sentence].tokens[mention.head]
    if called or token.index == 0 or token.dep.split(":")[0] not in _ARGUMENTS or token.tag not in ("NNP", "NNPS"):
        return []
    return [replace(mention, actor=normalise_actor(mention.words), kind="organisation", name="")]
