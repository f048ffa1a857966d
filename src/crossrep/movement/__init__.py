"""From postures to facts: turning points, sets, repetitions, phases, affected-arm bouts."""
