"""Rooms (block): what each part of the house says of itself. Lowest block; knows nothing of any other."""
