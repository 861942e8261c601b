"""Names of states and organisations, and the identifiers that words give."""

from __future__ import annotations

from itertools import pairwise

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.language.actors import country_of_place, find_names, normalise_actor
from flows.language.names import gazetteer, plain

# Territories of ISO 3166-1 without a government that other states deal with, or without people.
_NO_STATES = {
    "ABW", "AIA", "ALA", "ASM", "ATA", "ATF", "BES", "BLM", "BMU", "BVT", "CCK", "COK",
    "CUW", "CXR", "CYM", "FLK", "FRO", "GGY", "GIB", "GLP", "GRL", "GUF", "GUM", "HMD",
    "HKG", "IMN", "IOT", "JEY", "MAC", "MAF", "MNP", "MSR", "MTQ", "MYT", "NCL", "NFK",
    "NIU", "PCN", "PRI", "PYF", "REU", "SGS", "SHN", "SJM", "SPM", "SXM", "TCA", "TKL",
    "UMI", "VGB", "VIR", "WLF",
}  # fmt: skip
_STATES = sorted({country.alpha_3 for country in pycountry.countries} - _NO_STATES | {"XKX"})


def found(text: str) -> list[tuple[str, str]]:
    return [(name.words, name.actor) for name in find_names(text) if name.kind != "place"]


@pytest.mark.parametrize("code", _STATES)
def test_every_state_has_a_name_a_demonym_and_a_capital(code: str) -> None:
    kinds = {entry.kind for entry in gazetteer().names.values() if entry.actor == code}
    shared = {name for name, codes in gazetteer().shared.items() if code in codes}  # "Congolese", "Dominican"
    assert "state" in kinds
    assert "demonym" in kinds or shared
    # A city state's capital has the state's own name; a few capitals are too shared to speak for their state.
    has_capital = "capital" in kinds or code in gazetteer().places.values()
    assert has_capital


def test_identifiers_are_states_or_organisations_but_never_both() -> None:
    states = {country.alpha_3 for country in pycountry.countries}
    igos = {entry.actor for entry in gazetteer().names.values() if entry.kind == "igo"}
    assert not states & igos


@pytest.mark.parametrize(
    ("words", "actor"),
    [
        ("Havana", "CUB"),
        ("the Norwegian government", "NOR"),
        ("Peru's Ministry of Foreign Affairs", "PER"),
        ("Swedish agents", "SWE"),
        ("the Germans", "DEU"),
        ("the Ottomans", "Ottoman Empire"),
        ("the East Germans", "DDR"),
        ("the Reagan administration", "USA"),
        ("the second Bush administration", "USA"),
        ("Security Council Resolution 1267", "UNSC"),
        ("Executive Order 13818", "USA"),
        ("the Caesar Act", "USA"),
        ("Indian Ambassador to Nepal Ranjit Rae", "IND"),
        ("President of the United States", "USA"),
        ("the prime minister of Fiji", "FJI"),
        ("U.S. Secretary of State Antony J. Blinken", "USA"),
        ("the U.S. ambassador to the U.N.", "USA"),
        ("Turkey's parliament", "TUR"),
        ("Egyptian state media", "EGY"),
        ("U.N. Secretary-General", "UN"),
        ("the UN Security Council", "UNSC"),
        ("an unnamed Chilean company", "CHL"),
        ("the British", "GBR"),
        ("Frenchmen", "FRA"),
        ("Filipinos", "PHL"),
        ("Dutch", "NLD"),
        ("DPRK", "PRK"),
        ("D.P.R.K.", "PRK"),
        ("Democratic People’s Republic of Korea", "PRK"),
        ("the Republic of Korea", "KOR"),
        ("the Kingdom of Morocco", "MAR"),
        ("Persia", "IRN"),
        ("Siam", "THA"),
        ("Burma", "MMR"),
        ("Côte d’Ivoire", "CIV"),
        ("Cote d'Ivoire", "CIV"),
        ("Viet Nam", "VNM"),
        ("the Soviet Union", "SUN"),
        ("USSR", "SUN"),
        ("East Germany", "DDR"),
        ("West Germany", "DEU"),
        ("Rhodesia", "RHO"),
        ("South Vietnam", "VNM"),
        ("North Vietnam", "VDR"),
        ("Yugoslav", "YUG"),
        ("Kosovo", "XKX"),
        ("Taipei", "TWN"),
        ("the Holy See", "VAT"),
        ("the Kremlin", "RUS"),
        ("Foggy Bottom", "USA"),
        ("the Revolutionary Guards", "IRN"),
        ("Korean People's Army", "PRK"),
        ("the Arab League", "LAS"),
        ("World Bank", "WB"),
        ("the world", "WLD"),
        ("Southeast Asia", "Southeast Asia"),
        ("the Houthi movement", "Houthi movement"),
        ("Houthis", "Houthi movement"),
        ("a court in Lyon", "FRA"),
        ("the Izmir police", "TUR"),
        ("the authorities in Baku", "AZE"),
        ("the chief of the general staff of Peru", "PER"),
        ("his Saudi opposite number", "SAU"),
        ("the Central Bank of Kenya", "KEN"),
        ("the Congress of Peru", "PER"),
        ("the Royal Norwegian Air Force", "NOR"),
        ("the Storting", "NOR"),
        ("the Sublime Porte", "Ottoman Empire"),
        ("Zimbabwe-Rhodesia", "RHO"),
        ("Léopoldville", "COD"),
        ("the Czechs", "CZE"),
        ("the Dominican foreign minister", "DOM"),
        ("the Pope", "VAT"),
        ("UN peacekeepers", "UN"),
        ("MINUSMA", "UN"),
        ("the Pakistani Taliban", "Tehrik-i-Taliban Pakistan"),
        ("Lebanese Hezbollah", "Hezbollah"),
        ("the Free Syrian Army", "Free Syrian Army"),
        ("the Bosnian Serbs", "Bosnian Serbs"),
        ("Secretary of State Henry Adams", "USA"),
        ("the British Secretary of State", "GBR"),
    ],
)
def test_words_give_an_identifier(words: str, actor: str) -> None:
    assert normalise_actor(words) == actor


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Mr. Smith", "Smith"),
        ("General Augusto Pinochet", "Augusto Pinochet"),
        ("Dr Aafia Siddiqui", "Aafia Siddiqui"),
        ("Sheikh Mohammed bin Zayed", "Mohammed bin Zayed"),
        ("Sheikh Hasina", "Sheikh Hasina"),
        ("former President Jimmy Carter", "Jimmy Carter"),
        ("the Nobel Committee", "Nobel Committee"),
        ("al-Shabaab", "al-Shabaab"),
        ("Colombian rebels", "Colombian rebels"),
        ("the U.S.-led coalition", "U.S.-led coalition"),
        ("Bank of China", "Bank of China"),
        ("China Oil and Petroleum Company", "China Oil and Petroleum Company"),
        ("Korea Trade-Investment Promotion Agency", "Korea Trade-Investment Promotion Agency"),
    ],
)
def test_other_names_stay_as_written_without_title(words: str, name: str) -> None:
    assert normalise_actor(words) == name


@pytest.mark.parametrize(
    "words",
    [
        "the country",
        "its",
        "both countries",
        "Korea",
        "Korean officials",
        "the ambassador to Peru",
        "",
        "the embassy in Kabul",
        "a meeting in Lyon",
        "talks in Geneva",
        "Secretary of State for the Colonies",
    ],
)
def test_words_that_name_nobody_by_themselves_give_nothing(words: str) -> None:
    assert normalise_actor(words) == ""


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Michael Jordan flew to Jordan.", [("Jordan", "JOR")]),
        ("Chad Smith plays drums; Chad has oil.", [("Chad", "TCD")]),
        ("Denzel Washington and George Washington never met.", []),
        ("The Washington Post reported from Washington.", [("Washington", "USA")]),
        ("The New York Times and the Jerusalem Post agree.", []),
        ("A farmer in Moscow, Idaho, and a poet in Paris, Texas.", []),
        ("The Paris Agreement binds France.", [("France", "FRA")]),
        ("They ate turkey in Turkey.", [("Turkey", "TUR")]),
        ("Indiana beat Iowa.", []),
        ("Guinea, Guinea-Bissau, Equatorial Guinea and Papua New Guinea",
         [("Guinea", "GIN"), ("Guinea-Bissau", "GNB"), ("Equatorial Guinea", "GNQ"), ("Papua New Guinea", "PNG")]),
        ("Pirates in the Gulf of Guinea", []),
        ("the West Bank and the West", [("West Bank", "West Bank"), ("the West", "the West")]),
        ("Niger is no part of Nigeria.", [("Niger", "NER"), ("Nigeria", "NGA")]),
        ("The South China Sea, the Sea of Japan and the Panama Canal", []),
        ("American Airlines and Air France cut flights.", []),
        ("New Mexico borders Mexico.", [("Mexico", "MEX")]),
        ("Voters in Washington state", []),
        ("A judge in Atlanta said Georgia would vote.", []),
        ("Georgia fought Russia.", [("Georgia", "GEO"), ("Russia", "RUS")]),
        ("the National Security Council met", []),
        ("Soviet-era tanks, anti-American slogans, post-Soviet ties", []),
        ("a Cuban-Soviet treaty", [("Cuban", "CUB"), ("Soviet", "SUN")]),
        ("the U.S.-led force", [("U.S.", "USA")]),
        ("PERU RECALLS ENVOY FROM CHILE", [("PERU", "PER"), ("CHILE", "CHL")]),
        ("North\nKorea’s envoy", [("North\nKorea", "PRK")]),
        ("the Congolese army", [("Congolese", "")]),
        ("Sino-Indian ties and the Franco-British force",
         [("Sino-", "CHN"), ("Indian", "IND"), ("Franco-", "FRA"), ("British", "GBR")]),
        ("General Franco, an Anglo-Saxon king and Indo-Aryan speech", []),
        ("the Anglo-Irish Treaty, the Spanish-American War and the Iran-Iraq War",
         [("Anglo-", "GBR"), ("Irish", "IRL"), ("Spanish", "ESP"), ("American", "USA"), ("Iran", "IRN"),
          ("Iraq", "IRQ")]),
        ("the Vietnam War, the Berlin Conference, the Vienna Convention and the Camp David Accords", []),
        ("Greek and Turkish Cypriots", []),
        ("the Congress of Vienna and the Bank of Peru", []),
        ("Lebanon, Ohio, and British Columbia", []),
        ("Northern Ireland, American Samoa and Chinese Taipei",
         [("Northern Ireland", "GBR"), ("American Samoa", "ASM"), ("Chinese Taipei", "TWN")]),
        ("Paris Hilton in the Gulf of Oman and on the Indian Ocean", []),
        ("the Republic of the Congo and the Democratic Republic of the Congo",
         [("Republic of the Congo", "COG"), ("Democratic Republic of the Congo", "COD")]),
    ],
)  # fmt: skip
def test_names_in_their_surroundings(text: str, names: list[tuple[str, str]]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    ("place", "country"),
    [
        ("Suez Canal", "EGY"),
        ("the Panama Canal", "PAN"),
        ("Phnom Penh", "KHM"),
        ("Kuala Lumpur International Airport in Malaysia", "MYS"),
        ("Paris, Texas", "USA"),
        ("Crimea", "UKR"),
        ("its border with Peru", ""),
        ("the South China Sea", ""),
        ("a village", ""),
    ],
)
def test_country_of_place(place: str, country: str) -> None:
    assert country_of_place(place) == country


def test_one_name_is_one_actor_however_it_is_spelled() -> None:
    for accented, bare in (
        ("São Tomé", "Sao Tome"),
        ("Bogotá", "Bogota"),
        ("Türkiye", "Turkiye"),
        ("Nuku’alofa", "Nuku'alofa"),
    ):
        assert normalise_actor(accented) == normalise_actor(bare) != ""


@given(st.text(max_size=300))
def test_names_hold_their_words_and_never_overlap(text: str) -> None:
    names = find_names(text)
    assert all(text[name.start : name.end] == name.words for name in names)
    assert all(left.end <= right.start for left, right in pairwise(names))
    assert len(plain(text)) == len(text)


@given(st.text(max_size=60), st.sampled_from(["Peru", "the Thai army", "Seoul", "NATO", "Mr. Smith"]))
def test_a_value_normalises_to_itself_or_to_a_state(noise: str, words: str) -> None:
    value = normalise_actor(words)
    assert normalise_actor(words + " ") == value
    normalise_actor(noise)
