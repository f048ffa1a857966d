"""The command line: wiring, words and pictures."""
