"""The viewer of a release: one HTML file that shows its tables, documents and evidence, offline."""
