"""Offerings side by side: how each stands today, where they differ, and which would pass."""
