"""The page's own files: no build step, nothing from elsewhere; see `crossrep.edges.screen`."""
