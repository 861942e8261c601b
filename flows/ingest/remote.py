"""A folder of sources at an address of fsspec, such as `s3://bucket/raw`."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flows.ingest.problems import IngestError, Problem, UnreachableError
from flows.ingest.source_file import LARGEST, SourceFile, name_problem, too_large

_TOGETHER = 32  # files fetched at once: what is waited for is the network
_AHEAD = 64_000_000  # bytes fetched at once, where the sizes are known
_USER = re.compile(r"(?<=://)[^/@]*@")


class RemoteFolder:
    """A folder of object storage or another machine."""

    def __init__(self, address: str) -> None:
        """Raise UnreachableError where the kind of address is unknown or its package is not installed."""
        import fsspec

        # A name and password that stand in an address are for its server, not for who reads what went wrong.
        self._shown = _USER.sub("", address).rstrip("/")
        try:
            self._files: Any
            self._files, root = fsspec.core.url_to_fs(address)
        except ImportError as error:
            extra = address.startswith(("s3://", "s3a://"))
            way_out = "install it: .venv/bin/pip install '.[s3]' in attache's folder" if extra else "install it"
            raise self._unreachable(f"needs a package ({_line(error)})", way_out) from error
        except Exception as error:
            what = f"is no address that can be opened ({_line(error)})"
            raise self._unreachable(what, "write it as in s3://bucket/raw") from error
        self._root = root.rstrip("/") + "/"
        self._sizes: dict[str, int] = {}
        self._expected: deque[str] = deque()
        self._ahead: dict[str, bytes | Exception] = {}

    def files(self) -> Iterator[SourceFile]:
        """Yield the files in order, those that must not be read with their problem."""
        self._files.invalidate_cache()
        try:
            found = self._files.find(self._root, detail=True)
        except Exception as error:
            raise self._refused(error) from error
        if not found:
            raise self._unreachable("holds nothing", "check the address")
        self._sizes = {name[len(self._root) :]: int(about.get("size") or 0) for name, about in found.items()}
        # What S3 and its like have as the digest of an object, and Google Cloud Storage and Azure as well.
        tags = {name[len(self._root) :]: about.get("ETag") or about.get("etag") for name, about in found.items()}
        for path in sorted(self._sizes, key=os.fsencode):
            parts, size = path.split("/"), self._sizes[path]
            # Object storage has no folders; some programs write an empty object for each.
            if any(part.startswith(".") for part in parts) or (parts[-1] == "" and size == 0):
                continue
            place = self.place(path)
            problem = name_problem(path, place) or (too_large(place) if size > LARGEST else None)
            if problem is None and "" in parts:
                problem = Problem(place, "name", "has a folder without a name", "rename it")
            yield SourceFile(path, size, problem, f"{size} {tags[path]}" if tags[path] else None)

    def expect(self, paths: Iterable[str]) -> None:
        """Take note of the files that will be read next, so that several are fetched at once."""
        self._expected = deque(paths)

    def read(self, path: str) -> bytes:
        """Return the bytes of a file; raise UnreachableError where the whole folder cannot be reached any more."""
        fetched = self._fetched(path)
        self._ahead.pop(path, None)
        if isinstance(fetched, bytes):
            return fetched
        if isinstance(fetched, PermissionError):
            try:
                self._files.info(self._root.rstrip("/"))
            except Exception as error:
                raise self._refused(error) from error
            raise IngestError(Problem(self.place(path), "readable", f"cannot be read ({_line(fetched)})", _RIGHTS))
        if isinstance(fetched, FileNotFoundError):
            raise IngestError(Problem(self.place(path), "readable", "is no longer there", "run again"))
        raise self._refused(fetched) from fetched

    def read_metadata(self, path: str) -> bytes:
        """Return the bytes of a `.toml`."""
        return self.read(path)

    def has(self, path: str) -> bool:
        """Return whether there is a file of that path."""
        return path in self._sizes or not isinstance(self._fetched(path), FileNotFoundError)

    def place(self, path: str) -> str:
        """Return the address of a file."""
        return f"{self._shown}/{path}"

    def _fetched(self, path: str) -> bytes | Exception:
        """Return a file's bytes, or why they did not come, from what was fetched ahead or with what comes next."""
        if path not in self._ahead:
            batch, size = [path], self._sizes.get(path, 0)
            while self._expected and len(batch) < _TOGETHER and size < _AHEAD:
                after = self._expected.popleft()
                if after != path:
                    batch.append(after)
                    size += self._sizes.get(after, 0)
            with ThreadPoolExecutor(len(batch)) as pool:
                # Files are read in the order that was announced, so that what was not asked for never will be.
                self._ahead = dict(zip(batch, pool.map(self._one, batch), strict=True))
        return self._ahead[path]

    def _one(self, path: str) -> bytes | Exception:
        try:
            return bytes(self._files.cat_file(self._root + path))
        except Exception as error:
            return error

    def _refused(self, error: Exception) -> UnreachableError:
        """Return what an error of the storage means for the whole folder; botocore's are of no common kind."""
        name = type(error).__name__
        if isinstance(error, FileNotFoundError):
            return self._unreachable(f"is not there ({_line(error)})", "check the address")
        if "Credentials" in name:
            return self._unreachable(f"needs credentials ({_line(error)})", _CREDENTIALS)
        if isinstance(error, PermissionError):
            return self._unreachable(f"may not be read ({_line(error)})", _RIGHTS)
        way_out = "check the network and the endpoint (AWS_ENDPOINT_URL), and run again"
        return self._unreachable(f"cannot be reached ({name}: {_line(error)})", way_out)

    def _unreachable(self, what: str, way_out: str) -> UnreachableError:
        return UnreachableError(Problem(self._shown, "readable", what, way_out))


_CREDENTIALS = "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
_RIGHTS = "ask for the right to list and read it, or use other credentials"


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
