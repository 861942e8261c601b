"""The training of the parser; nothing that runs imports it."""
