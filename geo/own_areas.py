"""Areas other than postcode districts: a council's police areas, made of its districts or read from its own file."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from geo.cells import reference_points
from geo.districts import Ground, around, geometries, polygons_of, shapes_of

NATIONAL_GRID: Final = "EPSG:27700"
DEGREES: Final = "EPSG:4326"
SIMPLER_BY: Final = 100  # metres
# Longitude and latitude. Drawn by hand in the sea, so that Ireland and France lie outside: the National Grid's own area
# of use holds them.
GREAT_BRITAIN: Final = shapely.Polygon(
    [
        *((-7.0, 49.7), (-5.9, 50.5), (-5.7, 51.6), (-5.1, 52.6), (-5.0, 53.6), (-5.2, 54.4), (-5.4, 55.0)),
        *((-6.0, 55.28), (-7.0, 55.5), (-9.0, 57.0), (-9.0, 60.0), (-0.5, 61.1), (2.0, 61.0), (2.1, 52.0)),
        *((1.6, 50.9), (0.0, 50.4), (-3.0, 49.9), (-6.0, 49.7)),
    ]
)
NORTHERN_IRELAND: Final = shapely.box(-8.2, 54.0, -5.4, 55.35)
# Where no district's middle is as near as this, nobody lives, or easting and northing are exchanged.
NEAR_A_DISTRICT: Final = 20_000  # metres
MOST_NAMED: Final = 3


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

    Any grid that the file names is read. An area without a shape, or without a code, is left out.
    Raises BadAreas with the columns that there are, or what else is wrong.
    """
    read = with_shapes(read_areas(Path(file), {code, name}), Path(file).name)
    refuse_wrong_place(read, code, Path(file).name)
    placed = read.to_crs(NATIONAL_GRID)
    placed[code] = placed[code].map(code_text)
    united = placed.dissolve(code, as_index=False)
    shapes = shapely.coverage_simplify(united.geometry.to_numpy(), SIMPLER_BY)
    names = united[name].where(united[name].notna(), united[code]).map(code_text)
    return Ground(
        shapes_of(dict(zip(united[code], shapes, strict=True)), dict(zip(united[code], names, strict=True))), ()
    )


def read_areas(file: Path, wanted: set[str]) -> Any:
    """The file as it is, with its shapes and at least these columns. Raises BadAreas."""
    import geopandas  # noqa: PLC0415

    if not file.exists():
        raise BadAreas(f"{file} does not exist.")
    try:
        read = geopandas.read_file(file)
    except (OSError, RuntimeError, ValueError) as error:
        raise BadAreas(f"{file.name} is no file of areas that can be read: {error}.") from error
    if missing := sorted(wanted - set(read.columns)):
        columns = ", ".join(str(column) for column in read.columns if column != "geometry")
        raise BadAreas(f"{file.name} has no column {missing!r}. It has: {columns}.")
    if not isinstance(read, geopandas.GeoDataFrame):
        raise BadAreas(f"{file.name} is a table without shapes. Save the layer that has the outlines of the areas.")
    if read.crs is None:
        raise BadAreas(
            f"{file.name} does not say which grid it is on. Save it with its coordinate system: a shapefile needs its "
            ".prj file beside it."
        )
    return read


def with_shapes(read: Any, file: str) -> Any:
    """The rows that have an area, flat and mended where an outline crosses itself. Raises BadAreas where none has."""
    drawn = read[~(read.geometry.isna() | read.geometry.is_empty)]
    if drawn.empty:
        raise BadAreas(f"{file} holds no shape: each of its {len(read)} rows is empty. Save it with its outlines.")
    # Heights, and lines that are left where an outline was mended, are no part of an area.
    mended = [polygons_of(shapely.make_valid(shapely.force_2d(shape))) for shape in drawn.geometry]
    areas = drawn.set_geometry(mended, crs=read.crs)
    areas = areas[~areas.geometry.is_empty]
    if areas.empty:
        kinds = ", ".join(sorted(set(drawn.geometry.geom_type)))
        raise BadAreas(f"{file} holds no areas but {kinds}. Save the outlines of the areas, as polygons.")
    return areas


def refuse_wrong_place(areas: Any, code: str, file: str) -> None:
    """Raises BadAreas where areas do not lie in Great Britain, and says why as far as it can be told."""
    largest = float(np.abs(areas.total_bounds).max())
    if areas.crs.is_geographic and largest > 360:
        raise BadAreas(
            f"{file} says that it is in longitude and latitude, but its numbers are metres (such as {largest:.0f}). "
            f"Save it with the coordinate system that it is on: of the National Grid, {NATIONAL_GRID}."
        )
    points = shapely.point_on_surface(areas.geometry.to_numpy())
    inside = lies_in(points, areas.crs)
    if are_exchanged(points, inside, areas.crs):
        first, second = ("longitude", "latitude") if areas.crs.is_geographic else ("easting", "northing")
        raise BadAreas(f"{file} has {first} and {second} exchanged. Save it with {first} first in each pair.")
    if inside.all():
        return
    outside = sorted({code_text(each) for each in areas[code].to_numpy()[~inside]})
    if lies_in(points, areas.crs, NORTHERN_IRELAND)[~inside].all():
        raise BadAreas(f"{file} has areas in Northern Ireland ({listed(outside)}). Maps are of Great Britain alone.")
    raise BadAreas(
        f"{file} has areas outside Great Britain ({listed(outside)}). Leave them out, or save the file with the "
        f"coordinate system that its numbers are on: it says {areas.crs.name}."
    )


def lies_in(points: Any, crs: Any, frame: Any = GREAT_BRITAIN) -> Any:
    """Whether each point of a grid lies in a frame of longitude and latitude."""
    import geopandas  # noqa: PLC0415

    degrees = geopandas.GeoSeries(points, crs=crs).to_crs(DEGREES)
    return shapely.contains(frame, degrees.to_numpy())


def are_exchanged(points: Any, inside: Any, crs: Any) -> bool:
    """Whether the points are where people live only when both coordinates of each are exchanged."""
    other = shapely.points(shapely.get_y(points), shapely.get_x(points))
    if not lies_in(other, crs).all():
        return False
    return not inside.any() or (not near_a_district(points, crs).any() and bool(near_a_district(other, crs).all()))


def near_a_district(points: Any, crs: Any) -> Any:
    """Whether the middle of a postcode district of Great Britain is near each point."""
    import geopandas  # noqa: PLC0415

    placed = geopandas.GeoSeries(points, crs=crs).to_crs(NATIONAL_GRID).to_numpy()
    known = reference_points()
    tree = shapely.STRtree(shapely.points(known["easting"].to_numpy(), known["northing"].to_numpy()))
    near, _ = tree.query_nearest(placed, max_distance=NEAR_A_DISTRICT, all_matches=False)
    return np.isin(np.arange(len(placed)), near)


def listed(codes: list[str]) -> str:
    """The first few, and how many more."""
    more = len(codes) - MOST_NAMED
    return ", ".join(codes[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def code_text(value: Any) -> Any:
    """A code as the file shows it: a column of whole numbers with a gap is read as 1.0, 2.0. Null stays null."""
    if value is None or value != value:  # noqa: PLR0124  not a number is unlike itself
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
