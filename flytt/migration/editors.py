"""JSON Schemas for editors of the files that people write: made from the models that read them."""

import json
from typing import TypeAlias, cast

from pydantic import BaseModel

from flytt.migration.record import Json

__all__ = ["Schema", "schema_of", "without_noise", "written"]

Schema: TypeAlias = dict[str, Json]


def schema_of(model: type[BaseModel]) -> Schema:
    """Return the schema of a file."""
    bare = cast("Schema", without_noise(cast("Schema", model.model_json_schema())))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **bare}


def without_noise(value: Json) -> Json:
    """Leave out titles made from names, and defaults, which are the loader's matter."""
    if isinstance(value, list):
        return [without_noise(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {k: v for k, v in value.items() if not (k == "title" and isinstance(v, str)) and k != "default"}
    return {key: without_noise(inner) for key, inner in kept.items()}


def written(schema: Schema) -> str:
    """Return the text of a schema's file."""
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
