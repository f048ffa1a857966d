"""Many recordings at once: the same analysis, on one core, on all, or on a cluster."""
