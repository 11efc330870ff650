"""The first page: what waits for whom today, and how the registry stands, in numbers and plots."""
