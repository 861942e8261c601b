"""attache: articles and statements in, datasets with evidence out."""
