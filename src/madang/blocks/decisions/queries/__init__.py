"""Reads of rules: what is in force, what it answers, what a change would change."""
