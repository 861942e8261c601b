"""What is true of the data: the codebook and the models made from it."""
