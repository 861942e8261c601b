"""How real a clause is said to be: actual, planned or denied (DATA.md), and by which words."""

from __future__ import annotations

import re

from flows.language.lexicon import lexicon
from flows.language.modality import ACTUAL, Factuality, own_factuality, refused_until
from flows.language.syntax import has_clause, is_copular, is_passive, is_verb, predicate_of
from flows.language.trees import Token, Tree

# Prepositions by which a noun of wishing or refusing governs an event noun: "hope of", "call for", "threat to".
REACHING = frozenset({"of", "for", "on", "about", "to", "at"})
# "A round of talks" is as real as the round.
PORTIONS = frozenset({"round", "series", "number", "set", "string", "wave", "day", "week", "hour", "phase", "kind"})
# What is said beside a deed is said whatever comes of the deed: "will not attend, blaming Peru".
_SPOKEN = (
    "accuse allege blame call cite claim condemn criticise criticize declare denounce describe praise rebuke reproach "
    "say state thank warn"
)
SPOKEN = frozenset(_SPOKEN.split())
# Talks that failed were held.
TALKS = frozenset({"talk", "talks", "negotiation", "meeting", "summit", "conference", "discussion", "visit"})
# What is said, and is said all the same where somebody rejects it.
UTTERANCES = frozenset(
    {"accusation", "allegation", "charge", "criticism", "condemnation", "threat", "warning", "protest", "blame"}
)
# Verbs by which others hold what is said of somebody to be so: "is believed to have met".
_REPUTED = (
    "say report believe think know allege claim understand rumour rumor find judge show prove reveal discover hold"
)
REPUTED = frozenset(_REPUTED.split())
# What is tried, meant or begun; and what then becomes of it.
ENDEAVOURS = frozenset({"attempt", "effort", "bid", "plan", "plot", "scheme", "try", "endeavour", "endeavor", "move"})
FALLING_THROUGH = frozenset({"fail", "collapse", "fall through", "founder", "misfire", "fizzle", "come to nothing"})
# "Votes to lift": decided, whichever way parsers hang the infinitive.
DECIDING = frozenset({"vote", "decide", "agree", "resolve"})
FIRSTS = frozenset({"first", "second", "third", "last", "latest", "only"})
# "Hurried to sign": it was done, and at once; so it was where somebody "went so far as to sign".
HASTENING = frozenset({"hurry", "rush", "hasten", "race"})
FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
PHRASE = 5  # words in which "the first sitting state president" stands before an infinitive
# "Has yet to decide": whether it will be done is open, and not refused.
WEIGHING = frozenset({"decide", "say", "determine", "rule", "announce", "confirm", "specify"})
# What one judges or feels about a deed that was done: "were wrong to close", "was honoured to host".
_JUDGED = (
    "wrong right mistaken foolish wise unwise rash reckless brave bold quick slow late honour honor please delight "
    "glad proud happy sorry honoured honored pleased delighted fortunate lucky"
)
JUDGED = frozenset(_JUDGED.split())
# What happens when nobody does anything: "was allowed to lapse".
LETTING = frozenset({"allow", "let", "permit"})
LAPSING = frozenset({"lapse", "expire", "run out", "elapse", "die", "wither"})
# Nouns of the `planned` list that take an infinitive, but whose "of" or "on" phrase is only their topic.
TOPICAL = frozenset({"talk", "negotiation", "support", "right", "power", "campaign", "bill"})


def _under(outer: Factuality, inner: Factuality) -> Factuality:
    """Return the factuality of a clause that is ``inner`` in itself and governed by something ``outer``.

    Two denials are none ("did not fail to"); of a plan and a denial the denial holds ("does not want to").
    """
    if inner.degree == "actual":
        return outer
    if outer.degree == "actual":
        return inner
    tokens = tuple(sorted({*outer.tokens, *inner.tokens}))
    if outer.degree == inner.degree == "denied":
        return Factuality("actual")
    if "denied" in (outer.degree, inner.degree):
        return Factuality("denied", tokens)
    return Factuality("planned", tokens)


def clause_factuality(tree: Tree, index: int, *, seen: frozenset[int] = frozenset()) -> Factuality:
    """Return the factuality of the clause headed by a verb or by the noun or adjective of a copula."""
    if index in seen:
        return ACTUAL
    seen = seen | {index}
    return _under(_governed(tree, index, seen), own_factuality(tree, index))


def noun_factuality(tree: Tree, index: int) -> Factuality:
    """Return the factuality of the event that a noun names: by its determiner, adjectives and verb."""
    words = lexicon()
    if is_copular(tree, index):
        return clause_factuality(tree, index)
    own = ACTUAL
    for token in tree.children(index, "det", "amod", "advmod", "compound"):
        forms = {token.lemma.lower(), token.text.lower()}
        if token.dep == "det" and forms & words.negative_determiners:
            own = Factuality("denied", (token.index,))
        elif forms & words.planned_adjectives:
            own = Factuality("planned", (token.index,))
        elif forms & words.denied_adjectives and tree.tokens[index].lemma.lower() not in TALKS:
            own = Factuality("denied", (token.index,))
    for token in tree.children(index, "acl"):
        # "talks planned for May", "a visit called off at the last moment"
        if token.tag == "VBN" and predicate_of(tree, token.index) in words.planned_objects:
            own = Factuality("planned", (token.index,))
        elif token.tag == "VBN" and predicate_of(tree, token.index) in words.denied_objects:
            own = Factuality("denied", (token.index,))
    outer = _governing_noun(tree, index)
    # "no talks took place": the verb is denied by this very noun
    return own if own.degree == "denied" and index in outer.tokens else _under(outer, own)


def _governing_noun(tree: Tree, index: int) -> Factuality:
    """Return the factuality that an event noun takes from what it belongs to."""
    token = tree.tokens[index]
    governor, dep = token.head, token.dep.split(":")[0]
    if governor == index:
        return ACTUAL
    preposition = next((t.lemma.lower() for t in tree.children(index, "case")), "")
    if dep in ("conj", "appos"):
        return ACTUAL if has_clause(tree, governor) else noun_factuality(tree, governor)
    if is_verb(tree, governor):
        return _of_verb(tree, token, preposition)
    lemma = tree.tokens[governor].lemma.lower()
    if dep == "nmod" and preposition == "of" and lemma in PORTIONS:
        return noun_factuality(tree, governor)
    if dep == "nmod" and preposition in REACHING:
        # Only nouns of wishing, fearing and refusing reach into an "of" phrase; "the right of asylum" does not.
        if lemma in lexicon().denied:
            return _under(noun_factuality(tree, governor), Factuality("denied", (governor,)))
        if lemma in lexicon().planned - TOPICAL:
            return _under(noun_factuality(tree, governor), Factuality("planned", (governor,)))
    if preposition == "ahead" or lemma == "ahead":
        return Factuality("planned", (index,))
    return ACTUAL


def _of_verb(tree: Tree, token: Token, preposition: str) -> Factuality:
    """Return the factuality of an event noun that is a verb's subject, object or prepositional phrase."""
    words = lexicon()
    verb, dep = token.head, token.dep.split(":")[0]
    predicate = predicate_of(tree, verb)
    object_like = dep == "obj" or token.dep == "nsubj:pass"
    name = predicate if object_like else f"{predicate} {preposition}".rstrip() if dep == "obl" else ""
    if name in words.planned_objects:
        return Factuality("planned", (verb,))
    if name in words.denied_objects:
        if token.lemma.lower() in UTTERANCES:
            # "denied the accusations": that they were made is not denied
            return ACTUAL
        return _under(clause_factuality(tree, verb), Factuality("denied", (verb,)))
    if preposition in words.negative_markers:
        return Factuality("denied", (token.index,))
    if preposition == "ahead":
        # "closed the road ahead of the visit"
        return Factuality("planned", (token.index,))
    if dep == "obl" and preposition in ("for", "at", "during") and token.lemma.lower() in TALKS:
        # "will fly to Oslo for talks"
        return clause_factuality(tree, verb)
    happens = (object_like and predicate in words.light_verbs) or (
        dep == "nsubj" and predicate in words.occurrence_verbs
    )
    return clause_factuality(tree, verb) if happens else ACTUAL


def _governed(tree: Tree, index: int, seen: frozenset[int]) -> Factuality:
    """Return the factuality that the governor of a clause gives it."""
    token = tree.tokens[index]
    governor = token.head
    dep = token.dep
    if governor == index or dep in ("acl:relcl", "parataxis", "appos"):
        return ACTUAL
    if dep == "conj":
        # Conjoined infinitives and participles share what governs the first; finite verbs stand alone.
        if any(t.text.lower() == "or" for t in tree.children(index, "cc")) and tree.child(index, "nsubj") is None:
            # "never attacked Peru or invaded Chile"
            first = own_factuality(tree, governor)
            return _under(_governed(tree, governor, seen), first if first.degree == "denied" else ACTUAL)
        infinitive = token.tag in ("VB", "VBG", "VBN") and tree.child(index, "nsubj") is None
        shares = infinitive and has_clause(tree, governor) and not tree.children(index, "aux")
        return _under(_governed(tree, governor, seen), _marker(tree, governor)) if shares else ACTUAL
    if dep == "amod":
        return ACTUAL
    if dep == "acl" and token.tag in ("VBG", "VBN") and not tree.children(index, "mark"):
        return ACTUAL
    if dep in ("xcomp", "ccomp", "acl", "csubj", "csubj:pass", "csubj:outer") or (
        dep in ("nmod", "obj") and token.tag == "VBG"
    ):
        return _complement(tree, index, governor, seen)
    if dep in ("advcl", "obl"):
        # "ruled out sanctions, while the Council was to meet" is a clause of its own
        return ACTUAL if _is_finite(tree, index) else _adjunct(tree, index, governor, seen)
    return ACTUAL


def _complement(tree: Tree, index: int, governor: int, seen: frozenset[int]) -> Factuality:
    words = lexicon()
    if has_clause(tree, governor):
        outer = clause_factuality(tree, governor, seen=seen)
        name = predicate_of(tree, governor) if is_verb(tree, governor) else tree.tokens[governor].lemma.lower()
    else:
        name = tree.tokens[governor].lemma.lower()
        # what an allegation says is denied with it
        rejected = name in UTTERANCES and _is_rejected(tree, governor)
        outer = Factuality("denied", (tree.tokens[governor].head,)) if rejected else noun_factuality(tree, governor)
    if tree.tokens[index].dep == "xcomp" and any(
        t.lemma.lower() in words.legal_acts for t in tree.children(governor, "obj")
    ):
        # "sponsored a resolution to impose": the resolution's own clause, whatever the verb does with it
        return outer
    said = tree.tokens[index].dep == "ccomp" and name in words.saying and not _is_subjunctive(tree, index, name)
    if name in words.denied:
        return outer if refused_until(tree, index) else _under(outer, Factuality("denied", (governor,)))
    infinitive = any(t.tag == "TO" for t in tree.children(index, "mark"))
    if infinitive and (idiom := _by_idiom(tree, index, governor, name, outer)) is not None:
        return idiom
    if name in words.planned and (infinitive or not said):
        return _under(outer, Factuality("planned", (governor,)))
    if said:
        # What a speaker says is taken as said, even if he only "can" or "must" say it; "did not say that" leaves it
        # open and asserts nothing.
        obliged = bool(outer.tokens) and all(tree.tokens[i].text.lower() in ("can", "must") for i in outer.tokens)
        return ACTUAL if obliged else outer
    if name in words.actual or name in words.legal_acts or tree.tokens[index].dep in ("csubj", "csubj:pass"):
        return outer
    if infinitive and tree.tokens[index].lemma.lower() in words.achieved_purposes:
        return outer
    return _under(outer, Factuality("planned", (governor,))) if infinitive else outer


def _adjunct(tree: Tree, index: int, governor: int, seen: frozenset[int]) -> Factuality:
    """Return what an adverbial clause takes from its place: purposes are planned, "without ...-ing" is denied."""
    marks = {t.lemma.lower() for t in tree.children(index, "mark", "case")}
    token = tree.tokens[index]
    if has_clause(tree, governor):
        outer = clause_factuality(tree, governor, seen=seen)
        name = predicate_of(tree, governor) if is_verb(tree, governor) else tree.tokens[governor].lemma.lower()
    else:
        outer, name = ACTUAL, tree.tokens[governor].lemma.lower()
    if "from" in marks and (name in lexicon().denied or _has_adverb(tree, governor, "back", "away")):
        return _under(outer, Factuality("denied", (governor,)))
    if token.tag == "VBG" and (("of" in marks and _has_adverb(tree, governor, "short")) or "against" in marks):
        # "stopped short of signing", "decided against signing"
        return _under(outer, Factuality("denied", (governor,)))
    if token.tag == "VBG" and marks & {"on", "about", "of", "at", "towards", "toward"} and name in lexicon().planned:
        # "plans on signing", "is thinking of signing"
        return _under(outer, Factuality("planned", (governor,)))
    if token.tag == "VB" and ("to" in marks or name == "due"):
        if name in lexicon().denied:
            return outer if refused_until(tree, index) else _under(outer, Factuality("denied", (governor,)))
        # "was used to carry", "were wrong to close"
        done = (name == "use" and is_passive(tree, governor)) or (name in JUDGED and _is_past(tree, governor))
        legal = any(t.lemma.lower() in lexicon().legal_acts for t in tree.children(governor, "obj"))
        done = done or name in HASTENING or _is_first(tree, governor) or (name in ("far", "go") and "as" in marks)
        if done or token.lemma.lower() in lexicon().achieved_purposes or name in DECIDING or legal:
            return outer
        return _under(outer, Factuality("planned", (index,)))
    if token.tag == "VBG" and not marks and name in lexicon().denied:
        return _under(outer, Factuality("denied", (governor,)))
    if token.tag in ("VBG", "VBN") and not marks and outer.degree != "actual":
        # "will expel the envoy, accusing him of spying": whatever comes of it, the accusation is made
        return ACTUAL if token.tag == "VBG" and predicate_of(tree, index) in SPOKEN else outer
    return ACTUAL


def _by_idiom(tree: Tree, index: int, governor: int, name: str, outer: Factuality) -> Factuality | None:
    """Return the factuality of an infinitive where it is the turn of phrase that tells it: "have yet to meet"."""
    verb = predicate_of(tree, index)
    if name in ("have", "be", "remain") and _has_adverb(tree, governor, "yet"):
        return Factuality("planned" if verb in WEIGHING else "denied", (governor,))
    if (name in LETTING and verb in LAPSING) or (name in JUDGED and _is_past(tree, governor)):
        return outer
    if name in HASTENING:
        return outer
    if name in ENDEAVOURS and _falls_through(tree, governor):
        return Factuality("denied", (governor,))
    if name == "go" and tree.tokens[governor].tag == "VBG":
        # "was going to meet"
        return _under(outer, Factuality("planned", (governor,)))
    reputed = name in REPUTED and is_verb(tree, governor) and is_passive(tree, governor)
    managed = name == "able" and any(t.text.lower() in ("was", "were", "been") for t in tree.children(governor, "cop"))
    # "the first country to recognise": it did
    return outer if reputed or managed or _is_first(tree, governor) else None


def _is_first(tree: Tree, governor: int) -> bool:
    """Return whether an infinitive tells what somebody was the first to do: "the first sitting president to visit"."""
    before = tree.tokens[max(0, governor - PHRASE) : governor + 1]
    stops = [t.index for t in before if (t.tag in FINITE or t.pos == "PUNCT") and t.index < governor]
    return any(_is_ordinal(t) for t in before if not stops or t.index > stops[-1])


def _is_past(tree: Tree, index: int) -> bool:
    """Return whether an adjective or participle of judging is told of the past: "was wrong to", "had been proud to"."""
    return any(t.text.lower() in ("was", "were", "been") for t in tree.children(index, "cop", "aux", "aux:pass"))


def _is_subjunctive(tree: Tree, index: int, name: str) -> bool:
    """Return whether a clause says what somebody wants: "insist that he be freed", "demanded that Peru send a team"."""
    if name not in lexicon().planned:
        return False
    forms = tree.children(index, "aux", "aux:pass", "cop")
    bare = any(t.text.lower() == "be" and t.tag == "VB" for t in forms) or (
        tree.tokens[index].tag == "VB" and not forms
    )
    return bare and not any(t.tag == "MD" or t.text.lower() in ("to", "do", "does", "did") for t in forms)


def _is_ordinal(token: Token) -> bool:
    return token.text.lower() in FIRSTS or re.fullmatch(r"\d+(?:st|nd|rd|th)", token.text) is not None


def _is_finite(tree: Tree, index: int) -> bool:
    """Return whether an adverbial clause has a subject of its own, and is no "for X to meet"."""
    marks = {t.text.lower() for t in tree.children(index, "mark")}
    finite = tree.child(index, "aux", "cop", "aux:pass") is not None or tree.tokens[index].tag in ("VBD", "VBZ", "VBP")
    return finite and tree.child(index, "nsubj", "nsubj:pass") is not None and "for" not in marks


def _has_adverb(tree: Tree, index: int, *words: str) -> bool:
    return any(t.text.lower() in words for t in tree.children(index, "advmod", "compound:prt"))


def _is_rejected(tree: Tree, noun: int) -> bool:
    token = tree.tokens[noun]
    affected = token.dep in ("obj", "nsubj:pass") and is_verb(tree, token.head)
    return affected and predicate_of(tree, token.head) in lexicon().denied_objects


def _falls_through(tree: Tree, noun: int) -> bool:
    """Return whether what a noun of trying or meaning names comes to nothing: "the attempt to kill him failed"."""
    token = tree.tokens[noun]
    if token.head == noun or not is_verb(tree, token.head) or not token.dep.startswith("nsubj"):
        return False
    return predicate_of(tree, token.head) in FALLING_THROUGH


def _marker(tree: Tree, index: int) -> Factuality:
    """Return what a conjunct takes over of the first verb's own marking: "without recognising or supporting"."""
    marks = [t.index for t in tree.children(index, "mark", "case") if t.text.lower() in lexicon().negative_markers]
    return Factuality("denied", tuple(marks)) if marks else ACTUAL
