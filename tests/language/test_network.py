"""The network: a sentence's tree is its own, whatever its length and whatever stands beside it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.language.network import FILES, LONGEST, Network, Parsed, digests_of
from flows.language.parse import MODEL, Parser
from flows.language.pieces import Pieces

SENTENCE = ("Kenya", "recalled", "its", "envoy", "from", "Oslo", ".")


@pytest.fixture(scope="module")
def network(parser: Parser) -> Network:
    return parser.network


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return a copy of the shipped model that a test may spoil."""
    return Path(shutil.copytree(MODEL, tmp_path / "model"))


def is_one_tree(parsed: Parsed) -> bool:
    roots = [index for index, head in enumerate(parsed.heads) if head == index]
    reached = set(roots)
    while grown := {index for index, head in enumerate(parsed.heads) if head in reached} - reached:
        reached |= grown
    return len(roots) == 1 and len(reached) == len(parsed.heads) and parsed.relations[roots[0]] == "root"


def test_a_plain_sentence(network: Network) -> None:
    parsed = network.parse(SENTENCE)
    assert parsed.tags == ("NNP", "VBD", "PRP$", "NN", "IN", "NNP", ".")
    assert parsed.heads[:4] == (1, 1, 3, 1)
    assert parsed.relations[:4] == ("nsubj", "root", "nmod:poss", "obj")


def test_nothing_is_kept_from_the_sentence_before(network: Network) -> None:
    alone = network.parse(SENTENCE)
    for other in (("Talks", "failed"), ("Mali",) * 300, SENTENCE[::-1]):
        network.parse(other)
        assert network.parse(SENTENCE) == alone


def test_the_sentence_is_all_that_a_run_sees(network: Network) -> None:
    class Watching:
        def __init__(self) -> None:
            self.shapes: list[tuple[int, ...]] = []

        def run(self, names: list[str], inputs: dict[str, object]) -> object:
            self.shapes += [value.shape for value in inputs.values()]  # type: ignore[attr-defined]
            return network.session.run(names, inputs)

    watching = Watching()
    own = Network(watching, network.pieces, network.tags, network.relations)
    assert own.parse(SENTENCE) == network.parse(SENTENCE)
    assert {shape[0] for shape in watching.shapes} == {1}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=10), min_size=1, max_size=30))
def test_any_words_give_one_tree(network: Network, words: list[str]) -> None:
    parsed = network.parse(words)
    assert len(parsed.tags) == len(parsed.heads) == len(parsed.relations) == len(words)
    assert is_one_tree(parsed)
    assert [dep for dep in parsed.relations if dep == "root"] == ["root"]
    assert set(parsed.tags) <= set(network.tags)
    assert set(parsed.relations) <= set(network.relations)


@pytest.mark.parametrize("count", [LONGEST - 2, LONGEST - 1, 2 * LONGEST])
def test_what_is_too_long_is_read_in_parts_and_is_one_tree(network: Network, count: int) -> None:
    words = [*SENTENCE[:-1], *("and", "Mali") * count][:count]
    parsed = network.parse(words)
    assert len(parsed.heads) == count
    assert is_one_tree(parsed)


def test_parts_hang_on_the_first_ones_root(network: Network) -> None:
    clause = ("The", "two", "states", "signed", "a", "treaty", ";")
    parsed = network.parse(clause * 150)
    [root] = [index for index, head in enumerate(parsed.heads) if head == index]
    joints = [index for index, relation in enumerate(parsed.relations) if relation == "parataxis"]
    assert is_one_tree(parsed)
    assert [index for index in joints if parsed.heads[index] == root and index >= LONGEST - 2]


def test_a_word_of_more_pieces_than_fit_is_read_by_its_first_ones(network: Network) -> None:
    parsed = network.parse(("Kenya", "said", "!?" * LONGEST, "to", "Oslo"))
    assert is_one_tree(parsed)
    assert is_one_tree(network.parse(("!?" * LONGEST,)))


def test_no_part_is_longer_than_the_network_takes(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Pieces] = []
    run = Network._run

    def watched(self: Network, pieces: Pieces) -> Parsed:
        seen.append(pieces)
        return run(self, pieces)

    monkeypatch.setattr(Network, "_run", watched)
    network.parse([*("U.S.-led", "blockade") * 200, "!?" * LONGEST, *("of", "Zanzibar") * 40])
    assert len(seen) > 1
    for part in seen:
        assert len(part.ids) == len(part.cases) <= LONGEST
        assert all(0 < place < len(part.ids) - 1 for place in part.first)
        assert list(part.first) == sorted(set(part.first))


def test_meta_data_names_the_networks_files_and_their_digests() -> None:
    meta = json.loads((MODEL / "meta.json").read_text(encoding="utf-8"))
    assert meta["network"] == digests_of(MODEL / "network")
    assert sorted(path.name for path in (MODEL / "network").iterdir()) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_network_that_the_meta_data_does_not_vouch_for_is_refused(copied: Path, name: str) -> None:
    digests = digests_of(copied / "network")
    with pytest.raises(ValueError, match=rf"{name}.*meta\.json names none"):
        Network.load(copied / "network", {other: digest for other, digest in digests.items() if other != name})


def test_labels_fit_the_network(network: Network) -> None:
    shapes = {output.name: output.shape[-1] for output in network.session.get_outputs()}
    assert (shapes["tags"], len(network.relations)) == (len(network.tags), len(set(network.relations)))
    assert network.relations.count("root") == 1
