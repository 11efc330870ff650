"""The types of every answer, for the OpenAPI document only: answers themselves are plain dicts.

Some fields share a name with an attribute of DRF's own (`source`, `label`, `data`, `errors`). That
works, for DRF takes fields out of their class, but the type checker has to be told.
"""
