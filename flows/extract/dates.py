"""Which time expression dates which clause."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from flows.extract.claims import Evidence
from flows.language.clauses import Clause, Clauses
from flows.language.lexicon import lexicon
from flows.language.syntax import has_clause, host_of, is_verb, predicate_of
from flows.language.times import TimeExpression, find_times, normalise_time
from flows.language.trees import Token


@dataclass(frozen=True, slots=True)
class Dated:
    """A time expression in a tree: document offsets, its head token, its EDTF value ("" where it cannot be told)."""

    head: int
    start: int
    end: int
    words: str
    value: str
    anchor: str | None
    from_document: bool

    def evidence(self, *, carried: bool = False) -> Evidence:
        """Return the evidence for a date."""
        return Evidence(
            "date",
            self.value,
            self.start,
            self.end,
            "metadata" if self.from_document else "normalised",
            self.anchor,
            carried,
        )


class Dates:
    """The time expressions of one sentence, and the clauses that they date.

    ``document_date`` and ``text_date`` (the last date before this sentence) anchor relative expressions.
    """

    def __init__(self, clauses: Clauses, document_date: str | None, text_date: str | None) -> None:
        self.clauses = clauses
        self.tree = clauses.tree
        self.found: list[Dated] = []
        for expression in find_times(self.tree.text):
            dated = self._dated(expression, document_date, text_date)
            if dated is not None:
                self.found.append(dated)
                if dated.value:
                    text_date = dated.value
        self.last = text_date

    def _dated(self, expression: TimeExpression, document_date: str | None, text_date: str | None) -> Dated | None:
        start, end = expression.start + self.tree.start, expression.end + self.tree.start
        inside = [t for t in self.tree.tokens if t.start < end and start < t.end]
        if not inside:
            return None
        head = next(
            (t for t in inside if not (inside[0].index <= t.head <= inside[-1].index) or t.head == t.index), inside[0]
        )
        anchor = {"document": document_date, "text": text_date}.get(expression.anchor)
        if anchor is not None and expression.anchor == "document" and self._ahead(head):
            # "will meet on Friday": the first to come, counted from an open span (flows/language/times.py).
            anchor = f"{anchor}/.."
        value = normalise_time(expression.words, anchor)
        from_document = expression.anchor == "document"
        return Dated(head.index, start, end, expression.words, value, anchor if value else None, from_document)

    def _ahead(self, head: Token) -> bool:
        """Return whether a time expression dates what is still to come."""
        host = head.index if has_clause(self.tree, head.index) else host_of(self.tree, head.index)
        return host is not None and self.clauses.at(host).factuality.degree == "planned"

    def covers(self, index: int) -> bool:
        """Return whether a token is part of a time expression, so that it is no place and no actor."""
        token = self.tree.tokens[index]
        return any(dated.start <= token.start < dated.end for dated in self.found)

    def of(self, clause: Clause, *, with_host: bool = False) -> tuple[Dated, ...]:
        """Return the dates of a clause: none, one, or several where coordination gives it several ("in 2016 and 2017").

        A clause without a date of its own takes that of the clause it shares its time with; see `_shared`.
        ``with_host`` says that a noun's verb tells of the same event, whatever verb it is.
        """
        head: int | None = clause.head
        if with_host and not has_clause(self.tree, clause.head) and not self._own(clause.head):
            head = host_of(self.tree, clause.head)
        for _ in range(4):
            if head is None:
                break
            if own := self._own(head):
                return self._chosen(own, head)
            head = self._shared(head)
        return self._at_the_end(clause.head)

    def _at_the_end(self, head: int) -> tuple[Dated, ...]:
        """Return the date that closes a sentence inside a gerund: "banned Peru from exporting arms in 2001"."""
        for inner in (*self.clauses.at(head).role("adjunct"), *self.clauses.follow(head, "patient.clause")):
            if self.tree.tokens[inner].tag == "VBG" and (own := self._own(inner)):
                last = own[-1]
                if not any(t.start >= last.end and t.pos != "PUNCT" for t in self.tree.tokens):
                    return (last,)
        return ()

    def _own(self, head: int) -> list[Dated]:
        return [dated for dated in self.found if dated.value and self._belongs(dated, head)]

    def _belongs(self, dated: Dated, head: int) -> bool:
        """Return whether no other clause stands between a time expression and a clause's head."""
        tokens = self.tree.tokens
        if self._is_main(head) and self._fronted(dated):
            return True
        current = tokens[dated.head]
        if current.index == head:
            return True
        nominal_target = not has_clause(self.tree, head)
        while current.head != current.index:
            parent = tokens[current.head]
            if parent.index == head:
                # A conjunct's or an apposition's date is its own.
                return (
                    current.dep not in ("conj", "parataxis", "appos", "advcl", "acl:relcl")
                    or current.index == dated.head
                )
            if has_clause(self.tree, parent.index):
                return False
            if nominal_target and parent.dep == "conj":
                return False
            current = parent
        return False

    def _is_main(self, head: int) -> bool:
        """Return whether a clause is the main one, or a finite clause beside it that nothing subordinates."""
        token = self.tree.tokens[head]
        if head == self.tree.root.index:
            return True
        beside = token.dep in ("advcl", "parataxis") and token.head == self.tree.root.index
        return beside and token.tag in ("VBD", "VBZ", "VBP") and self.tree.child(head, "mark") is None

    def _fronted(self, dated: Dated) -> bool:
        """Return whether a time expression opens the sentence, before the subject of the main clause."""
        subject = self.tree.child(self.tree.root.index, "nsubj", "expl")
        limit = subject.index if subject is not None else self.tree.root.index
        first = next(i for i, t in enumerate(self.tree.tokens) if t.end > dated.start)
        if subject is not None and first in self.tree.subtree(subject.index):
            # "In 2012 Libyan ships ...", the year taken into the subject: only right at the start
            return all(t.pos == "ADP" for t in self.tree.tokens[:first])
        verbs_before = any(has_clause(self.tree, i) for i in range(first))
        return first <= limit and not verbs_before

    def _chosen(self, own: list[Dated], head: int) -> tuple[Dated, ...]:
        """Return the dates that hold together: all of a coordination, else the most exact, else the nearest."""
        joined = [own[0]]
        for previous, following in pairwise(own):
            between = self.tree.words(previous.end, following.start).strip(" ,").lower()
            if between in ("and", "") and previous is joined[-1]:
                joined.append(following)
        if len(joined) == len(own) > 1:
            return tuple(joined)
        place = self.tree.tokens[head].start
        return (min(own, key=lambda d: (-len(d.value), abs(d.start - place))),)

    def _shared(self, head: int) -> int | None:
        """Return the clause whose time a clause without one shares, or None.

        An infinitive or participle shares its governor's, a verb after "and" that of the first where it was named
        before both, an event noun that of the verb that makes or tells it happen, a clause that of its participles.
        """
        tokens = self.tree.tokens
        token = tokens[head]
        dep = token.dep
        if not has_clause(self.tree, head) and dep == "conj" and self.clauses.at(head).form == "copula":
            return token.head
        if not has_clause(self.tree, head):
            host = host_of(self.tree, head)
            if host is None or not is_verb(self.tree, host):
                return None
            words = lexicon()
            predicate = predicate_of(self.tree, host)
            happening = predicate in words.light_verbs or predicate in words.occurrence_verbs
            return host if happening and head in self.clauses.at(host).role("theme") else None
        if dep == "conj" and has_clause(self.tree, token.head):
            before = [d for d in self._own(token.head) if d.end <= tokens[token.head].start]
            return token.head if before else None
        if self._pictured(head) is not None:
            return self._pictured(head)
        if dep == "xcomp" or (
            dep == "advcl" and token.tag in ("VBG", "VBN", "VB") and self.tree.child(head, "nsubj") is None
        ):
            return token.head if has_clause(self.tree, token.head) else host_of(self.tree, token.head)
        if dep == "acl":
            return host_of(self.tree, token.head)
        return None

    def _pictured(self, head: int) -> int | None:
        """Return the participle that dates a caption's event: "this picture, taken on 3 May, shows X visiting"."""
        for ancestor in self.tree.ancestors(head):
            if ancestor.lemma == "show" and has_clause(self.tree, ancestor.index):
                for subject in self.tree.children(ancestor.index, "nsubj"):
                    if subject.lemma.lower() in lexicon().pictures:
                        participle = self.tree.child(subject.index, "acl")
                        return participle.index if participle is not None else subject.index
        return None
