"""Documents to sentences, trees, clauses and mentions."""
