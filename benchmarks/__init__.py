"""Numbers about the product: speed and accuracy, each one command."""
