"""Templates of documents that the site makes: ``papers.toml`` lists them, each is a Typst file beside it."""
