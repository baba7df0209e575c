"""Pages: a reader's own notices, the mail room, the demonstration's catch."""
