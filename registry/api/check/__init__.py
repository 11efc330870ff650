"""The decision call: may we use this, for this? Single or up to a thousand at once."""
