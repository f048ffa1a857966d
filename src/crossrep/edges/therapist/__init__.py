"""The therapist's side at the edge: rows out of a history, pages to a browser."""
