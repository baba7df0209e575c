"""Documents (block): files kept by their content, looked at, and documents made."""
