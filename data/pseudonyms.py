"""The source's own id of a child -> our pseudonym, the same for every system that uses one scheme of ids."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from data.keys import keyed

# How a pseudonym is written, as a pattern.
FORM: Final = "C[0-9a-f]{16}"


@dataclass(frozen=True)
class Pseudonyms:
    """Makes pseudonyms with a secret key: without it, nobody can tell which id a pseudonym stands for."""

    key: bytes

    def of(self, ids: pl.Series, namespace: str) -> pl.Series:
        """'C' and sixteen hexadecimal digits for each id (trimmed); null for a null."""
        distinct = ids.unique().drop_nulls().to_list()
        return ids.replace_strict(
            {item: self.of_one(item, namespace) for item in distinct}, default=None, return_dtype=pl.String
        )

    def of_one(self, child: str, namespace: str) -> str:
        """The pseudonym of one id."""
        return "C" + keyed(self.key, f"{namespace}:{child.strip()}")[:8].hex()
