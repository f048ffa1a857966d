"""Where is a set? Turning points, half-cycles, chains of them, and which way is up."""
