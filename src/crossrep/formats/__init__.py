"""Values to bytes and back; no I/O."""
