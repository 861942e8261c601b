"""The pages of a release: its data dictionary and its codebook."""
