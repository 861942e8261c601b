"""The sides of a measure that is named without them are those that the text around it tells, or nobody."""

from __future__ import annotations

import pytest

from flows.extract.rules_engine import RulesEngine
from flows.ingest.document import Document, Metadata


@pytest.fixture(scope="module")
def engine() -> RulesEngine:
    return RulesEngine()


def measures(engine: RulesEngine, text: str) -> list[tuple[str, str, str]]:
    document = Document("told", "told.txt", "0" * 64, "utf-8", len(text.encode()), text, Metadata())
    claims = [claim for claim in engine.read(document).claims if claim.table == "sanctions"]
    fields = ("action", "senders", "targets")
    told = [tuple(" ".join(map(str, claim.values(field))) for field in fields) for claim in claims]
    return [(action, senders, targets) for action, senders, targets in dict.fromkeys(told)]


TOLD = "Norway imposed an embargo on Fiji in 2007."


@pytest.mark.parametrize(
    ("later", "measure"),
    [
        ("The embargo was lifted in 2012.", ("lifted", "NOR", "FJI")),
        ("In 2012 the government in Oslo eased the restrictions.", ("eased", "NOR", "FJI")),
        ("Sweden announced penalties of its own.", ("imposed", "SWE", "FJI")),
        ("It was renewed in 2009.", ("extended", "NOR", "FJI")),
        ("Samoa ignored it.", ("violated", "NOR", "WSM")),
        ("The decree was revoked in 2012.", ("lifted", "NOR", "FJI")),
    ],
)
def test_what_is_lacking_was_told_of_the_measure_before(
    engine: RulesEngine, later: str, measure: tuple[str, str, str]
) -> None:
    first, *others = measures(engine, f"{TOLD} {later}")
    assert first == ("imposed", "NOR", "FJI")
    assert others == [measure]


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("SYRIA: Japan eased its embargo on Monday.", ("eased", "JPN", "SYR")),
        ("* Sudan - Canada extended its arms embargo.", ("extended", "CAN", "SDN")),
        ("GUINEA: The European Union lifted its sanctions in May.", ("lifted", "EU", "GIN")),
    ],
)
def test_a_heading_tells_whom_a_measure_is_against(
    engine: RulesEngine, text: str, measure: tuple[str, str, str]
) -> None:
    assert measures(engine, text) == [measure]


@pytest.mark.parametrize(
    "later",
    [
        "The measures were welcomed by shopkeepers.",
        "Sanctions seldom work.",
        "Denmark lifted its curfew in June.",
        "The queen approved of the law.",
    ],
)
def test_what_is_no_measure_takes_nobody(engine: RulesEngine, later: str) -> None:
    assert measures(engine, f"{TOLD} {later}") == [("imposed", "NOR", "FJI")]


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("Ana Ruiz fled to Lima. In 2007 Canada froze Ms Ruiz's assets.", "Ana Ruiz"),
        ("The general, Pedro Soto, stayed. Spain froze the accounts of Soto.", "Pedro Soto"),
        ("Canada froze the assets of Jean Martel.", "Jean Martel"),
    ],
)
def test_a_person_is_told_by_the_full_name(engine: RulesEngine, text: str, targets: str) -> None:
    assert [told[2] for told in measures(engine, text)] == [targets]


@pytest.mark.parametrize(
    "text",
    [
        "Under Resolution 661 all trade with Iraq was forbidden.",
        "By resolution 757 of May 1992 trade with Yugoslavia was banned.",
        "Under Security Council Resolution 1267 the assets of the Taliban were frozen.",
    ],
)
def test_a_resolution_by_its_number_is_the_security_councils(engine: RulesEngine, text: str) -> None:
    assert [told[:2] for told in measures(engine, text)] == [("imposed", "UNSC")]


def test_western_goods_are_nobodys(engine: RulesEngine) -> None:
    assert all("Western" not in told for told in measures(engine, "Russia banned the import of Western food in 2014."))
