"""The command line: wiring, words and pictures."""

import os

# Our matrices are small: further threads only wait for each other, a third of the time in all.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
