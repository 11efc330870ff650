"""The only writers: one function for each act, one transaction each, one audit entry each."""
