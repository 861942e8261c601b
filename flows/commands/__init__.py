"""The commands of the command line, by subject; heavy imports stand inside the functions, so that --help is quick."""
