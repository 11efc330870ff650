"""Regular work: what is due, put into words, sent, and written down."""
