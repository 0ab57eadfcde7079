"""JSON Schemas of the documents that this library writes: `python -m flytt.forms.schemas` writes them."""

import json
import sys
from pathlib import Path

from pydantic import BaseModel

from flytt.forms.attribution.document import Attribution
from flytt.forms.inventory import Inventory
from flytt.forms.reconcile.document import Proof

FOLDER = Path(__file__).parent / "schema"
MODELS: dict[str, type[BaseModel]] = {"attribution": Attribution, "inventory": Inventory, "proof": Proof}


def schemas() -> dict[str, str]:
    """Return the text of every schema, by the name of its file."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {
        f"{name}.json": json.dumps({**dialect, **model.model_json_schema(mode="serialization")}, indent=2)
        + "\n"
        for name, model in MODELS.items()
    }


def main() -> int:
    """Write them."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
