"""attache: articles and statements in, datasets with evidence out."""

__version__ = "0.4.0"
