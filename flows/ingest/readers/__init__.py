"""One module for each format that sources come in: bytes in, text out."""
