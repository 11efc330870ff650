"""What runs out, as a calendar that people read in their own: one secret address for each."""
