"""A mapping with more labels in it, as text: what the load page writes when somebody says what a label means."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from data.errors import BadMapping


def with_labels(text: str, meanings: Mapping[tuple[str, str], str]) -> str:
    """The mapping with these labels (field, label -> our code) under [values]. Comments are not kept.

    Raises BadMapping where the text is not TOML.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadMapping(f"The mapping is not TOML: {error}.") from error
    values = document.setdefault("values", {})
    for (field, label), code in meanings.items():
        listed = values.setdefault(field, {}).get(code, [])
        values[field][code] = [*([listed] if isinstance(listed, str) else listed), label]
    return "\n".join(sections(document))


def sections(document: Mapping[str, Any], path: str = "") -> list[str]:
    """The lines of a document of sections, keys, texts, dates and lists of them."""
    lines = [f"{json.dumps(key)} = {written(value)}" for key, value in document.items() if not isinstance(value, dict)]
    if lines and path:
        lines = [f"[{path}]", *lines, ""]
    for key, value in document.items():
        if isinstance(value, dict):
            lines += sections(value, f"{path}.{json.dumps(key)}" if path else json.dumps(key))
    return lines


def written(value: object) -> str:
    """A value as TOML writes it. JSON's texts are TOML's, but for one character that TOML escapes too."""
    if isinstance(value, list):
        return f"[{', '.join(written(item) for item in value)}]"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
