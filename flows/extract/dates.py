"""Which time expression dates which clause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from flows.extract import date_headings
from flows.extract.anchors import Told, anchor_of, told_last
from flows.extract.dated import Dated
from flows.extract.entries import happens_under_heading
from flows.extract.grounds import is_elsewhen
from flows.extract.intervals import measured
from flows.extract.performatives import performative_date
from flows.extract.placing import placed
from flows.extract.shared_time import GROUNDS, sharers
from flows.language import edtf
from flows.language.clauses import Clause, Clauses
from flows.language.lexicon import lexicon
from flows.language.modality import happens_at_last
from flows.language.syntax import case_of, has_clause, host_of, is_verb, predicate_of
from flows.language.times import TimeExpression, find_times, normalise_time
from flows.language.trees import Token

# From clause to clause a time is shared no further than this.
_STEPS = 5
_NAMED_TIMES = "afternoon dawn day eve evening moment month morning night time week year"
_TIME_NOUNS = frozenset(_NAMED_TIMES.split())
# What makes the thing that a date names: "signed the treaty of 1975".
_MAKING = frozenset(
    {"adopt", "conclude", "fight", "found", "initial", "negotiate", "pass", "reach", "sign", "strike", "wage", "win"}
)
# What holds, or is put off, until a time that is not its own: "extended the ban until 2010".
_WITH_TERMS = (
    "adjourn ban bar bind close continue defer delay exempt extend forbid freeze grant lease maintain postpone "
    "prohibit prolong reauthorise reauthorize renew shut suspend waive"
)
_UNTIL = re.compile(r"(?:up )?(?:until|till|through|to)\b", re.IGNORECASE)
_UNDERGOING = ("obj", "obl", "iobj", "nsubj:pass")
_NAMING = ("nummod", "compound", "amod", "nmod:desc", "nmod:poss")
_JOINING = frozenset({"and", "and in", "and on", "and again in", "and again on", ""})
_ITEM = re.compile(r"\W{0,4}(?:On |In )?")
_HEADING = re.compile(r"\)\s|\)?(?::|\s[-\u2013\u2014]+\s|\.\s)")
WITH_TERMS = frozenset(_WITH_TERMS.split())
_MAIN_LINE = ("root", "conj", "parataxis", "appos", "dep", "dislocated", "ccomp", "acl", "list")


class Dates:
    """The time expressions of one sentence, and the clauses that they date.

    ``document_date`` and ``text_date`` (the last date before this sentence) anchor relative expressions; ``heading`` is
    the date that stands over the sentence, ``going_on`` that of the event before which it says that it goes on from;
    ``last`` is the date that the text goes on from after it.
    """

    def __init__(
        self,
        clauses: Clauses,
        document_date: str | None,
        text_date: str | None,
        heading: Dated | None = None,
        going_on: Dated | None = None,
    ) -> None:
        self.clauses = clauses
        self.tree = clauses.tree
        self.document_date = document_date
        self.heading = heading
        self.going_on = going_on
        self.found: list[Dated] = []
        self._intervals: list[Dated] = []
        self._cores: dict[Dated, Dated] = {}
        told = Told(text_date, text_date)
        for expression in find_times(self.tree.text):
            dated = self._dated(expression, document_date, told)
            if dated is None:
                continue
            self.found.append(dated)
            told = told if expression.anchor == "clause" else told.then(dated.value)
            if expression.anchor == "clause":
                self._intervals.append(dated)
            elif expression.core_start != expression.start:
                self._cores[dated] = self._core_of(expression, dated)
        self._fronting = dict(placed(self.tree, self.found))
        self._known: dict[int, tuple[Dated, ...]] = {}
        self._from_beside: dict[int, Dated] = {}
        for dated in self._intervals:
            earlier = [one for one in self.found if one.value and one.end <= dated.start]
            self._from_beside |= measured(self.clauses, dated, earlier[-1] if earlier else None, self._told_at)
            self._known.clear()
        self.last = told_last([(dated.head, dated.value) for dated in self.found], self.tree) or text_date

    def covers(self, index: int) -> bool:
        """Return whether a token is part of a time expression, so that it is no place and no actor."""
        token = self.tree.tokens[index]
        return any(dated.start <= token.start < dated.end for dated in self.found)

    def of(self, clause: Clause, *, with_host: bool = False) -> tuple[Dated, ...]:
        """Return the dates of a clause: none, one, or several where coordination gives it several ("in 2016 and 2017").

        A clause without a date of its own takes that of the clause it shares its time with (`shared_time`).
        ``with_host`` says that a noun's verb tells of the same event, whatever verb it is.
        """
        head: int | None = clause.head
        if not self.found and self.heading is None and self.going_on is None:
            return performative_date(self.tree, clause.head, self.document_date)
        if with_host and not has_clause(self.tree, clause.head) and not self._told(clause.head):
            head = host_of(self.tree, clause.head)
        if head is None:
            return self._at_the_end(clause.head) or self._behind(clause.head)
        for current in self._chain(head):
            if told := self._told(current):
                return self._at_last(current, told)
            if self._unknown(current):
                return ()
        return (
            self._at_the_end(clause.head)
            or self._headed(head)
            or self._behind(clause.head)
            or self._below(self.heading, head)
            or self._below(self.going_on, head)
            or performative_date(self.tree, head, self.document_date)
        )

    def _at_last(self, head: int, told: tuple[Dated, ...]) -> tuple[Dated, ...]:
        """Return the dates of a clause; what "did not happen until 1862" happened in 1862."""
        return tuple(self._cores.get(one, one) for one in told) if happens_at_last(self.tree, head) else told

    def _chain(self, head: int) -> Iterator[int]:
        """Yield a clause and those whose time it shares, the nearest first."""
        queue, seen = [head], {head}
        for _ in range(_STEPS):
            further = []
            for current in queue:
                yield current
                for shared in sharers(self.clauses, current, self._has_time):
                    if shared not in seen:
                        seen.add(shared)
                        further.append(shared)
            queue = further

    def _told(self, head: int) -> tuple[Dated, ...]:
        """Return the dates that a clause has by its own words, or is measured from the clause beside it."""
        if head not in self._known:
            self._known[head] = self._find(head)
        return self._known[head]

    def _find(self, head: int) -> tuple[Dated, ...]:
        if at_when := self._antecedent(head):
            return (at_when,)
        if own := self._own(head):
            return self._chosen(own, head)
        beside = self._from_beside.get(head)
        return (beside,) if beside is not None else ()

    def _unknown(self, head: int) -> bool:
        """Return whether a clause has a time of its own that cannot be told: "yesterday" in a text without a date."""
        relative = [dated for dated in self.found if not dated.value and dated not in self._intervals]
        return any(self._belongs(dated, head) for dated in relative)

    def _told_at(self, head: int) -> str:
        told = [dated for dated in self._told(head) if dated.value]
        return told[0].value if len(told) == 1 else ""

    def _has_time(self, head: int, before: int | None) -> bool:
        """Return whether a clause has a date of its own, told before a token if one is given."""
        told = self._told(head)
        return any(before is None or dated.end <= self.tree.tokens[before].start for dated in told)

    def _dated(self, expression: TimeExpression, document_date: str | None, told: Told) -> Dated | None:
        start, end = expression.start + self.tree.start, expression.end + self.tree.start
        inside = [t for t in self.tree.tokens if t.start < end and start < t.end]
        if not inside:
            return None
        head = next(
            (t for t in inside if not (inside[0].index <= t.head <= inside[-1].index) or t.head == t.index), inside[0]
        )
        anchor = anchor_of(expression, head, self.clauses, document_date, told)
        value = normalise_time(expression.words, anchor)
        from_document = expression.anchor == "document" and anchor in (document_date, f"{document_date}/..")
        dated = Dated(head.index, start, end, expression.words, value, anchor if value else None, from_document)
        return date_headings.at(self.heading, dated)

    def _core_of(self, expression: TimeExpression, dated: Dated) -> Dated:
        """Return a time without its preposition: "until 2014, when they met" dates the meeting 2014."""
        start = expression.core_start + self.tree.start
        words = self.tree.words(start, dated.end)
        return replace(dated, start=start, words=words, value=normalise_time(words, dated.anchor))

    def _antecedent(self, head: int) -> Dated | None:
        """Return the time that a relative clause is about: "in 1990, when ...", "on 9 May, the day on which ..."."""
        token = self.tree.tokens[head]
        if token.dep.split(":")[0] not in ("acl", "advcl"):
            return None
        subtree = (self.tree.tokens[i] for i in self.tree.subtree(head))
        opening = next((t for t in subtree if t.pos != "PUNCT"), None)
        if opening is not None and opening.text.lower() == "when":
            return self._ending_before(opening.index)
        governor = self.tree.tokens[token.head]
        if governor.lemma.lower() in _TIME_NOUNS and token.dep.endswith("relcl") and governor.index < head:
            return self._ending_before(self._first_of_phrase(governor.index))
        return None

    def _first_of_phrase(self, noun: int) -> int:
        return min((noun, *(t.index for t in self.tree.children(noun, "det", "amod", "advmod") if t.index < noun)))

    def _ending_before(self, index: int) -> Dated | None:
        """Return the time that ends right before a token, commas aside, without its preposition."""
        tokens = self.tree.tokens
        last = next((t for t in reversed(tokens[:index]) if t.text not in (",", "(", "-", "\u2013", "\u2014")), None)
        for dated in self.found:
            if last is not None and dated.value and dated.start <= last.start < dated.end:
                return self._cores.get(dated, dated)
        return None

    def _at_the_end(self, head: int) -> tuple[Dated, ...]:
        """Return the date that closes a sentence inside a gerund: "banned Peru from exporting arms in 2001"."""
        for inner in (*self.clauses.at(head).role("adjunct"), *self.clauses.follow(head, "patient.clause")):
            if self.tree.tokens[inner].tag == "VBG" and (own := self._own(inner)):
                last = own[-1]
                if not any(t.start >= last.end and t.pos != "PUNCT" for t in self.tree.tokens):
                    return (last,)
        return ()

    def _behind(self, head: int) -> tuple[Dated, ...]:
        """Return the date right behind what was avenged, condemned or told of: "for the killing of Diaz on Friday"."""
        if has_clause(self.tree, head) or case_of(self.tree, head) not in GROUNDS:
            return ()
        end = max(self.tree.subtree(head))
        after = next((t for t in self.tree.tokens[end + 1 :] if t.pos != "ADP"), None)
        found = (one for one in self.found if after is not None and one.start <= after.start < one.end)
        return tuple(one for one in found if one.value and one not in self._fronting)

    def _headed(self, head: int) -> tuple[Dated, ...]:
        """Return the date that heads a sentence as an entry in a list does: "1976: ...", "12 March - ..."."""
        first = self.found[0] if self.found else None
        if first is None or not first.value or _ITEM.fullmatch(self.tree.words(self.tree.start, first.start)) is None:
            return ()
        after = self.tree.words(first.end, self.tree.end)
        main = all(t.dep in _MAIN_LINE for t in (self.tree.tokens[head], *self.tree.ancestors(head)))
        return (first,) if _HEADING.match(after) and main else ()

    def _below(self, told: Dated | None, head: int) -> tuple[Dated, ...]:
        """Return the date that was told before the sentence, for what happened then."""
        if told is None:
            return ()
        entries = any(happens_under_heading(self.clauses, head, shared) for shared in self._chain(head))
        return (told,) if entries else ()

    def _own(self, head: int) -> list[Dated]:
        own = [dated for dated in self.found if dated.value and self._belongs(dated, head)]
        if predicate_of(self.tree, head) not in WITH_TERMS or happens_at_last(self.tree, head):
            return own
        return [dated for dated in own if not (dated.value.startswith("../") and _UNTIL.match(dated.words))]

    def _belongs(self, dated: Dated, head: int) -> bool:
        """Return whether no other clause stands between a time expression and a clause's head."""
        tokens = self.tree.tokens
        if dated in self._fronting:
            return self._fronting[dated] == head
        if is_elsewhen(self.tree, dated, head) or self._beyond_semicolon(dated, head):
            return False
        if self._is_main(head) and self._fronted(dated, head):
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
                ) and not self._of_noun_only(dated, current, head)
            if has_clause(self.tree, parent.index):
                return False
            if nominal_target and parent.dep == "conj":
                return False
            current = parent
        return False

    def _beyond_semicolon(self, dated: Dated, head: int) -> bool:
        """Return whether a semicolon parts a time from a verb, and another verb stands on the time's side of it."""
        first, last = sorted((head, dated.head))
        marks = [token.index for token in self.tree.tokens[first:last] if token.text == ";"]
        if not marks or not has_clause(self.tree, head):
            return False
        beside = range(marks[-1], len(self.tree.tokens)) if dated.head > head else range(marks[0])
        return any(is_verb(self.tree, index) and has_clause(self.tree, index) for index in beside)

    def _of_noun_only(self, dated: Dated, phrase: Token, head: int) -> bool:
        """Return whether a date names a noun of a verb's but not the verb's time: "denounced the 1975 treaty".

        So does one in a subject that says since or until when: "Peru, a member since 2004, denounced".
        """
        if phrase.dep.startswith(("nsubj", "obl:unmarked")) and phrase.index != dated.head and ".." in dated.value:
            return has_clause(self.tree, head)
        if phrase.index == dated.head or not is_verb(self.tree, head) or not phrase.dep.startswith(_UNDERGOING):
            return False
        if phrase.lemma.lower() in _TIME_NOUNS:
            return False  # "on Sunday night", "on the night of 9 August"
        token = self.tree.tokens[dated.head]
        naming = token.dep in _NAMING or case_of(self.tree, token.index) in ("of", "from")
        words = lexicon()
        predicate = predicate_of(self.tree, head)
        return naming and predicate not in _MAKING | words.light_verbs | words.occurrence_verbs

    def _is_main(self, head: int) -> bool:
        """Return whether a clause is the main one, or a finite clause beside it that nothing subordinates."""
        token = self.tree.tokens[head]
        if head == self.tree.root.index:
            return True
        beside = token.dep in ("advcl", "parataxis") and token.head == self.tree.root.index
        return beside and token.tag in ("VBD", "VBZ", "VBP") and self.tree.child(head, "mark") is None

    def _parted(self, first: int, second: int) -> bool:
        """Return whether a semicolon parts two tokens."""
        return any(token.text == ";" for token in self.tree.tokens[first:second])

    def _fronted(self, dated: Dated, head: int) -> bool:
        """Return whether a time expression opens the sentence, before the subject of the main clause."""
        subject = self.tree.child(self.tree.root.index, "nsubj", "expl")
        limit = subject.index if subject is not None else self.tree.root.index
        first = next(i for i, t in enumerate(self.tree.tokens) if t.end > dated.start)
        if subject is not None and first in self.tree.subtree(subject.index):
            # "In 2012 Libyan ships ...", the year taken into the subject: only right at the start
            return all(t.pos == "ADP" for t in self.tree.tokens[:first])
        verbs_before = any(has_clause(self.tree, i) for i in range(first))
        return first <= limit and not verbs_before and not self._parted(first, head)

    def _chosen(self, own: list[Dated], head: int) -> tuple[Dated, ...]:
        """Return the dates that hold together: all of a coordination, else the most exact, else the nearest."""
        joined = [own[0]]
        for previous, following in pairwise(own):
            between = self.tree.words(previous.end, following.start).strip(" ,").lower()
            alike = _precision(previous) == _precision(following) or "again" in between
            if between in _JOINING and alike and previous is joined[-1]:
                joined.append(following)
        if len(joined) == len(own) > 1:
            return tuple(joined)
        place = self.tree.tokens[head].start
        direct = {dated for dated in own if self.tree.tokens[dated.head].head == head or dated in self._fronting}
        return (min(own, key=lambda d: (d not in direct, -_precision(d), abs(d.start - place))),)


def _precision(dated: Dated) -> int:
    """Return how exact a date is: the length of its longest part."""
    return max(map(len, edtf.ends(dated.value)))
