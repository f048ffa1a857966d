"""CrossRep: two wrist sensors in, timed repetitions and affected-arm activity out.

Not a medical device. It describes exercise; it never estimates clinical scores.
"""

__version__ = "0.1.0"
