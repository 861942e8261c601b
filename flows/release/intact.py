"""Whether the latest release is whole, so that it need not be made again."""

from __future__ import annotations

from pathlib import Path

from flows.release.address import is_address, local_path
from flows.release.log import read_log
from flows.release.remote import latest_copied
from flows.release.store import LATEST
from flows.release.verify_files import file_problems


def intact_latest(outputs: str | Path) -> Path | None:
    """Return the folder of the latest release where it is logged and each file is as CHECKSUMS says; else None.

    Of releases at an address, it is a copy on this machine, which stays until this process ends or opens another one
    of the same address. Raises ReleaseError where the address cannot be reached.
    """
    here = latest_copied(str(outputs)) if is_address(outputs) else local_path(outputs)
    latest = here / LATEST
    if not latest.is_dir():
        return None
    folder = latest.resolve()
    entries = read_log(here).entries
    if not entries or entries[-1].version != folder.name or file_problems(folder):
        return None
    return folder
