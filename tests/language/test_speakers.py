"""For which state a text says "we", and whose words a quotation's are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Meant = Callable[..., dict[str, set[str]]]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        (("We in Zambia remember it well.", "Our government paid."), "ZMB"),
        (("We, the Finns, are patient.", "Our government paid."), "FIN"),
        (("As the war ended, our country, Malta, was poor.", "Our government paid."), "MLT"),
        (("Statement by the Ministry of Foreign Affairs of Peru", "Our government paid."), "PER"),
        (("Address to parliament by the President of Malawi", "Our government paid."), "MWI"),
        (("People of Ghana!", "Our government paid."), "GHA"),
        (("Fellow Samoans, good evening.", "Our government paid."), "WSM"),
        (("As a Kenyan, I am ashamed.", "Our government paid."), "KEN"),
        (("In my country, Uganda, nobody forgets it.", "Our government paid."), "UGA"),
        (("Foreigners come to Quito and like it here.", "Colombia took from us the coast.",
          "Ecuador has not forgotten it.", "Our government paid."), "ECU"),
        (("North Korea tested a missile.", "Seoul protested.", "We in the South were not surprised.",
          "Our government paid."), "KOR"),
    ],
)  # fmt: skip
def test_we_are_whom_the_text_says(meant: Meant, text: tuple[str, ...], actor: str) -> None:
    assert meant(*text)["Our government"] == {actor}


def test_a_place_named_once_speaks_for_nobody(meant: Meant) -> None:
    assert "Our government" not in meant("It rained in Quito.", "Our government paid.")


def test_who_is_only_spoken_of_does_not_speak(meant: Meant) -> None:
    for text in ("The people of Ghana voted.", "He was tried as a Kenyan.", "The fellow Samoans agreed."):
        assert "Our government" not in meant(text, "Our government paid.")


def test_we_in_a_quotation_is_who_says_it(meant: Meant) -> None:
    found = meant('"We will answer," Iran\'s foreign minister said.')
    assert found["We"] == {"IRN"}
    found = meant('The Danish government said: "We have recalled our ambassador."')
    assert found["We"] == found["our"] == found["our ambassador"] == {"DNK"}


def test_we_in_a_quotation_is_not_the_texts_own_we(meant: Meant) -> None:
    found = meant("We in Zambia remember it well.", 'Angola said: "We will answer."')
    assert found["We"] == {"AGO"}


def test_a_passer_by_speaks_for_nobody(meant: Meant) -> None:
    assert "We" not in meant('"We are hungry," a baker said.')


def test_a_quotation_that_goes_on_has_the_same_speaker(meant: Meant) -> None:
    found = meant('The Danish government said: "We are not at war.', 'We want peace."')
    assert found["We"] == {"DNK"}


def test_american_usage_alone_names_its_president(meant: Meant) -> None:
    text = ("The United States left Cuba.", "The United States paid.", "The Lloyd Administration signed nothing.")
    assert meant(*text, "President Henry Lloyd resigned.")["President Henry Lloyd"] == {"USA"}
    assert meant(*text[:1], text[2], "President Henry Lloyd resigned.")["President Henry Lloyd"] == {"Henry Lloyd"}


def test_a_speech_is_of_the_state_that_it_names_first(meant: Meant) -> None:
    found = meant(
        "In 1965 Singapore became a sovereign nation.",
        "Our friendship with New Zealand is deep.",
        "New Zealand bought ships and Singapore sold them.",
        "Let me say what we did.",
        "Our two governments signed a pact, and trade between us grew.",
    )
    assert found["Our"] == {"SGP"}
    assert found["Our two governments"] == found["us"] == {"SGP", "NZL"}
