"""Numbers about the product: speed and accuracy, each one command."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program does
