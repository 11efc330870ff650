"""The catalogue file: read it in pieces, report all that is wrong with it, then write it."""
