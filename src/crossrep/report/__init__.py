"""What was done, how well, and what changed: rows in, one self-contained HTML page out."""
