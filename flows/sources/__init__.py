"""What to collect, from where, and how it lands in raw/."""
