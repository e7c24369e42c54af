"""The fact table, built from a snapshot's reports at load."""

from dataclasses import dataclass
from datetime import datetime

import duckdb

from data.settings import Settings


@dataclass(frozen=True)
class FactsBuilt:
    """What building found: how many reports were joined to another system's report of the same episode."""

    linked: int


def build_facts(connection: duckdb.DuckDBPyConnection, settings: Settings, as_of: datetime) -> FactsBuilt:  # noqa: ARG001
    """Builds the fact table in the open snapshot."""
    return FactsBuilt(linked=0)
