"""What productions ask to have vetted."""
