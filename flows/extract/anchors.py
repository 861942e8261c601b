"""What a relative time is counted from: the document's date, or the date that the text has told last.

"In June" of a running account is the June after the date before it; of today's news the one next to the document's
date. "On Friday" is a day of the document's in either.
"""

from __future__ import annotations

from dataclasses import dataclass

from flows.language import edtf
from flows.language.clauses import Clauses
from flows.language.syntax import has_clause, host_of, is_verb
from flows.language.times import TimeExpression, edtf_bounds, normalise_time
from flows.language.trees import Token, Tree

# A plan named by its month is seldom further off than this.
_DAYS_AHEAD = 270
_DAYS_JUST_GONE = 100


@dataclass(frozen=True, slots=True)
class Told:
    """The dates that a text has told: the nearest before here, and the last that happened then and not by then."""

    near: str | None
    running: str | None
    in_sentence: bool = False

    def then(self, value: str) -> Told:
        """Return what has been told after a further date of the same sentence."""
        if not value:  # "yesterday" in a text without a date: what follows is counted from there
            return Told(None, self.running, in_sentence=True)
        return Told(value, self.running if value.startswith("../") else value, in_sentence=True)


def anchor_of(
    expression: TimeExpression, head: Token, clauses: Clauses, document_date: str | None, told: Told
) -> str | None:
    """Return the EDTF date from which an expression is counted; None where it stands alone or none is known."""
    if expression.anchor == "document" and expression.yearless:
        running = _running(told)
        if (
            running
            and not _to_come(clauses, head.index)
            and (document_date is None or _runs_on(running, expression, head, clauses.tree, document_date, told))
        ):
            # "By the end of May it had fallen" goes on from there; "it had fallen in May" looks back.
            ahead = expression.core_start != expression.start or not _is_background(clauses.tree, head.index)
            return f"{running}/.." if ahead else running
    if expression.anchor == "document":
        if document_date is not None and _ahead(expression, head, clauses, document_date):
            return f"{document_date}/.."
        return document_date
    return told.near if expression.anchor == "text" else None


def _running(told: Told) -> str | None:
    """Return the part of the date from which a running account goes on; None for decades and long spans.

    What something happened by ("by the end of October") is no stage of the account, if it has told another.
    """
    first, last = edtf.ends(told.running or "")
    part = last or first
    return part if part and (not first or not last or first[:4] == last[:4]) else None


def _runs_on(running: str, expression: TimeExpression, head: Token, tree: Tree, document_date: str, told: Told) -> bool:
    """Return whether a month without its year, in a dated document, goes on from an earlier year's date in the text.

    News leaves out this year only, so the account must be one of the past that has already come down to a month, and
    the month must not be one of those just gone.
    """
    if running[:4] >= document_date[:4] or len(running) == len("1979"):
        return False
    if not told.in_sentence:
        recent, today = edtf_bounds(normalise_time(expression.words, document_date))[1], edtf_bounds(document_date)[1]
        if recent is None or today is None or (today - recent).days <= _DAYS_JUST_GONE:
            return False
    clause = _clause_at(tree, head.index)
    return clause is not None and _is_simple_past(tree, clause)


def _clause_at(tree: Tree, index: int) -> int | None:
    return index if has_clause(tree, index) else host_of(tree, index)


def _is_simple_past(tree: Tree, index: int) -> bool:
    """Return whether a clause is told in the past tense, without "have" and "had"."""
    auxiliaries = tree.children(index, "aux", "cop")
    if any(t.lemma.lower() == "have" for t in auxiliaries):
        return False
    token = tree.tokens[index]
    return token.tag == "VBD" or any(t.tag == "VBD" for t in (*auxiliaries, *tree.children(index, "aux:pass")))


def _to_come(clauses: Clauses, index: int) -> bool:
    """Return whether a time dates a plan, of which a running account of the past tells nothing."""
    clause = _clause_at(clauses.tree, index)
    return clause is not None and clauses.at(clause).factuality.degree == "planned"


def _is_present(tree: Tree, index: int) -> bool:
    """Return whether a clause is told in the present tense, which tells of what is to come as of what has been."""
    forms = (tree.tokens[index], *tree.children(index, "aux", "cop"))
    return any(t.tag in ("VBZ", "VBP") and t.lemma.lower() != "have" for t in forms)


def _is_background(tree: Tree, index: int) -> bool:
    """Return whether a time dates what had happened before: "had signed it in March"."""
    clause = _clause_at(tree, index)
    return clause is not None and any(t.text.lower() in ("had", "'d") for t in tree.children(clause, "aux"))


def _ahead(expression: TimeExpression, head: Token, clauses: Clauses, document_date: str) -> bool:
    """Return whether a time expression dates what is still to come.

    A finite verb with "will" says so; what is wanted or urged is to come too, unless the time would be far off while
    one just gone is near: "was obliged to stop it on 3 May", told in the same month.
    """
    host = _clause_at(clauses.tree, head.index)
    if host is None:
        return False
    if any(
        t.lemma.lower() in ("will", "shall") and t.tag == "MD" and t.text.lower() != "would"
        for t in clauses.tree.children(host, "aux")
    ):
        return True
    planned = clauses.at(host).factuality.degree == "planned"
    if _is_simple_past(clauses.tree, host) or not (planned or _is_present(clauses.tree, host)):
        return False
    to_come = edtf_bounds(normalise_time(expression.words, f"{document_date}/.."))[0]
    gone, today = edtf_bounds(normalise_time(expression.words, document_date))[1], edtf_bounds(document_date)[0]
    if to_come is None or gone is None or today is None:
        return planned
    return (to_come - today).days <= (_DAYS_AHEAD if planned else (today - gone).days)


def told_last(found: list[tuple[int, str]], tree: Tree) -> str | None:
    """Return the date that a text goes on from after a sentence: its last but for those in relative clauses and nouns.

    ``found`` are the heads and values of the sentence's times; None where it has none.
    """
    told = [(head, value) for head, value in found if value]
    happened = [(head, value) for head, value in told if not value.startswith("../")]
    main = [(head, value) for head, value in happened if not _is_aside(tree, head)]
    values = [value for _, value in main or happened or told]
    return values[-1] if values else None


def _is_aside(tree: Tree, index: int) -> bool:
    """Return whether a time stands in a relative clause or belongs to a noun ("the treaty of 1904")."""
    for token in (tree.tokens[index], *tree.ancestors(index)):
        if token.dep in ("acl:relcl", "acl", "nmod", "appos", "nummod", "compound"):
            return True
        if is_verb(tree, token.index) and token.dep in ("root", "conj", "ccomp", "parataxis"):
            return False
    return False
