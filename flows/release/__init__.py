"""Rows to a release: files, metadata, checksums, verification."""
