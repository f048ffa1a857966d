"""Causal numerics, one subject a file: equal results however the samples are cut into blocks."""
