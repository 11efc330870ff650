"""Lists as files, out and in, and the questionnaire that goes to a vendor and comes back."""
