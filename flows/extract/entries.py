"""Whether a clause tells what happened on the date that stands over it, in a digest's headline present or simple past.

How things stand ("is the largest exporter", "owns two mines"), what came before ("had left", "earlier"), what is only
wanted and what recurs did not happen on that day.
"""

from __future__ import annotations

from flows.extract.shared_time import ELSEWHEN
from flows.language.clauses import Clauses
from flows.language.syntax import has_clause, is_copular, predicate_of
from flows.language.trees import Token, Tree

_STATES = (
    "aim amount appear base be believe belong border comprise concern consider consist constitute contain cost cover "
    "depend deserve desire enjoy exist expect export fear feature feel hate have hope host house import intend involve "
    "keep know lack last lie like live love maintain matter mean need occupy owe own plan possess prefer regard rely "
    "remain remember represent resemble retain seek seem serve share stand station stay total trust understand use "
    "want wish"
)
_STANDING = frozenset(_STATES.split())
_RECURRING = frozenset(
    {"always", "annually", "daily", "every", "frequently", "normally", "often", "regularly", "usually"}
)
_STILL_THEN = frozenset({"again", "eventually", "finally", "later", "meanwhile", "now", "soon", "then", "ultimately"})
_NOT_THEN = (ELSEWHEN - _STILL_THEN) | _RECURRING | {"formerly", "long", "once", "originally"}
_PRESENT = ("VBZ", "VBP")
_MAIN = ("conj", "parataxis", "list", "appos", "dep")


def happens_under_heading(clauses: Clauses, head: int, shared: int) -> bool:
    """Return whether a clause that has, or shares with another (``shared``), no time of its own takes the heading's."""
    tree = clauses.tree
    if not has_clause(tree, shared):
        # "- Bomb attack in Basra": an entry without a verb
        return shared == head == tree.root.index and not any(has_clause(tree, t.index) for t in tree.tokens)
    if not _happens(tree, shared) or not _is_entry(tree, tree.tokens[shared]):
        return False
    if head == shared or not has_clause(tree, head):
        return True
    finite = _finite(tree, head)
    return finite is None or (_happens(tree, head) and (finite.tag in _PRESENT) == _in_present(tree, shared))


def _happens(tree: Tree, head: int) -> bool:
    """Return whether a verb tells an event, in the present or the simple past, or leaves out its auxiliary."""
    token = tree.tokens[head]
    if is_copular(tree, head) or predicate_of(tree, head) in _STANDING:
        return False
    auxiliaries = tree.children(head, "aux")
    if any(t.tag == "MD" or t.lemma.lower() == "have" or t.text.lower() == "to" for t in auxiliaries):
        return False
    if token.tag == "VBG" and tree.child(head, "aux") is None:
        return False
    return not any({t.text.lower(), t.lemma.lower()} & _NOT_THEN for t in _beside(tree, head))


def _beside(tree: Tree, head: int) -> list[Token]:
    adverbs = tree.children(head, "advmod", "obl:unmarked", "obl:tmod", "obl:npmod")
    return [inner for t in adverbs for inner in (t, *tree.children(t.index, "advmod", "det"))]


def _finite(tree: Tree, head: int) -> Token | None:
    """Return the word of a clause that has a tense, None for infinitives, participles and headlines' passives."""
    forms = (*tree.children(head, "aux", "aux:pass", "cop"), tree.tokens[head])
    return next((t for t in forms if t.tag in (*_PRESENT, "VBD", "MD")), None)


def _in_present(tree: Tree, head: int) -> bool:
    finite = _finite(tree, head)
    return finite is None or finite.tag in _PRESENT


def _labels(tree: Tree, noun: int, head: int) -> bool:
    """Return whether a noun is an entry's label: "Chad: a bomb kills nine"."""
    return any(t.text in (":", "-", "\u2013", "\u2014") for t in tree.tokens[noun + 1 : head])


def _is_entry(tree: Tree, token: Token) -> bool:
    """Return whether a clause is the sentence's main one, stands beside it, or goes on from it (", which accuses")."""
    if token.index == tree.root.index:
        return True
    if token.dep in _MAIN:
        if has_clause(tree, token.head):
            return _is_entry(tree, tree.tokens[token.head])
        return token.head == tree.root.index and _labels(tree, token.head, token.index)
    if token.dep != "acl:relcl" or not _in_present(tree, token.index) or _finite(tree, token.index) is None:
        return False
    opening = min(tree.subtree(token.index))
    parted = any(t.text == "," for t in tree.tokens[max(opening - 1, 0) : opening + 1])
    root = tree.root.index
    return parted and has_clause(tree, root) and _happens(tree, root) and _in_present(tree, root)
