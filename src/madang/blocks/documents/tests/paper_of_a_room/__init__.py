"""A template as another room would bring it."""
