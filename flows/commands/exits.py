"""The exit codes of the commands."""

from __future__ import annotations

DONE, TO_LOOK_AT, USAGE, NOT_DONE = 0, 1, 2, 3
INTERRUPTED = 130  # as shells have it of Ctrl-C
