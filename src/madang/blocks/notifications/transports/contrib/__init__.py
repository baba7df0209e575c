"""The transports, a module each."""
