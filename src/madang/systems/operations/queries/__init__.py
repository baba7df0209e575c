"""Every read of the operator's room that is more than a look-up."""
