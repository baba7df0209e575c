"""What applicants are told, as data: a template for each notice that a step of a process names (``noticing``)."""
