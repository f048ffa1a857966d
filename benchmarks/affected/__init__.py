"""The affected arm's score card."""
