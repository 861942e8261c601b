"""From which other clause of its sentence a clause without a time of its own takes one.

An infinitive and a participle share their governor's time, a verb after "and" that of the verb before it, an event noun
that of the verb that makes or tells it happen, a clause with "when", "while" or "where" that of the clause beside it,
what is announced that of the announcement. What came before or after ("after", "had done") shares nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from flows.language.clauses import Clauses
from flows.language.lexicon import lexicon
from flows.language.subjects import subjects
from flows.language.syntax import appositions, case_of, has_clause, host_of, is_verb, predicate_of
from flows.language.trees import Token, Tree

# Whether a clause has a time of its own that stands before a token (or anywhere, where none is given).
HasTime = Callable[[int, int | None], bool]

SAME_TIME = frozenset({"when", "while", "as", "whereupon", "whereby"})
# "where", "at which", "in the course of which": relative clauses that go on with the event.
DURING = frozenset({"in", "at", "during", "on", "under", "through", "upon"})
GROUNDS = frozenset({"for", "of", "over", "after", "before", "since", "following"})
# What is announced, decided or ordered is, where the text says no other time, told of at the time of the announcing.
_ACTS = (
    "agree announce declare decide decree demand disclose notify order pledge proclaim promise resolve rule swear "
    "threaten urge vow warn"
)
ACTS_OF_SPEECH = frozenset(_ACTS.split())
ANSWERS = frozenset({"react", "reply", "respond"})
# What these govern is done, or not done, at the very time that they tell of.
_IMPLICATIVES = (
    "allow ban bar begin cause cease commence compel continue dare decline discontinue fail forbid force get help "
    "induce let make manage neglect oblige permit persuade prevent proceed prohibit quit refuse require resume start "
    "stop"
)
IMPLICATIVES = frozenset(_IMPLICATIVES.split())
_ADJOINING = 3
# Nouns for words, which say what they say when they are said.
_UTTERANCES = "address communique communiqu\u00e9 declaration letter message note speech statement"
UTTERANCES = frozenset(_UTTERANCES.split())
_PLANNING = frozenset({"arrange", "plan", "schedule", "set", "slate"})
_BEGINNING = frozenset({"begin", "break out", "commence", "start"})
_ELSEWHEN = (
    "again ago already before earlier eventually ever finally later meanwhile never now previously since soon still "
    "subsequently then thereafter ultimately until"
)
ELSEWHEN = frozenset(_ELSEWHEN.split())


def sharers(clauses: Clauses, head: int, has_time: HasTime) -> tuple[int, ...]:
    """Return the heads of the clauses whose time a clause without one shares, the likeliest first."""
    tree = clauses.tree
    token = tree.tokens[head]
    if not has_clause(tree, head):
        found = [_of_noun(clauses, token)]
    else:
        found = [
            _of_first(tree, token, has_time),
            _of_picture(tree, head),
            _of_governor(tree, token),
            _of_later(tree, head),
            _of_complement(tree, head),
            _of_announcement(tree, token),
            _of_cleft(tree, token),
            *_of_relative(tree, token, has_time),
            _of_time_clause(tree, head),
            _of_legal_act(tree, head),
        ]
    return tuple(dict.fromkeys(shared for shared in found if shared is not None and shared != head))


def _of_noun(clauses: Clauses, token: Token) -> int | None:
    """Return the verb that makes or tells an event noun happen; of a coordinated predicate noun, the first."""
    tree = clauses.tree
    for participle in tree.children(token.index, "acl"):
        # "its third test, carried out the month before"
        if participle.tag == "VBN" and predicate_of(tree, participle.index) in lexicon().light_verbs | _PLANNING:
            return participle.index
    for relative in tree.children(token.index, "acl:relcl"):
        # "the invasion of Ethiopia, which began in 1935"
        if _says(tree, relative) and predicate_of(tree, relative.index) in lexicon().occurrence_verbs | _BEGINNING:
            return relative.index
    if token.dep in ("conj", "xcomp") and clauses.at(token.index).form == "copula":
        return token.head  # "became a target in 2020"
    host = host_of(tree, token.index)
    if host is None or not is_verb(tree, host):
        return None
    words, predicate = lexicon(), predicate_of(tree, host)
    happening = predicate in words.light_verbs or predicate in words.occurrence_verbs
    return host if happening and token.index in clauses.at(host).role("theme") else None


def _of_first(tree: Tree, token: Token, has_time: HasTime) -> int | None:
    """Return the verb before "and": its time holds on if it was told before both, or if one subject goes on.

    What is told behind a colon spells out what was told before it.
    """
    if token.dep == "parataxis" and has_clause(tree, token.head) and not _is_elsewhen(tree, token.index):
        between = tree.tokens[token.head : min(tree.subtree(token.index))]
        marks = (*between, *tree.children(token.index, "punct"))
        if any(t.text == ":" and token.head < t.index < token.index for t in marks):
            return token.head
    if token.dep != "conj" or not has_clause(tree, token.head):
        return None
    first = tree.tokens[token.head]
    if token.tag == "VBD" and first.tag == "VBN" and _is_perfect(tree, first.index):
        # "restored the ties that it had broken off in 1980, and promised": hung on what is told in the perfect
        told = (t.index for t in tree.ancestors(first.index) if t.tag == "VBD" and is_verb(tree, t.index))
        if (higher := next(told, None)) is not None:
            return higher
    if has_time(first.index, first.index):
        return first.index
    own = any(t.dep == "aux" or t.dep.startswith(("nsubj", "csubj", "expl")) for t in tree.children(token.index))
    if not own and not _is_elsewhen(tree, token.index):
        return first.index
    # "in 1990, when Peru recognised it and Chile called this a betrayal"
    return None if has_time(first.index, None) or first.dep == "root" else first.index


def _of_later(tree: Tree, head: int) -> int | None:
    """Return the verb that ends what one time is told for: "boarded and seized the ship on 2 April"."""
    if tree.child(head, "obj", "obl", "xcomp", "ccomp", "advcl") is not None:
        return None
    later = [t for t in tree.children(head, "conj") if is_verb(tree, t.index)]
    return later[0].index if later and later[0].index - head <= _ADJOINING else None


def _of_complement(tree: Tree, head: int) -> int | None:
    """Return the infinitive or gerund that is done when its verb is: "stopped selling oil in 1973"."""
    if predicate_of(tree, head) not in IMPLICATIVES:
        return None
    complement = tree.child(head, "xcomp", "ccomp")
    return complement.index if complement is not None and complement.tag in ("VB", "VBG") else None


def _is_elsewhen(tree: Tree, index: int) -> bool:
    """Return whether a clause says that it is of another time than its neighbour, though not of which."""
    adverbs = tree.children(index, "advmod", "cc", "mark", "obl")
    return any(t.text.lower() in ELSEWHEN or t.lemma.lower() in ELSEWHEN for t in adverbs)


def _is_perfect(tree: Tree, index: int) -> bool:
    return any(t.lemma.lower() == "have" for t in tree.children(index, "aux"))


def _of_picture(tree: Tree, head: int) -> int | None:
    """Return the participle that dates a caption's event: "this picture, taken on 3 May, shows X visiting"."""
    for ancestor in tree.ancestors(head):
        if ancestor.lemma == "show" and has_clause(tree, ancestor.index):
            for subject in tree.children(ancestor.index, "nsubj"):
                if subject.lemma.lower() in lexicon().pictures:
                    participle = tree.child(subject.index, "acl")
                    return participle.index if participle is not None else subject.index
    return None


def _of_governor(tree: Tree, token: Token) -> int | None:
    """Return the governor of an infinitive, a participle, or a clause of the same time ("when", "while", "as")."""
    if token.dep == "xcomp":
        return token.head if has_clause(tree, token.head) else host_of(tree, token.head)
    if token.dep == "acl":
        # "the news, on 3 May, that troops had landed"; else the clause that the noun belongs to
        if token.tag in ("VBG", "VB"):
            return None if _is_grounds(tree, token.index) else host_of(tree, token.head)
        return None if token.tag == "VBN" and tree.child(token.index, "nsubj", "mark") is None else token.head
    if token.dep != "advcl" or _is_grounds(tree, token.index):
        return None
    governor = token.head if has_clause(tree, token.head) else host_of(tree, token.head)
    if token.tag in ("VBG", "VBN", "VB") and not any(
        t.dep == "aux" or (t.dep.startswith("nsubj") and token.tag != "VBG") for t in tree.children(token.index)
    ):
        return governor
    return governor if _opening(tree, token.index) in SAME_TIME and not _is_perfect(tree, token.index) else None


def _is_grounds(tree: Tree, index: int) -> bool:
    """Return whether a gerund tells what came before or why: "sanctioned for supplying", "accused of supplying"."""
    return tree.tokens[index].tag == "VBG" and case_of(tree, index) in GROUNDS


def _opening(tree: Tree, index: int) -> str:
    """Return the word that joins a clause to its governor, in lower case."""
    joining = [t for t in tree.children(index, "mark", "advmod") if t.index < index]
    return joining[0].text.lower() if joining else ""


def _of_announcement(tree: Tree, token: Token) -> int | None:
    """Return the verb that announces, decides or orders what a complement clause tells; "had done" came before it."""
    marked = token.dep == "obl" and case_of(tree, token.index) == "that"
    if not (token.dep == "ccomp" or marked) or not is_verb(tree, token.head) or _is_perfect(tree, token.index):
        return None
    return token.head if predicate_of(tree, token.head) in ACTS_OF_SPEECH else None


def _of_cleft(tree: Tree, token: Token) -> int | None:
    """Return what a clause was split off from: "it was in 1992 that they met", "in 1992 it was Peru that left"."""
    if token.dep.split(":")[0] not in ("acl", "advcl", "ccomp", "csubj") or not tree.child(token.head, "cop"):
        return None
    subject = tree.child(token.head, "nsubj", "expl")
    return token.head if subject is not None and subject.text.lower() == "it" and subject.index < token.head else None


def _of_relative(tree: Tree, token: Token, has_time: HasTime) -> tuple[int | None, ...]:
    """Return what a relative clause goes on from: the noun or clause before "where", "in the course of which"."""
    if token.dep.split(":")[0] != "acl" or _is_perfect(tree, token.index):
        return ()
    phrases = _phrases(tree, token.head)
    around = (*phrases, host_of(tree, token.head))
    subtree = [tree.tokens[i] for i in tree.subtree(token.index) if i < token.index]
    for word in subtree:
        if word.text.lower() == "where":
            return around if has_clause(tree, token.head) else around[-1:]
        if word.text.lower() == "which" and word.tag in ("WDT", "WP"):
            inside = {case_of(tree, i) for i in (word.index, tree.tokens[word.index].head)}
            if inside & DURING or ("to" in inside and token.lemma in ANSWERS):
                return around
    if tree.tokens[token.head].lemma.lower() in UTTERANCES | lexicon().legal_acts and token.tag in ("VBZ", "VBD"):
        # "joined on Friday in a statement which condemned": what is said is said then
        return around[-1:] if is_verb(tree, token.index) and _says(tree, token) else ()
    # "a raid on Monday that killed nine", "last month's seizure of a ship by Peru, which jailed its crew"
    return tuple(one for one in phrases if has_time(one, None)) if _says(tree, token) else ()


def _phrases(tree: Tree, index: int) -> list[int]:
    """Return a noun and those that its phrase belongs to, up to the clause."""
    phrases = [index]
    for ancestor in tree.ancestors(index):
        if has_clause(tree, index) or has_clause(tree, ancestor.index):
            break
        phrases.append(ancestor.index)
    return phrases


def _says(tree: Tree, token: Token) -> bool:
    """Return whether a relative clause has the relative pronoun for its subject."""
    subject = tree.child(token.index, "nsubj")
    return subject is not None and subject.tag in ("WDT", "WP")


def _of_time_clause(tree: Tree, head: int) -> int | None:
    """Return the clause with "when" that tells when another was: "was given a banquet when he came in 2008"."""
    hung = [token for phrase in tree.children(head, "obj", "obl") for token in tree.children(phrase.index, "acl")]
    for clause in (*tree.children(head, "advcl"), *hung):
        if _opening(tree, clause.index) in ("when", "as", "while", "since") and not _is_perfect(tree, clause.index):
            return clause.index
    return None


def _of_legal_act(tree: Tree, head: int) -> int | None:
    """Return the participle that dates an act in law which does something: "resolution 9, adopted in May, obliges"."""
    for subject in (other for one in subjects(tree, head) for other in (one, *appositions(tree, one))):
        if tree.tokens[subject].lemma.lower() in lexicon().legal_acts:
            participle = next((t for t in tree.children(subject, "acl") if t.dep == "acl"), None)
            return participle.index if participle is not None and participle.tag == "VBN" else subject
    return None
