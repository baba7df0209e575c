"""Madang (마당): a government platform."""
