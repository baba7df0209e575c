"""Notifications (block): one message by the ways a person can be reached."""
