"""What an answer looks like to whoever asked for some of its fields only: any of them may be there.

The whole answer comes first, so a generated client reads that wherever nothing was left out.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

PREFIX = "Partial"
PLACE = "#/components/schemas/"
JSON = "application/json"


def with_partial_answers(result: Schema, generator: Any, request: Any, public: bool) -> Schema:
    """A hook of drf-spectacular: every operation with `fields` may answer with a part."""
    schemas = result["components"]["schemas"]
    for path in result["paths"].values():
        for operation in path.values():
            if any(p["name"] == "fields" for p in operation.get("parameters", ())):
                content = operation["responses"]["200"]["content"][JSON]
                whole = content["schema"]
                content["schema"] = {"anyOf": [whole, _part_of(whole, schemas)]}
    result["components"]["schemas"] = dict(sorted(schemas.items()))
    return result


def _part_of(whole: Schema, schemas: Schema) -> Schema:
    """A reference to the partial twin of a component, which is made where there is none yet."""
    name = whole["$ref"].removeprefix(PLACE)
    twin = f"{PREFIX}{name}"
    if twin not in schemas:
        properties = schemas[name]["properties"]
        if "results" in properties:
            rows = {"type": "array", "items": _part_of(properties["results"]["items"], schemas)}
            schemas[twin] = {**schemas[name], "properties": {**properties, "results": rows}}
        else:
            schemas[twin] = {"type": "object", "properties": properties, "minProperties": 1}
        schemas[twin]["description"] = f"{name} with the fields that were asked for."
    return {"$ref": f"{PLACE}{twin}"}
