"""Makes the areas of an authority again from OS Code-Point Open.

    python -m geo.prepare codepo_gb.zip --authority E08000025

Writes into a folder (`geo/areas` unless told otherwise): the districts, wards and outline of the authority as GeoJSON,
and its postcode sectors added to `postcode_sectors.csv`, which places what is known to a sector. Areas are the cells
nearest to live unit postcodes (Voronoi), dissolved and simplified together, so that neighbours still meet. Where no
postcode lies within `REACH` nothing is drawn: open moor and the sea.
"""

import argparse
import io
import re
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
import shapely

from geo.districts import FOLDER
from geo.postcodes import districts as listed_districts

# No header: the columns of Code-Point Open, in its order.
COLUMNS: Final = (
    "postcode",
    "quality",
    "easting",
    "northing",
    "country",
    "nhs_region",
    "nhs_authority",
    "county",
    "authority",
    "ward",
)
UNPLACED: Final = 90  # a positional quality of 90 has no position
REACH: Final = 2_000  # metres
SIMPLER_BY: Final = 50  # metres
MARGIN: Final = 5_000  # metres around the authority from which postcodes still shape its areas
GRID: Final = "EPSG:27700"
SECTORS: Final = "postcode_sectors.csv"


class NoSuchAuthority(ValueError):
    """An authority of which the file has no postcode."""


def read_postcodes(codepoint: Path) -> pl.DataFrame:
    """Every placed unit postcode of a Code-Point Open archive. Columns: district, sector, easting, northing, authority,
    ward. A district that is a mail centre's counts as its host.
    """
    with zipfile.ZipFile(codepoint) as archive:
        names = [name for name in archive.namelist() if re.search(r"(^|/)CSV/[a-z]{1,2}\.csv$", name, re.IGNORECASE)]
        frames = [
            pl.read_csv(io.BytesIO(archive.read(name)), has_header=False, new_columns=COLUMNS, infer_schema=False)
            for name in names
        ]
    if not frames:
        raise NoSuchAuthority(
            f"{codepoint.name} holds no CSV of postcodes. Give it the archive as Ordnance Survey sends it."
        )
    numbers = pl.col("quality", "easting", "northing").cast(pl.Int64)
    placed = pl.concat(frames).with_columns(numbers).filter(pl.col("quality") < UNPLACED)
    closed = placed.with_columns(closed=pl.col("postcode").str.replace_all(" ", ""))
    outward = pl.col("closed").str.head(-3)
    sector = pl.concat_str(outward, pl.lit(" "), pl.col("closed").str.slice(-3, 1))
    return (
        closed.with_columns(outward=outward, sector=sector)
        .join(listed_districts(), on="outward", how="inner")
        .select("district", "sector", "easting", "northing", "authority", "ward")
    )


def around_authority(postcodes: pl.DataFrame, authority: str) -> pl.DataFrame:
    """Postcodes of the authority and of what lies near it. Raises NoSuchAuthority."""
    mine = postcodes.filter(pl.col("authority") == authority)
    if mine.is_empty():
        raise NoSuchAuthority(f"No postcode lies in {authority!r}. Give an official code, such as E08000025.")
    frame = {axis: (mine[axis].min(), mine[axis].max()) for axis in ("easting", "northing")}
    near = [pl.col(axis).is_between(low - MARGIN, high + MARGIN) for axis, (low, high) in frame.items()]  # type: ignore[operator]
    return postcodes.filter(*near)


def cells(postcodes: pl.DataFrame) -> tuple[pl.DataFrame, Any]:
    """One position a row (of several postcodes at one, the commonest area is its own), and its Voronoi cell."""
    codes = [pl.col(name).mode().sort().first() for name in ("district", "authority", "ward")]
    places = postcodes.group_by("easting", "northing").agg(codes).sort("easting", "northing")
    points = shapely.points(places["easting"].to_numpy(), places["northing"].to_numpy())
    reach = shapely.union_all(shapely.buffer(points, REACH, quad_segs=2))
    drawn = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), ordered=True, extend_to=reach))
    return places, shapely.intersection(drawn, reach)


def dissolved(places: pl.DataFrame, drawn: Any, by: str) -> dict[str, Any]:
    """Cells of one code as one area, simplified together."""
    codes = places[by].to_numpy()
    names = sorted(set(codes))
    shapes = [shapely.make_valid(shapely.union_all(drawn[codes == name])) for name in names]
    simpler = shapely.coverage_simplify(np.array(shapes), SIMPLER_BY)
    return dict(zip(names, simpler, strict=True))


def fit(postcodes: pl.DataFrame, areas: dict[str, Any], by: str) -> float:
    """The share of postcodes that lie in their own area."""
    codes = postcodes[by].to_numpy()
    points = shapely.points(postcodes["easting"].to_numpy(), postcodes["northing"].to_numpy())
    inside = sum(int(shapely.intersects(shape, points[codes == code]).sum()) for code, shape in areas.items())
    return inside / max(postcodes.height, 1)


def sectors_of(postcodes: pl.DataFrame) -> pl.DataFrame:
    """The reference point of each sector: the middle of its postcodes. Columns: sector, n, easting, northing."""
    middle = [pl.col(axis).mean().round(0) for axis in ("easting", "northing")]
    return postcodes.group_by("sector").agg(pl.len().cast(pl.Int64).alias("n"), *middle).sort("sector")


def with_sectors(listed: pl.DataFrame, made: pl.DataFrame) -> pl.DataFrame:
    """The list of sectors with those made put in the place of what it said of them."""
    others = listed.join(made, on="sector", how="anti")
    return pl.concat([others, made.select(others.columns)]).sort("sector")


def prepare(codepoint: Path, authority: str, folder: Path = FOLDER) -> dict[str, float]:
    """Write the areas of an authority into a folder; answers how many of its postcodes each kind of area fits."""
    near = around_authority(read_postcodes(codepoint), authority)
    mine = near.filter(pl.col("authority") == authority)
    places, drawn = cells(near)
    shares = {}
    for by in ("district", "ward", "authority"):
        areas = {code: shape for code, shape in dissolved(places, drawn, by).items() if code in set(mine[by])}
        shares[by] = fit(mine, areas, by)
        write_geojson(folder / f"{by}_{authority}.geojson", areas, by)
    file = folder / SECTORS
    listed = pl.read_csv(file) if file.exists() else sectors_of(mine.clear())
    with_sectors(listed, sectors_of(mine)).write_csv(file)
    return shares


def write_geojson(file: Path, areas: dict[str, Any], by: str) -> None:
    """Areas as GeoJSON in degrees, with their code."""
    import geopandas  # noqa: PLC0415

    frame = geopandas.GeoDataFrame({by: list(areas)}, geometry=list(areas.values()), crs=GRID)
    frame.to_crs("EPSG:4326").to_file(file, driver="GeoJSON")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line: 0 when the areas were written, 2 for a file or authority that cannot be used."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("codepoint", type=Path, help="the archive of OS Code-Point Open, codepo_gb.zip")
    parser.add_argument("--authority", required=True, help="the authority's official code, such as E08000025")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to write; default: geo/areas")
    wanted = parser.parse_args(arguments)
    try:
        shares = prepare(wanted.codepoint, wanted.authority, wanted.folder)
    except (NoSuchAuthority, OSError, zipfile.BadZipFile) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for by, share in shares.items():
        sys.stdout.write(f"{share:.1%} of postcodes lie in their own {by}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
