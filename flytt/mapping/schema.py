"""JSON Schemas for editors, made from the file models: `python -m flytt.mapping.schema` writes them."""

from typing import cast

from pydantic import BaseModel

from flytt.mapping.files import AgreementsFile, CalendarFile, MunicipalityFile, PracticeFile, WorkloadsFile
from flytt.mapping.into import folder_of
from flytt.mapping.merging_files import FILES, DecisionsFile
from flytt.mapping.runbooks import FORMS, RunbookHead
from flytt.mapping.stated import UNKNOWN, loosened
from flytt.migration.editors import Schema, schema_of, without_noise, written
from flytt.migration.record import Json
from flytt.migration.settings import SETTINGS

_MODELS: dict[str, type[BaseModel]] = {
    "municipality": MunicipalityFile,
    "calendar": CalendarFile,
    "agreements": AgreementsFile,
    "workloads": WorkloadsFile,
    "practice": PracticeFile,
    "merging-decisions": DecisionsFile,
    **{f"merging-{name}": kindred.model for name, kindred in FILES.items()},
}


def schemas() -> dict[str, str]:
    """Return the text of every schema, by the name of its file."""
    made = {name: schema_of(model) for name, model in _MODELS.items()}
    _tell_settings(made["workloads"])
    made["runbook"] = _runbook()
    return {f"{name}.json": written(schema) for name, schema in sorted(made.items())}


def _tell_settings(schema: Schema) -> None:
    """Let the settings of a workload be those of its kind, each of them possibly unknown or wrapped."""
    defs = cast("dict[str, Schema]", schema["$defs"])
    row = defs["WorkloadRow"]
    rules: list[Json] = []
    for kind, model in SETTINGS.items():
        settings = cast("Schema", without_noise(cast("Schema", model.model_json_schema())))
        inner = cast("dict[str, Schema]", settings.pop("$defs", {}))
        for name, definition in (*inner.items(), (model.__name__, settings)):
            defs[name] = _loosened_properties(definition)
        wanted: Schema = {"anyOf": [{"$ref": f"#/$defs/{model.__name__}"}, {"const": UNKNOWN}]}
        rules.append(
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": {"properties": {"settings": wanted}, "required": ["settings"]},
            }
        )
    row["allOf"] = rules


def _loosened_properties(definition: Schema) -> Schema:
    properties = definition.get("properties")
    if not isinstance(properties, dict):
        return definition
    loose = {name: loosened(cast("Schema", value)) for name, value in properties.items()}
    return {**definition, "properties": cast("Schema", loose)}


def _runbook() -> Schema:
    """Return the schema of a runbook's file: its head, and entries in their three written forms."""
    schema = schema_of(RunbookHead)
    defs: Schema = {}
    forms: list[Json] = []
    for word, model in FORMS.items():
        form = schema_of(model)
        del form["$schema"]
        defs.update(cast("Schema", form.pop("$defs", {})))
        properties = cast("dict[str, Schema]", form["properties"])
        del properties["type"]
        needed = [name for name in cast("list[str]", form["required"]) if name != "key"]
        if word != "step":
            properties[word] = properties.pop("key")
            needed.append(word)
        form["required"] = cast("list[Json]", needed)
        forms.append(form)
    cast("Schema", schema["properties"])["entries"] = {
        "type": "array",
        "items": {"anyOf": forms},
        "minItems": 1,
    }
    cast("list[Json]", schema["required"]).append("entries")
    return {**schema, "$defs": {**cast("Schema", schema.get("$defs", {})), **defs}}


def main() -> None:
    """Write every schema into the folder given, or into mappings/schema."""
    folder = folder_of("flytt.mapping.schema", "Write the editors' schemas into FOLDER.", "mappings/schema")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
