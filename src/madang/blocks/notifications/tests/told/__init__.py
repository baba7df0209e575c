"""Templates of notices for tests."""
