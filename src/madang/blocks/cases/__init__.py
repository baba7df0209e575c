"""Cases (block): processes as data, answers as rows, tasks and legal clocks."""
