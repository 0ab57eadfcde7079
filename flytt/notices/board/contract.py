"""What OpenAPI says of fields that the board reads from the bare request: forms, and names in an address."""


def fields(*names: str) -> dict[str, object]:
    """Return the form that an operation takes, as OpenAPI writes it."""
    content = {"schema": {"type": "object", "properties": _texts(names), "required": list(names)}}
    return {"requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": content}}}


def asked(*names: str) -> dict[str, object]:
    """Return what may stand behind the question mark, as OpenAPI writes it."""
    return {"parameters": [{"name": n, "in": "query", "schema": {"type": "string"}} for n in names]}


def _texts(names: tuple[str, ...]) -> dict[str, object]:
    return {name: {"type": "string"} for name in names}
