"""Text of FEEL to a tree of nodes (DMN 1.5, 10.3.1)."""
