"""Pages of the operator's room. No rule here: actions decide, queries read."""
