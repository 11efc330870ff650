"""Tools and vendors."""
