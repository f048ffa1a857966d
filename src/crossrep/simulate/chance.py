"""Chance from the script's seed alone: one independent stream for each purpose."""

import zlib

import numpy as np


def stream(seed: int, purpose: str) -> np.random.Generator:
    """A generator of its own for this purpose, so that one more draw here changes nothing there."""
    return np.random.default_rng([seed, zlib.crc32(purpose.encode())])
