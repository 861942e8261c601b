"""What a release holds beside its tables: the files that describe and show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from flows.release.card import CARD, card
from flows.release.citation import CITATION, citation_file
from flows.release.contents import Contents, Instrument, ReleaseFile
from flows.release.crate import CRATE, crate
from flows.release.croissant import CROISSANT, croissant
from flows.release.datapackage import DATAPACKAGE, datapackage
from flows.release.materials import MATERIALS, materials
from flows.release.pages.codebook import CODEBOOK, codebook
from flows.release.pages.dictionary import DICTIONARY, dictionary
from flows.release.provenance import PROV, provenance
from flows.release.viewer.page import VIEWER, viewer
from schemas.codebook.vocabulary import load_tables

FILES = (
    ReleaseFile(CARD, "Data card: what is in the release, how to open, check and cite it", "text/markdown", card),
    ReleaseFile(DATAPACKAGE, "Description of the tables as a Data Package", "application/json", datapackage),
    ReleaseFile(CROISSANT, "Description of the tables as Croissant record sets", "application/ld+json", croissant),
    ReleaseFile(
        PROV, "Provenance: documents, activities, software and files in PROV-O", "application/ld+json", provenance
    ),
    ReleaseFile(CRATE, "Description of the release as a Research Object Crate", "application/ld+json", crate),
    ReleaseFile(CITATION, "How to cite the release", "application/yaml", citation_file),
    ReleaseFile(
        MATERIALS,
        "Software bill of materials: the packages that the program runs with, in CycloneDX 1.6",
        "application/vnd.cyclonedx+json",
        materials,
    ),
    ReleaseFile(DICTIONARY, "Data dictionary: every table and column", "text/html", dictionary),
    ReleaseFile(CODEBOOK, "Codebook: every term and rule, with examples", "text/html", codebook),
    ReleaseFile(VIEWER, "Viewer: documents, evidence, tables and charts, offline in a browser", "text/html", viewer),
)


def described(
    frames: Mapping[str, pl.DataFrame],
    folder: Path,
    *,
    engine: str,
    version: str,
    instruments: Sequence[Instrument] = (),
) -> Iterator[tuple[str, str]]:
    """Yield name and text of each file of a release but its tables and CHECKSUMS.

    They are a function of the arguments, of the tables' files in the folder and of the codebook: nothing else.
    """
    contents = Contents(load_tables(), frames, folder, engine, tuple(instruments), version, FILES)
    for file in FILES:
        yield file.name, file.text(contents)
