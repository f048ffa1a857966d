"""How long was it? Phases of a repetition, the lowering rule, figures of repetitions and sets."""
