"""The history of an offering as one stream of events, each in words."""
