"""Whether a file is fit to become a source: what it is, what would be read from it, and what stands against it."""
