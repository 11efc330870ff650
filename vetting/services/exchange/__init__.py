"""Lists as files, out and in, and the vendor's questionnaire: what knows the columns and cells."""
