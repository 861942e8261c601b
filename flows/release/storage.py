"""Files in object storage, with its errors told in one line with the way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows.release.address import shown
from flows.release.errors import ReleaseError

_CREDENTIALS = "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
_RIGHTS = "Ask for the right to list, read, write and delete there, or use other credentials"
_NETWORK = "Check the network and the endpoint (AWS_ENDPOINT_URL), and run again"


class Storage:
    """The files below an address of fsspec, by their paths there. All methods raise ReleaseError."""

    def __init__(self, address: str) -> None:
        """Raise ReleaseError where the kind of address is unknown or its package is not installed."""
        import fsspec

        self.shown = shown(address)
        try:
            self._files: Any
            self._files, root = fsspec.core.url_to_fs(address)
        except ImportError as error:
            extra = address.startswith(("s3://", "s3a://"))
            way_out = "Install it: .venv/bin/pip install '.[s3]' in attache's folder" if extra else "Install it"
            raise ReleaseError(self.shown, f"needs a package ({_line(error)})", way_out) from error
        except Exception as error:
            what = f"is no address that can be opened ({_line(error)})"
            raise ReleaseError(self.shown, what, "Write it as in s3://bucket/outputs") from error
        self._root = str(root).rstrip("/")

    def place(self, path: str) -> str:
        """Return the address of a file."""
        return f"{self.shown}/{path}" if path else self.shown

    def names(self, folder: str) -> dict[str, bool]:
        """Return the names of what stands in a folder, and of each whether it is a file; none where there is none."""
        self._files.invalidate_cache()
        with self._asked(folder):
            try:
                found = self._files.ls(self._path(folder), detail=True)
            except FileNotFoundError:
                return {}
        kinds = {str(entry["name"]).rstrip("/"): entry["type"] == "file" for entry in found}
        # Some programs write an empty object for a folder, which is then listed in it.
        kinds.pop(self._path(folder), None)
        names = {path.rpartition("/")[2]: file for path, file in kinds.items()}
        return {name: file for name, file in names.items() if name not in ("", ".", "..")}

    def everything(self, folder: str) -> list[str]:
        """Return the paths of all files in a folder, at any depth; none where there is none."""
        self._files.invalidate_cache()
        with self._asked(folder):
            try:
                found: Mapping[str, Any] = self._files.find(self._path(folder), detail=True)
            except FileNotFoundError:
                return []
            return sorted(name[len(self._root) :].lstrip("/") for name in found)

    def read(self, path: str) -> bytes | None:
        """Return the content of a file, None where there is none."""
        with self._asked(path):
            try:
                return bytes(self._files.cat_file(self._path(path)))
            except FileNotFoundError:
                return None

    def write(self, path: str, content: bytes) -> None:
        """Write a file in one request: others see the old one or the new one."""
        with self._asked(path):
            self._files.pipe_file(self._path(path), content)

    def create(self, path: str, content: bytes) -> bool:
        """Write a file where there is none, and return whether that was so.

        S3 decides it in one step (If-None-Match), as do stores that know that condition; others look first.
        """
        with self._asked(path):
            try:
                self._files.pipe_file(self._path(path), content, mode="create")
            except OSError as error:
                if not isinstance(error, FileExistsError) and self.read(path) is None:
                    raise
                return False
        return True

    def upload(self, files: Mapping[Path, str]) -> None:
        """Write files of this machine to paths in the storage, several at a time; each is there whole or not at all."""
        with self._asked(next(iter(files.values()), "")):
            self._files.put([str(file) for file in files], [self._path(path) for path in files.values()])

    def download(self, paths: Mapping[str, Path]) -> None:
        """Write files of the storage to this machine, several at a time; their folders are there."""
        if not paths:
            return
        try:
            with self._asked(next(iter(paths))):
                self._files.get([self._path(path) for path in paths], [str(file) for file in paths.values()])
        except BaseException:
            # One that came half would pass for the whole.
            for file in paths.values():
                file.unlink(missing_ok=True)
            raise

    def remove(self, path: str) -> None:
        """Remove a file, if it is there."""
        with self._asked(path):
            try:
                self._files.rm_file(self._path(path))
            except FileNotFoundError:
                return

    def _path(self, path: str) -> str:
        return f"{self._root}/{path}".rstrip("/")

    @contextmanager
    def _asked(self, path: str) -> Iterator[None]:
        """Turn an error of the storage into one that says what to do; botocore's are of no common kind."""
        try:
            yield
        except ReleaseError:
            raise
        except Exception as error:
            raise self._refused(path, error) from error

    def _refused(self, path: str, error: Exception) -> ReleaseError:
        place, name, said = self.place(path), type(error).__name__, _line(error)
        if isinstance(error, OSError) and error.filename is not None and Path(str(error.filename)).is_absolute():
            return ReleaseError(str(error.filename), error.strerror or said, "See to the disk, and run again")
        if isinstance(error, FileNotFoundError):
            return ReleaseError(place, f"is not there ({said})", "Check the address; a bucket must be made beforehand")
        if "Credentials" in name:
            return ReleaseError(place, f"needs credentials ({said})", _CREDENTIALS)
        if isinstance(error, PermissionError):
            return ReleaseError(place, f"access is refused ({said})", _RIGHTS)
        if isinstance(error, NotImplementedError):
            return ReleaseError(
                place, "cannot be written to", "Name a folder, or an address such as s3://bucket/outputs"
            )
        return ReleaseError(place, f"cannot be reached ({name}: {said})", _NETWORK)


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
