"""Identity (신원): people, organisations, roles, sign-in, API keys. See README.md."""
