"""Services (system): start anywhere, finish anywhere, with any body, any device or none."""
