"""Clauses and the codebook to claims."""
