"""Corrections by people: read from their files, held against what they correct, and applied to the rows."""
