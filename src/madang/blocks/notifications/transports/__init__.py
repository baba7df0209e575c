"""What carries notices: one interface (``base``), one module each way (``contrib``), chosen in the settings (``registry``)."""
