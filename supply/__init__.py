"""What attache is made of beside its own code: the locked packages, their licences, and what is known against them."""
