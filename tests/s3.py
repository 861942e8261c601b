"""An S3-compatible server on loopback: moto's, which keeps its buckets in memory."""

from __future__ import annotations

import urllib.request
import warnings
from collections.abc import Iterator

import fsspec
import pytest


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yield the address of an empty bucket (`s3://bucket`); the environment says how it is reached, as people do."""
    with warnings.catch_warnings():
        # It would have all of moto installed, for services that are not S3.
        warnings.filterwarnings("ignore", "When using MotoServer", UserWarning)
        from moto.server import ThreadedMotoServer
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    files = fsspec.filesystem("s3", skip_instance_cache=True)
    files.mkdir("bucket")
    # A file system that was opened before knows another server's port.
    type(files).clear_instance_cache()
    yield "s3://bucket"
    # The buckets are the process's, not the server's.
    with urllib.request.urlopen(f"http://{host}:{port}/moto-api/reset", data=b""):
        server.stop()
    type(files).clear_instance_cache()
