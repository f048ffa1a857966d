"""Guiding a person through a session: what comes next, which rule stops it. No I/O, no clock."""
