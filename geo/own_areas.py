"""Areas other than postcode districts: a council's police areas, made of its districts or read from its own file."""

from functools import lru_cache
from pathlib import Path
from typing import Final

import shapely

from geo.districts import Ground, around, geometries, shapes_of

NATIONAL_GRID: Final = "EPSG:27700"
SIMPLER_BY: Final = 100  # metres


class BadAreas(ValueError):
    """A file of areas that cannot be used."""


@lru_cache(maxsize=4)
def areas_of_districts(areas: tuple[tuple[str, tuple[str, ...]], ...]) -> Ground:
    """Each area as the union of its postcode districts. An area of which no district has a shape is left out."""
    known = geometries()
    mine = {
        area: shapely.union_all([known[code] for code in districts if code in known])
        for area, districts in areas
        if any(code in known for code in districts)
    }
    inside = {code: known[code] for _, districts in areas for code in districts if code in known}
    return Ground(shapes_of(mine), around(inside))


@lru_cache(maxsize=4)
def own_areas(file: str, code: str, name: str) -> Ground:
    """The areas of a GeoJSON, GeoPackage or shapefile; `code` and `name` are its columns, `code` as the records say it.

    Raises BadAreas with the columns that there are, or what else is wrong.
    """
    import geopandas  # noqa: PLC0415

    if not Path(file).exists():
        raise BadAreas(f"{file} does not exist.")
    try:
        read = geopandas.read_file(file)
    except (OSError, RuntimeError, ValueError) as error:
        raise BadAreas(f"{Path(file).name} is no file of areas that can be read: {error}.") from error
    if missing := sorted({code, name} - set(read.columns)):
        columns = ", ".join(str(column) for column in read.columns if column != "geometry")
        raise BadAreas(f"{Path(file).name} has no column {missing!r}. It has: {columns}.")
    if read.crs is None:
        raise BadAreas(f"{Path(file).name} does not say which grid it is on. Save it with its coordinate system.")
    placed = read.to_crs(NATIONAL_GRID).dissolve(code, as_index=False)
    shapes = shapely.coverage_simplify(placed.geometry.to_numpy(), SIMPLER_BY)
    geometry_of = dict(zip(placed[code].astype(str), shapes, strict=True))
    names = dict(zip(placed[code].astype(str), placed[name].astype(str), strict=True))
    return Ground(shapes_of(geometry_of, names), ())
