"""The published REST contract, version 1: what productions and their scripts can reach."""
