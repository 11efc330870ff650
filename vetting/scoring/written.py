"""Puts plain values into JSON, the one way in which all that is published is written."""

import json

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def written(value: object) -> str:
    """Texts, numbers, lists and objects of them: days and moments have no place in JSON."""
    return _ENCODER.encode(value)
