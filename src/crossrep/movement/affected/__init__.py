"""The affected arm: activity above the floor, bouts and their kinds, coupling, practice."""
