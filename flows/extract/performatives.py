"""The date of a statement that is itself the act: "we condemn", "the Government hereby announces" (DATA.md)."""

from __future__ import annotations

from flows.extract.dated import Dated
from flows.language.subjects import subjects
from flows.language.trees import Tree

_ACTS = (
    "accuse announce blame condemn declare denounce deplore impose protest reaffirm reject recognise recognize sever "
    "suspend terminate threaten warn withdraw"
)
ACTS = frozenset(_ACTS.split())
# By these a state speaks in the third person of what it does by saying so.
FORMULAS = frozenset({"hereby", "herewith", "solemnly", "strongly", "categorically", "unequivocally", "resolutely"})


def performative_date(tree: Tree, head: int, document_date: str | None) -> tuple[Dated, ...]:
    """Return the document's date for an act done by stating it, else nothing; the words are the verb that does it."""
    token = tree.tokens[head]
    if document_date is None or token.lemma.lower() not in ACTS or token.tag not in ("VBP", "VBZ", "VB"):
        return ()
    if tree.child(head, "aux", "mark") is not None or token.dep not in ("root", "conj", "parataxis"):
        return ()
    speakers = {tree.tokens[i].text.lower() for i in subjects(tree, head)}
    formula = any(t.text.lower() in FORMULAS for t in tree.children(head, "advmod"))
    if not (speakers & {"i", "we"} or (formula and token.tag == "VBZ")):
        return ()
    return (Dated(head, token.start, token.end, tree.words(token.start, token.end), document_date, None, True),)
