"""Forms (block): one definition of questions for every channel."""
