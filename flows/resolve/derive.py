"""What is made of the records alone: the days of their dates, the events that they are, the actors that they name."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.resolve.actors import actors
from flows.resolve.days import with_days
from flows.resolve.events import events
from schemas.codebook.kinds import CLAIM_TABLES


def derived(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the frames with all that follows from the records made anew, whatever stood there before.

    These are the columns date_first and date_last of the tables of claims, and the tables events and actors. The same
    records give the same rows in the same order. `schemas.validate.validate` calls it on the records that hold, so that
    a release, and whoever verifies it, has these of what is published.
    """
    made = dict(frames)
    for name in CLAIM_TABLES:
        made[name] = with_days(made[name])
    made["events"] = events(made)
    made["actors"] = actors(made)
    return made
