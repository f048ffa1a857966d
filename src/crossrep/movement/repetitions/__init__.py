"""The trained arm: a running set, its repetitions as they become sure, and what is said."""
