"""Evidence: what was read, from when, and what rests on it."""
