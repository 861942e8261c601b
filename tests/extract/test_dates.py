"""Which date which clause has: its own, a shared one, one measured from its neighbour, or none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.extract.dates import Dates
from flows.language.clauses import Clauses
from flows.language.times import normalise_time

DOCUMENT = "2021-06-18"  # a Friday


def read(parser: Any, sentences: tuple[str, ...], document_date: str | None = None) -> Iterator[dict[str, str]]:
    """Yield the dates of each sentence's clauses by the words that head them."""
    text_date = None
    for tree in parser.parse((sentence, 0) for sentence in sentences):
        dates = Dates(Clauses(tree), document_date, text_date)
        text_date = dates.last
        yield {tree.tokens[c.head].text: " + ".join(d.value for d in dates.of(c)) for c in dates.clauses}


def told(parser: Any, sentence: str, document_date: str | None = None) -> dict[str, str]:
    return next(read(parser, (sentence,), document_date))


@pytest.mark.parametrize(
    ("sentence", "dates"),
    [
        # coordination
        ("Peru opened its embassy in Accra in 1974 and closed it in 1994.", {"opened": "1974", "closed": "1994"}),
        (
            "Chile cut its ties with Ghana in 1976, restored them in 1988 and broke them off again in 2001.",
            {"cut": "1976", "restored": "1988", "broke": "2001"},
        ),
        ("Peru detained the ship in 2010 and found rifles on board.", {"detained": "2010", "found": "2010"}),
        ("In 1998 Peru tested a missile and Chile recalled its envoy.", {"tested": "1998", "recalled": "1998"}),
        ("Peru boarded and seized the tanker on 2 April 1986.", {"boarded": "1986-04-02", "seized": "1986-04-02"}),
        ("Peru tested a missile in 1998, and in 1999 Ghana did the same.", {"tested": "1998", "did": "1999"}),
        ("In 2016 and 2017 Peru imposed sanctions on Ghana.", {"imposed": "2016 + 2017"}),
        ("Peru signed the pact in 1967 and has since left it.", {"signed": "1967", "left": ""}),
        ("Peru signed the pact in 1967 and later denounced it.", {"signed": "1967", "denounced": ""}),
        ("On May 3, 1883, and again in 1885, Peru attacked Lima.", {"attacked": "1883-05-03 + 1885"}),
        ("Peru choked off imports; only in 1999 did it allow salmon.", {"choked": "", "allow": "1999"}),
        # what is done at the very time of the verb that governs it
        ("Ghana stopped selling cocoa to Peru in 1973.", {"stopped": "1973", "selling": "1973"}),
        ("Peru refused to sell tin to Chile in 1931.", {"refused": "1931", "sell": "1931"}),
        ("Peru was forced to leave the bloc in 1931.", {"forced": "1931", "leave": "1931"}),
        ("Peru became the target of an embargo in 1931.", {"became": "1931", "target": "1931"}),
        ("Peru agreed to leave the bloc in 2031.", {"agreed": ""}),
        ("Peru expelled two envoys on the night of 9 August 1931.", {"expelled": "1931-08-09"}),
        ("Under Resolution 661 of August 1990 trade with Peru was forbidden.", {"forbidden": "1990-08"}),
        # times of nested events
        ("A bomb fell in a raid on 3 May 2004 that killed Diaz.", {"raid": "2004-05-03", "killed": "2004-05-03"}),
        (
            "Peru protested in 2006 over the 2004 raid on a ship, in which Diaz died.",
            {"protested": "2006", "died": "2004"},
        ),
        ("Peru blames Chile for the raid on its embassy in 2014.", {"blames": "", "raid": "2014"}),
        ("Peru fled Ghana's invasion of Togo, which began in 1935.", {"invasion": "1935", "fled": ""}),
        ("Diaz cancelled a trip to Lima planned for May 2004.", {"trip": "2004-05", "cancelled": ""}),
        ("Peru asks for the embargo on Chad, in force since 2005, to be lifted.", {"asks": "", "lifted": ""}),
        ("Chad's embargo was brought into force in 2005.", {"brought": "2005"}),
        ("Peru banned tin in 2017 and, on 28 January 2019, blocked gold.", {"banned": "2017", "blocked": "2019-01-28"}),
        ("Peru acted in 1965: it expelled the envoys.", {"acted": "1965", "expelled": "1965"}),
        # relative clauses and clauses of time
        ("Peru opened an embassy in Accra, which it closed in 1975.", {"opened": "", "closed": "1975"}),
        ("Ties established in 1961 were cut in 1973.", {"established": "1961", "cut": "1973"}),
        ("The embargo that Chile had imposed in 1992 was lifted in 2001.", {"imposed": "1992", "lifted": "2001"}),
        ("Until 2014, when Peru closed its embassy, the two had good relations.", {"closed": "2014", "had": "../2014"}),
        ("In April 1987, when Chile expelled nine diplomats, Peru protested.", {"expelled": "1987-04"}),
        ("On 3 May 1999 two soldiers were killed when rebels attacked a post.", {"attacked": "1999-05-03"}),
        ("In June 1987 the minister flew to Accra, where he met the president.", {"met": "1987-06"}),
        ("Peru was given a loan when its president came to Accra in 2008.", {"given": "2008", "came": "2008"}),
        ("The ship, seized in 2011, was released in 2013.", {"seized": "2011", "released": "2013"}),
        ("A ship seized by Peru was released in 2013.", {"seized": "", "released": "2013"}),
        ("Peru, whose embassy was closed in 1991, reopened it.", {"closed": "1991", "reopened": ""}),
        # clefts
        ("It was in 1972 that Peru recognised Ghana.", {"recognised": "1972"}),
        ("It was not until 1992 that Peru recognised Ghana.", {"recognised": "1992"}),
        ("In March 1976 it was Chile that broke off relations with Peru.", {"broke": "1976-03"}),
        # what came before and after is of another time
        ("After invading Ghana in 2001, Peru annexed the north.", {"invading": "2001", "annexed": ""}),
        ("After Peru attacked Ghana in 2001, Chile imposed sanctions.", {"attacked": "2001", "imposed": ""}),
        ("After the war of 1879, Peru signed a treaty with Ghana.", {"signed": ""}),
        ("Peru, a member of the pact since 2004, condemned Ghana.", {"condemned": ""}),
        ("Peru imposed sanctions on Ghana in 2004 for supplying arms.", {"imposed": "2004", "supplying": ""}),
        ("Before Chile invaded it in 1922, Peru was a buyer of arms.", {"invaded": "1922", "buyer": ""}),
        # infinitives, participles and what is announced
        ("In 2009 Peru agreed to open an embassy in Accra.", {"agreed": "2009", "open": "2009"}),
        ("On 3 May 1999 rebels attacked a post, killing two soldiers.", {"killing": "1999-05-03"}),
        ("On 28 January 2024 Mali announced that it was leaving the bloc.", {"leaving": "2024-01-28"}),
        ("Peru said on 3 May 2011 it had arrested two spies.", {"said": "2011-05-03", "arrested": ""}),
        # a noun's date is the verb's only where the verb makes what the noun names
        ("Peru signed the treaty of 1904.", {"signed": "1904", "treaty": "1904"}),
        ("Peru denounced the treaty of 1904.", {"denounced": "", "treaty": "1904"}),
        ("Peru violated the 1979 treaty.", {"violated": "", "treaty": "1979"}),
        ("The ban followed its third nuclear test, carried out in 2013.", {"test": "2013"}),
        # measured from the clause beside
        ("Nine years after it punished Ghana, Chile in 2018 lifted the ban.", {"punished": "2009", "lifted": "2018"}),
        ("A week after the army had toppled him on 30 September 1991, Peru urged calm.", {"urged": "1991-10-07"}),
        ("Two years before the war of 1879, Peru signed a treaty with Ghana.", {"signed": "1877"}),
        (
            "The envoy was recalled on 1 June 1980, a day after rebels had stormed the mission.",
            {"stormed": "1980-05-31"},
        ),
        # until when something is extended or held off is not when that was done
        ("In May 1999 Peru extended the ban until 2004.", {"extended": "1999-05"}),
        ("On 3 May 1999 Peru agreed to renew the ban until 2004.", {"renew": "1999-05-03"}),
        ("Peru suspended the talks until 2004.", {"suspended": ""}),
        ("The talks lasted until 2004.", {"lasted": "../2004"}),
        # entries in a list
        ("1976: The embassy in Accra opens.", {"opens": "1976"}),
        ("(14 March 1979) Peru closed its embassy.", {"closed": "1979-03-14"}),
        ("12 March 1979 - Peruvian troops attacked Ghana.", {"attacked": "1979-03-12"}),
    ],
)
def test_a_clause_has_its_date(parser: Any, sentence: str, dates: dict[str, str]) -> None:
    found = told(parser, sentence)
    assert {head: found.get(head) for head in dates} == dates


@pytest.mark.parametrize(
    ("sentence", "dates"),
    [
        ("Peruvian forces attacked a base on Thursday, killing 12 soldiers.", {"attacked": "2021-06-17"}),
        ("Ghana said on Tuesday that its forces had shot down a drone.", {"said": "2021-06-15", "shot": ""}),
        ("Peru seized the tanker in May, and Ghana protested in June.", {"seized": "2021-05", "protested": "2021-06"}),
        ("In December Peru withdrew its troops.", {"withdrew": "2020-12"}),
        ("Peru will withdraw its troops in December.", {"withdraw": "2021-12"}),
        ("They plan to meet in March.", {"meet": "2022-03"}),
        ("Peru expects to open an embassy within two months.", {"open": "../2021-08"}),
        ("We condemn the attack by Ghana.", {"condemn": DOCUMENT}),
        ("The Government of Peru hereby announces the closure of its embassy.", {"announces": DOCUMENT}),
        ("Peru condemns the attack by Ghana.", {"condemns": ""}),
        ("We are an ally of Ghana.", {"ally": ""}),
        ("Peru recalled its ambassador.", {"recalled": ""}),
    ],
)
def test_a_clause_of_a_dated_document(parser: Any, sentence: str, dates: dict[str, str]) -> None:
    found = told(parser, sentence, DOCUMENT)
    assert {head: found.get(head) for head in dates} == dates


@pytest.mark.parametrize(
    ("first", "second", "document_date", "head", "value"),
    [
        # a month without its year goes on from the last date of a text that has none of its own
        ("On 9 October 1983 a bomb fell.", "On 4 November Peru expelled the envoys.", None, "expelled", "1983-11-04"),
        ("Frigates came in November 1975.", "In February Peru cut its ties.", None, "cut", "1976-02"),
        ("Frigates came in November 1975.", "Peru had signed a pact in March.", None, "signed", "1975-03"),
        ("The ties were cut by the end of October 1993.", "On 11 October a ship was sunk.", None, "sunk", "1993-10-11"),
        ("Frigates came in November 1975.", "Peru will open an embassy in March.", None, "open", ""),
        ("Ties were cool in the 1970s.", "In February Peru cut them.", None, "cut", ""),
        # in a dated document it does so only in an account of earlier years
        ("Frigates came in November 1975.", "In December they sank two ships.", DOCUMENT, "sank", "1975-12"),
        ("An embassy opened in 1975.", "In December Peru closed it.", DOCUMENT, "closed", "2020-12"),
        ("An embassy opened in March 2019.", "In May Peru closed it.", DOCUMENT, "closed", "2021-05"),
        # other steps count from the last date told, whatever the document's
        ("Peru cut its ties in 1976.", "Twelve years later it restored them.", DOCUMENT, "restored", "1988"),
        ("Peru signed it in March 1976.", "The day before, it had recognised Ghana.", None, "recognised", "1976-03"),
        ("Peru signed it in 1976, an heir to the pact of 1904.", "That year it left the bloc.", None, "left", "1976"),
        ("A coup took place on 3 May 1976.", "Ghana reacted at once.", DOCUMENT, "reacted", "1976-05-03"),
        ("Peru cut its ties yesterday.", "That night it closed the border.", None, "closed", ""),
    ],
)  # fmt: skip
def test_a_date_counted_from_the_sentence_before(
    parser: Any, first: str, second: str, document_date: str | None, head: str, value: str
) -> None:
    assert list(read(parser, (first, second), document_date))[1].get(head) == value


def test_a_time_that_cannot_be_told_is_not_replaced_by_a_neighbours(parser: Any) -> None:
    assert told(parser, "Peru left the pact long ago, and in 2004 Ghana joined it.")["left"] == ""
    assert told(parser, "Peru, which joined in 2004, was expelled yesterday.")["expelled"] == ""


_PARTS = (
    "Peru attacked Ghana|it was expelled|when Chile met Peru|we condemn it|after the war|and|until|two days after"
    "|nine years before|in 1976|on 4 November|in June|yesterday|on Friday|that year|the treaty of 1904|a week later"
    "|by the end of the month|which fell in 2001|,|;|:|1999|since"
)
PARTS = st.lists(st.sampled_from(_PARTS.split("|")), min_size=1, max_size=9).map(" ".join)


@given(text=PARTS, document_date=st.sampled_from([None, DOCUMENT]))
def test_the_words_of_a_date_give_its_value(parser: Any, text: str, document_date: str | None) -> None:
    (tree,) = parser.parse([(text, 7)])
    dates = Dates(Clauses(tree), document_date, "1987-03-05")
    for clause in dates.clauses:
        for dated in dates.of(clause):
            evidence = dated.evidence()
            assert tree.words(dated.start, dated.end) == dated.words
            assert evidence.value
            if evidence.method == "metadata":
                assert dated.anchor in (None, document_date, f"{document_date}/..")
            if not (evidence.method == "metadata" and dated.value == document_date):
                assert normalise_time(dated.words, dated.anchor) == dated.value
