"""The person's own screen: the newest state to every page that looks, taps back to the guide."""

from crossrep.edges.screen.page import Page

__all__ = ["Page"]
