"""The clause layer, tested on its readable form: what English hides behind syntax comes out the same way."""

from __future__ import annotations

from typing import Any

import pytest

from flows.language.clauses import Clauses, text_form


def lines(parser: Any, sentence: str) -> list[str]:
    (tree,) = parser.parse([(sentence, 0)])
    return text_form(tree).splitlines()


CASES = [
    # active, passive and nominal say the same
    ("Cuba severed its ties with Spain.", "sever(agent=Cuba, patient=its ties)"),
    ("Ties with Spain were severed by Cuba.", "sever(patient=Ties, agent=Cuba)"),
    ("Spain opposed the establishment of relations between Cuba and Chile.", "relation noun(between=Cuba + Chile)"),
    ("Spain opposed the establishment of relations.", "establish noun denied(of=relations, patient=relations)"),
    # relative clauses: who cut, what was lifted
    ("Cuba, which cut its ties with Spain in 1959, protested.", "cut(agent=Cuba, patient=its ties, in=1959)"),
    ("France reimposed the embargo that Spain had lifted.", "lift(agent=Spain, patient=the embargo)"),
    ("The tanker seized by Iran was Greek.", "seize(patient=The tanker, agent=Iran)"),
    ("The embassy Peru plans to open in Rome is small.", "open planned(agent=Peru, patient=The embassy"),
    ("The pact which Chad refused to sign lapsed.", "sign denied(agent=Chad, patient=The pact)"),
    # control, raising and infinitives after nouns
    ("Chile wants to deploy troops in Cuba.", "deploy planned(agent=Chile, patient=troops, in=Cuba)"),
    ("Chile persuaded Peru to sign the treaty.", "sign(agent=Peru, patient=the treaty)"),
    ("Chile promised to release the sailors.", "release planned(agent=Chile, patient=the sailors)"),
    ("Chile expressed a willingness to restore relations.", "restore planned(agent=Chile, patient=relations)"),
    ("Chile expressed hope of restoring relations.", "restore planned(agent=Chile, patient=relations)"),
    ("Two ships carrying weapons were seized by the navy.", "carry(agent=Two ships, patient=weapons)"),
    # conjoined verbs and objects
    ("Chile condemned the raid and recalled its ambassador.", "recall(agent=Chile, patient=its ambassador)"),
    ("Peru sold rifles and mines to Chile.", "sell(agent=Peru, patient=rifles + mines, to=Chile)"),
    # polarity and modality
    ("Chile did not recognise Cuba.", "recognise denied(agent=Chile, patient=Cuba)"),
    ("Chile failed to recognise Cuba.", "recognise denied(agent=Chile, patient=Cuba)"),
    ("Chile refused to recognise Cuba.", "recognise denied(agent=Chile, patient=Cuba)"),
    ("Chile will recognise Cuba.", "recognise planned(agent=Chile, patient=Cuba)"),
    ("Chile did not fail to recognise Cuba.", "recognise(agent=Chile, patient=Cuba)"),
    ("Chile did not recognise Cuba until 1862.", "recognise(agent=Chile, patient=Cuba, until=1862)"),
    ("Chile will not recognise Cuba until May.", "recognise denied(agent=Chile, patient=Cuba, until=May)"),
    ("Peru became the 110th country to recognise Cuba.", "recognise(agent=Peru, patient=Cuba)"),
    ("The council voted to lift the embargo.", "lift(agent=The council, patient=the embargo)"),
    ("Chile decided to recognise Cuba.", "recognise(agent=Chile, patient=Cuba)"),
    ("Chile threatened to invade Peru.", "invade planned(agent=Chile, patient=Peru)"),
    ("Chile signed the pact without recognising Cuba.", "recognise denied(agent=Chile, patient=Cuba)"),
    # light verbs
    ("Chile carried out a raid on Peru.", "raid noun(on=Peru, agent=Chile)"),
    # copulas, appositions and "as"
    ("Peru is an ally of Chile.", "ally copula(of=Chile, subject=Peru)"),
    ("Peru remains an ally of Chile.", "ally copula(of=Chile, subject=Peru)"),
    ("Peru, an ally of Chile, protested.", "ally copula(of=Chile, subject=Peru)"),
    ("Chile regards Peru as an ally.", "ally copula(subject=Peru"),
    ("Peruvian leaders have referred to Chile as their main enemy.", "enemy copula(poss=their, subject=Chile"),
    ("Peru is one of the largest exporters.", "exporter copula(subject=Peru)"),
    # subjects that the parse hides
    ("Canada accused Iran of shooting down the airliner.", "shoot down(agent=Iran, patient=the airliner)"),
    ("Japan accused China of entering its waters.", "enter(agent=China, patient=its waters)"),
    ("Belarus denied violating Lithuanian airspace.", "violate denied(agent=Belarus, patient=Lithuanian airspace)"),
    ("Norway has been able to send food to Chad.", "send(agent=Norway, patient=food, to=Chad)"),
    ("Peru thanked Chile for releasing the sailors.", "release(agent=Chile, patient=the sailors)"),
    ("The law prohibits Peru from selling rifles.", "sell denied(agent=Peru, patient=rifles)"),
    ("Peru closed two offices, and the latest one was closed in May.", "close(patient=two offices, in=May)"),
    ("The navy boarded three ships to search them.", "search planned(agent=The navy, patient=them)"),
    ("It was said that Chile closed the border.", "close(agent=Chile, patient=the border)"),
    ("Spain recognised Peru and Chile, an ally of Cuba.", "ally copula(of=Cuba, subject=Chile)"),
    (
        "The photograph shows the Chilean president visiting a mine.",
        "visit(agent=the Chilean president, patient=a mine)",
    ),
    # what follows the last of two passives, and what a verb of urging asks for
    ("Ten men were killed and six injured in the raid.", "kill(patient=Ten men, in=the raid)"),
    ("Mexico called on Spain to lift the embargo.", "lift planned(agent=Spain, patient=the embargo)"),
    ("Japan and Peru no longer trade.", "trade(agent=Japan + Peru, adverb=no longer)"),
    ("Peru signed treaties, including a pact with Chile.", "treaty noun(including=a pact"),
    # attribution
    ("Peru said that Chile had closed the border.", "close(agent=Chile, patient=the border) [says Peru]"),
    ("A statement by Peru said that Chile closed the border.", "close(agent=Chile, patient=the border) [says Peru]"),
]


@pytest.mark.parametrize(("sentence", "expected"), CASES)
def test_clause(parser: Any, sentence: str, expected: str) -> None:
    found = lines(parser, sentence)
    assert any(line.startswith(expected) for line in found), "\n".join(found)


def test_paths_follow_roles(parser: Any) -> None:
    (tree,) = parser.parse([("Cuba severed its diplomatic relations with Spain.", 0)])
    clauses = Clauses(tree)
    severed = next(c for c in clauses if c.predicate == "sever")
    assert [tree.tokens[i].text for i in clauses.follow(severed.head, "patient.with")] == ["Spain"]
    assert [tree.tokens[i].text for i in clauses.follow(severed.head, "patient.mod")] == ["diplomatic"]
    assert clauses.follow(severed.head, "patient.between") == ()
