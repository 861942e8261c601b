"""What was read before, kept by what it was read from and with, so that nothing is read twice."""
