"""Sentences of a text, as spans over it, by rules for English.

Every character that is not white space lies in exactly one span; spans come in order and never overlap. A span's
kind says what it is; only sentences, headings and items are for the parser (``SentenceSpan.parsable``). The work
is linear in the length of the text, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from flows.language.paragraphs import BULLET, after_space, paragraphs

MAX_SENTENCE = 1500  # characters, about 250 words; what runs longer is cut (kind "piece")
HEADING = 200  # characters at most

Kind = Literal["sentence", "heading", "item", "piece", "dateline", "marker"]


@dataclass(frozen=True, slots=True)
class SentenceSpan:
    """One sentence of a text, or what stands between sentences.

    ``kind``: ``sentence``; ``heading``, a paragraph of one line with no final stop; ``item``, a sentence or entry of a
    list; ``piece``, part of a sentence too long to parse whole; ``dateline``, place, date and agency before the first
    sentence; ``marker``, a bullet, a number, a rule or a label
    ("Opinion:"). ``paragraph`` counts the text's paragraphs from 0.
    """

    index: int
    start: int
    end: int
    kind: Kind
    paragraph: int

    @property
    def parsable(self) -> bool:
        """True when the span holds language that a parser can read."""
        return self.kind not in ("dateline", "marker")


def split_sentences(text: str) -> tuple[SentenceSpan, ...]:
    """Return the spans of a text in order."""
    found: list[SentenceSpan] = []
    for paragraph, (start, end) in enumerate(paragraphs(text)):
        for first, last, kind in _spans(text, start, end):
            found.append(SentenceSpan(len(found), first, last, kind, paragraph))
    return tuple(found)


# ---- one paragraph

_DATE = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
    r"(?:\s+\d{1,2}(?:st|nd|rd|th)?)?(?:,?\s+\d{4})?"
)
_PLACE = r"[^\W\d_][\w.'’-]{1,25}(?:[ /][^\W\d_][\w.'’-]{0,25}){0,4}"
_CAPITALS = r"[A-Z][A-Z.'’-]{2,25}(?:[ /][A-Z][A-Z.'’-]{1,25}){0,4}"
# "PANAMA CITY, July 17, 2013 (Agencies) - ", "SEOUL (Reuters) - ", "Pyongyang, July 3 (KCNA) -- ": a date or an
# agency is asked for, unless the place is in capitals and a capital follows the dash.
_DATELINE = re.compile(
    r"(?=(?P<place>\w+))"
    rf"(?:{_PLACE}(?:,\s+{_PLACE}){{0,2}},?\s+(?:{_DATE}(?:\s*\([^()\n]{{2,40}}\))?|\([A-Z][^()\n]{{1,40}}\))"
    rf"|{_CAPITALS}(?:,\s+{_PLACE}){{0,2}})"
    r"\s*[-–—_]{1,2}\s+(?=[\"'“‘(\[]?[A-Z0-9])"
)
_LABEL = re.compile(
    r"(?:explainer|opinion|op-ed|comment|commentary|analysis|editorial|feature|interview|update|breaking|exclusive|"
    r"factbox|timeline|column|briefing|news|review|letter|statement|press release)(?: news)?:(?=\s+\S)",
    re.IGNORECASE,
)


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int, Kind]]:
    """Yield the spans of one paragraph."""
    kind: Kind = "sentence"
    begin = start
    if label := _LABEL.match(text, start, end):
        yield *label.span(), "marker"
        start = begin = after_space(text, label.end(), end)
    if bullet := BULLET.match(text, start, end):
        yield *bullet.span(), "marker"
        kind = "heading" if text[start] == "#" else "item"
        begin = after_space(text, bullet.end(), end)
    dateline = _DATELINE.match(text, begin, min(end, begin + 160))
    if dateline and dateline["place"][0].isupper() and dateline["place"].lower() not in STARTERS:
        yield begin, begin + len(dateline.group().rstrip()), "dateline"
        begin = dateline.end()
    sentences = list(_sentences(text, begin, end))
    if kind == "sentence" and begin == start and len(sentences) == 1 and _is_heading(text, start, end):
        kind = "heading"
    for first, last in sentences:
        if not _WORD_CHARACTER.search(text, first, last):
            yield first, last, "marker"
        elif last - first > MAX_SENTENCE:
            yield from ((*piece, "piece") for piece in _pieces(text, first, last))
        else:
            yield first, last, kind


def _is_heading(text: str, start: int, end: int) -> bool:
    return end - start <= HEADING and not _FINAL_STOP.search(text, max(start, end - 12), end)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield parts of an overlong sentence, each within the limit, cut where a clause is likeliest to end."""
    while end - start > MAX_SENTENCE:
        cut = start + MAX_SENTENCE
        for mark in ("; ", ": ", ", ", " "):
            found = text.rfind(mark, start + MAX_SENTENCE // 2, cut)
            if found > 0:
                cut = found + len(mark)
                break
        piece = text[start:cut].rstrip()
        if piece:
            yield start, start + len(piece)
        start = after_space(text, cut, end)
    if start < end:
        yield start, end


# ---- sentence boundaries

_WORD_CHARACTER = re.compile(r"[^\W_]")
# Possessive, and never begun inside a run of stops: a megabyte of dots takes one pass.
_CLOSERS = r"[\"'”’»)\]}*_]*+(?: ?\[\d{1,3}\]|\[[^\[\]\s]{1,12}\])*+"
_STOP = re.compile(rf"(?<![.!?…])(?<!\. )(?:\.(?: ?\.)++|[.!?…]++){_CLOSERS}(?:(?<=[a-z]{{4}}[.!?])\d{{1,3}})?(?=\s)")
_FINAL_STOP = re.compile(rf"[.!?…;,]{_CLOSERS}$")
# "of human rights.Carter": the blank was lost when the text was copied.
_LOST_BLANK = re.compile(
    r"(?<=[a-z]{3})[.!?][\"”’)]?(?:\[[^\[\]\s]{1,12}\])*(?=[A-Z][a-z]*[\s,’'])(?!(?:Com|Org|Net)\b)"
)
_BOUNDARY = re.compile(rf"(?P<stop>{_STOP.pattern})|(?P<lost>{_LOST_BLANK.pattern})")
_NEXT = re.compile(r"\s+(?P<open>[\"'“‘«(\[{*_–—-]{0,4})(?P<word>[^\W_][\w’'.-]{0,30})?")
_ACRONYM = re.compile(r"(?:[a-z]\.)+[a-z]|ph\.d|[mb]\.(?:sc|phil|ed)|[a-z]{1,3}(?:-[a-z]\.[a-z])")
_PLAIN_WORD = re.compile(r"(?<![^\s])[a-z]{4,12}$")
_BEFORE = re.compile(r"[^\s\"“”‘(\[{/–—]{0,24}$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    "mr mrs ms dr gen lt col sgt capt maj adm sen rep gov prof rev hon amb brig cmdr cdr cpl pvt messrs mme mlle st mt "
    "ft fr pres sec supt insp vs v cf e.g i.e viz gens cols sens reps drs profs revs"
)
NUMBERED = _words("no nos art arts sec secs p pp vol vols ch chs fig figs res para paras op ca c nr b d r")
MONTHS = _words("jan feb mar apr jun jul aug sep sept oct nov dec")
FIRMS = _words(
    "inc corp ltd co bros jr sr llc plc dept govt assn assoc univ intl natl est approx misc incl excl prov dist "
    "temp max min ave blvd rd ed eds al"
)
HOURS = frozenset({"a.m", "p.m", "am", "pm"})
AFTER_HOURS = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december est edt cst cdt mst mdt pst pdt gmt utc cet bst ist jst kst eastern central "
    "pacific mountain moscow beijing"
)
# Words that, with a capital, begin a sentence: closed classes and the adverbs of discourse. Words that also begin
# names or titles after "U.S." (Under Secretary, First Lady, New York) are left out.
STARTERS = _words(
    "the a an this that these those he she it they we i you his her its their our my your there here in on at by for "
    "from with without after before since until during while when where as if although though because but and or nor "
    "yet so however moreover meanwhile then thus therefore nevertheless nonetheless also although despite instead "
    "indeed furthermore additionally today yesterday tomorrow last next earlier later now only both some many most "
    "several all each every what who why how which to of among between within following according once "
    "such other others another not neither either even still just like unlike upon through throughout over about "
    "against amid along more less few perhaps similarly likewise finally currently recently officials"
)
SPEECH = re.compile(
    r"(?:(?:[A-Z][a-z]{1,4}\.|[^\s.!?]{1,25})\s+){1,5}?(?:said|says|asked|asks|told|replied|added|wrote|exclaimed|shouted|wondered|demanded)\b"
)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the extents of the sentences of a paragraph."""
    for mark in _BOUNDARY.finditer(text, start, end):
        if mark.end() < end and mark.start() >= start and (mark["lost"] or _ends_sentence(text, start, mark, end)):
            yield start, mark.end()
            start = after_space(text, mark.end(), end)
    if start < end:
        yield start, end


def _ends_sentence(text: str, start: int, mark: re.Match[str], end: int) -> bool:
    """Tell whether a stop followed by white space ends the sentence that begins at ``start``."""
    following = _NEXT.match(text, mark.end(), end)
    if following is None:
        return True
    word, opened = following["word"] or "", following["open"]
    capital = word[:1].isupper() or bool(re.match(r"(?:al|el|an|as|ash|ad|bin|ibn)-[A-Z]", word))
    stop = mark["stop"]
    if word and not capital and not word[0].isdigit():
        # Hasty writers, and names like "al Qaeda" and "youtube-dl", begin sentences in lower case.
        plain = _PLAIN_WORD.search(text, max(start, mark.start() - 12), mark.start())
        return len(stop) == 1 and not opened and plain is not None and plain.group() not in FIRMS
    if stop[0] != "." or stop[1:2] in (".", " "):
        speech = stop[0] in "!?" and stop[-1] in "\"”’'" and not opened
        return not (speech and SPEECH.match(text, after_space(text, mark.end(), end), end))
    before = _BEFORE.search(text, max(start, mark.start() - 24), mark.start())
    return _dot_ends(before.group() if before else "", word, opened, at_start=mark.start() - start < 3)


def _dot_ends(before: str, word: str, opened: str, *, at_start: bool) -> bool:
    """Tell whether the full stop after the word ``before`` ends a sentence that ``word`` would follow."""
    if before and not before[-1].isalnum() and before[-1] != ".":
        return True
    abbreviation = before.lower().strip("*_'’")
    starter = word.lower().split("’")[0].split("'")[0] in STARTERS and word[:1].isupper()
    digit = word[:1].isdigit()
    if abbreviation in HOURS:
        return not digit and word.lower().rstrip(".") not in AFTER_HOURS
    if abbreviation in TITLES:
        return False
    if abbreviation in NUMBERED and (len(abbreviation) > 1 or before.islower()):
        return not any(character.isdigit() for character in word)
    if abbreviation in MONTHS:
        return not digit
    if abbreviation in FIRMS or _ACRONYM.fullmatch(abbreviation):
        return not digit and (starter or (bool(opened) and opened[0] in "\"“‘'"))
    if len(abbreviation) == 1 and before.isalpha() and before.isupper():
        return starter and before != "I" if not at_start else False
    return not (before.isdigit() and at_start)
