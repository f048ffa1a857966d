"""Everything that waits, reads a clock, or touches a file or a network."""
