"""Postcodes as people type them -> postcode district and sector.

Our own rules plus membership of the list of districts: the parsers on the registry accept 'B236AAA',
and refuse 'GIR 0AA' and lower case (seen by experiment).
"""

from functools import cache
from pathlib import Path

import polars as pl

DISTRICTS_FILE = Path(__file__).parent / "areas" / "postcode_districts_lookup_gb.csv"

OUTWARD = r"[A-Z]{1,2}[0-9][0-9A-Z]?|GIR"
# The second half never uses the letters C I K M O V (BS 7666).
FULL = rf"^({OUTWARD})([0-9])[ABD-HJLNP-UW-Z]{{2}}$"
SECTOR = rf"^({OUTWARD}) ([0-9])$"
OUTWARD_ALONE = rf"^({OUTWARD})$"


@cache
def districts() -> pl.DataFrame:
    """Every outward code of Great Britain with the district that it counts in: itself, or its host if a mail centre's.

    Columns: outward, district.
    """
    listed = pl.read_csv(DISTRICTS_FILE, columns=["district", "map_to"])
    girobank = pl.DataFrame({"outward": ["GIR"], "district": ["GIR"]})  # real, and in no open list
    return pl.concat([listed.select(outward="district", district="map_to"), girobank])


def parse_postcodes(typed: pl.Series) -> pl.DataFrame:
    """What each text says, in the order given.

    Columns: status (full | sector | outward_only | unknown_outward | invalid | missing), district, sector. `sector` is
    null where only a district was given, or where mail is all that the code is for.
    """
    spaced = pl.col("typed").str.to_uppercase().str.strip_chars().str.replace_all(r"\s+", " ")
    closed = pl.col("spaced").str.replace_all(" ", "")
    parts = typed.rename("typed").to_frame().with_columns(spaced=spaced).with_columns(closed=closed)
    parts = parts.with_columns(
        shape=pl.when(pl.col("closed").fill_null("") == "")
        .then(pl.lit("missing"))
        .when(pl.col("closed").str.contains(FULL))
        .then(pl.lit("full"))
        .when(pl.col("spaced").str.contains(SECTOR))
        .then(pl.lit("sector"))
        .when(pl.col("closed").str.contains(OUTWARD_ALONE))
        .then(pl.lit("outward_only"))
        .otherwise(pl.lit("invalid")),
        outward=pl.coalesce(
            pl.col("closed").str.extract(FULL, 1),
            pl.col("spaced").str.extract(SECTOR, 1),
            pl.col("closed").str.extract(OUTWARD_ALONE, 1),
        ),
        digit=pl.coalesce(pl.col("closed").str.extract(FULL, 2), pl.col("spaced").str.extract(SECTOR, 2)),
    ).join(districts(), on="outward", how="left", maintain_order="left")
    is_unlisted = pl.col("outward").is_not_null() & pl.col("district").is_null()
    is_a_place = pl.col("district") == pl.col("outward")
    return parts.select(
        status=pl.when(is_unlisted).then(pl.lit("unknown_outward")).otherwise("shape"),
        district="district",
        sector=pl.when(is_a_place).then(pl.col("outward") + " " + pl.col("digit")),
    )
