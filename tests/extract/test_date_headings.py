"""Which date stands over which sentence, and which clauses take it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from flows.extract.date_headings import date_headings
from flows.extract.dated import Dated
from flows.extract.dates import Dates
from flows.extract.rules_engine import RulesEngine
from flows.ingest.document import Document, Metadata
from flows.language.clauses import Clauses
from flows.language.sentences import split_sentences
from flows.language.times import normalise_time


def over(text: str, document_date: str | None = None) -> dict[str, str]:
    """Return the dates that stand over the sentences of a text, by their first words."""
    spans = [span for span in split_sentences(text) if span.parsable]
    found = date_headings(text, spans, document_date)
    for heading in found.values():
        dated = heading.dated
        assert text[dated.start : dated.end] == dated.words
        assert normalise_time(dated.words, dated.anchor) == dated.value
    return {text[spans[i].start : spans[i].end].split(maxsplit=1)[0]: h.dated.value for i, h in found.items()}


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        # lines, with the year in a heading above them
        (
            "Current events: May 1987\n\nMay 2\n- Peru expels an envoy.\n- Chad protests.\n\nMay 4\n- Oman buys tanks.",
            {"Peru": "1987-05-02", "Chad": "1987-05-02", "Oman": "1987-05-04"},
        ),
        ("4 May 1987 (Monday)\n\nPeru protests.\n\nTuesday, 5 May\n\nChad replies.",
         {"Peru": "1987-05-04", "Chad": "1987-05-05"}),
        ("1959\n\nPeru protests.\n\n1961\n\nChad replies.", {"Peru": "1959", "Chad": "1961"}),
        ("1959\n\nJuly\n\nPeru protests.\n\nAugust\n\nChad replies.", {"Peru": "1959-07", "Chad": "1959-08"}),
        ("Events of 1987\n\nDecember 30\n\nPeru protests.\n\nJanuary 2\n\nChad replies.",
         {"Peru": "1987-12-30", "Chad": "1988-01-02"}),
        # dates that open paragraphs
        ("A diary, May 1987\n\nMay 2. Peru protests. Chad replies.\n\nMay 4. Oman buys tanks.",
         {"May": "1987-05-04", "Peru": "1987-05-02", "Chad": "1987-05-02", "Oman": "1987-05-04"}),
        ("1959: Peru protests. Chad replies.\n\n1961 - Mali leaves. Oman stays.",
         {"1959:": "1959", "Chad": "1959", "1961": "1961", "Oman": "1961"}),
        ("- 4 June 1984: Iran seizes a ship. Oman protests.\n- 6 June 1984: Iraq replies. Chad follows.",
         {"4": "1984-06-04", "Oman": "1984-06-04", "6": "1984-06-06", "Chad": "1984-06-06"}),
        # another heading right below is one of parts; one after the entries ends them
        ("12 May 1987\n\nTrade\n* Peru protests.\n\nLaw\n* Chad replies.",
         {"Trade": "1987-05-12", "Peru": "1987-05-12", "Law": "1987-05-12", "Chad": "1987-05-12"}),
        ("2 May 1987\n\nPeru protests.\n\n4 May 1987\n\nChad replies.\n\nSources\n\nOman stays.",
         {"Peru": "1987-05-02", "Chad": "1987-05-04"}),
        # one day's digest, told by its headings
        ("Monday, 5 June 1995\n\nTrade\n\nTin\n\nPeru protests. Chad replies.\n\nLaw\n\nOman stays.",
         {"Trade": "1995-06-05", "Tin": "1995-06-05", "Peru": "1995-06-05", "Chad": "1995-06-05",
          "Law": "1995-06-05", "Oman": "1995-06-05"}),
        # near-misses: the day of the report, spans, places, months of nothing, a year above that none tells
        ("Statement of the Ministry\n\n12 June 2018\n\nPeru protests. Chad replies.", {}),
        ("Statement of the Ministry\n\nKyiv, 12 June 2018\n\nPeru protests.\n\nLima, 14 June\n\nChad replies.", {}),
        ("12 June 2018\n\nStatement of the Ministry\n\nPeru protests. Chad replies.", {}),
        ("1917-1921\n\nPeru protests.\n\n1922-1930\n\nChad replies.", {}),
        ("June 1\n\nPeru protests.\n\nJune 3\n\nChad replies.", {}),
        ("In 1959 Peru protests.\n\nIn 1961 Chad replies.", {}),
        ("Monday\n\nPeru protests.\n\nTuesday\n\nChad replies.", {}),
    ],
)  # fmt: skip
def test_a_date_stands_over_what_it_heads(text: str, dates: dict[str, str]) -> None:
    assert over(text) == dates


def test_a_heading_without_its_year_is_counted_from_the_documents_date() -> None:
    text = "October 6. Peru protests.\n\nOctober 9. Chad replies."
    assert over(text, "1973-11-16")["Peru"] == "1973-10-06"
    assert over(text, "1973-10-08")["Chad"] == "1972-10-09"


HEADING = Dated(0, 0, 5, "May 2", "1987-05-02", "1987", carried=True)


@pytest.mark.parametrize(
    ("sentence", "dates"),
    [
        ("Peru expels two envoys and Chad recalls its consul.", {"expels": "1987-05-02", "recalls": "1987-05-02"}),
        ("Peru expelled two envoys.", {"expelled": "1987-05-02"}),
        ("Ten soldiers are killed in an ambush in Chad.", {"killed": "1987-05-02"}),
        ("Chad: A bomb kills ten soldiers.", {"kills": "1987-05-02"}),
        ("Peru starts to ship tin to Chad.", {"starts": "1987-05-02", "ship": "1987-05-02"}),
        ("Peru bans tin from Chad, which Oman accuses of fraud.", {"bans": "1987-05-02", "accuses": "1987-05-02"}),
        # what did not happen then
        ("Peru had expelled two envoys.", {"expelled": ""}),
        ("Peru has expelled two envoys.", {"expelled": ""}),
        ("Peru will expel two envoys.", {"expel": ""}),
        ("Peru expelled two envoys in 1984.", {"expelled": "1984"}),
        ("Peru earlier expelled two envoys.", {"expelled": ""}),
        ("Peru is the largest exporter of tin.", {"exporter": ""}),
        ("Peru wants to expel two envoys.", {"wants": "", "expel": ""}),
        ("Peru frees envoys whom Chad arrested.", {"frees": "1987-05-02", "arrested": ""}),
        ("Peru sends tin every year.", {"sends": ""}),
    ],
)  # fmt: skip
def test_what_happens_below_a_date_happens_then(parser: Any, sentence: str, dates: dict[str, str]) -> None:
    (tree,) = parser.parse([(sentence, 20)])
    found = Dates(Clauses(tree), None, None, HEADING)
    told = {tree.tokens[c.head].text: " + ".join(d.value for d in found.of(c)) for c in found.clauses}
    assert {word: told.get(word) for word in dates} == dates


@pytest.fixture(scope="module")
def engine(parser: Any) -> RulesEngine:
    return RulesEngine(parser)


TEXT = (
    "Chronology, 1987\n\nMay 2\n- Peru expels two Chilean diplomats.\n"
    "- Chile recalls its ambassador from Lima over the previous day's clash.\n\n"
    "May 6\n- Ghana tests a missile. The day before, Togo tested a rocket."
)


@pytest.mark.parametrize("published", [None, date(1990, 3, 1)])
def test_claims_hold_the_words_of_the_heading(engine: RulesEngine, published: date | None) -> None:
    document = Document("x", "x.txt", "0", "utf-8", len(TEXT), TEXT, Metadata(published_on=published))
    dates = [
        (e.value, TEXT[e.start : e.end], e.carried)
        for c in engine.read(document).claims
        for e in c.evidence
        if e.field == "date"
    ]
    assert ("1987-05-02", "May 2", True) in dates
    assert ("1987-05-06", "May 6", True) in dates
    assert ("1987-05-05", "The day before", False) in dates
