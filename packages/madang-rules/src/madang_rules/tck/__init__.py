"""The standard's own tests: cases of the DMN Technology Compatibility Kit, run and counted."""
