"""Hexagons (H3) over an authority: which are there, which are neighbours, and in which one a place lies."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import h3
import numpy as np
import numpy.typing as npt
import polars as pl
import shapely
from pyproj import Geod, Transformer

from geo.districts import FOLDER, Point, Shape, geometries, shapes_of
from geo.postcodes import DISTRICTS_FILE

if TYPE_CHECKING:
    from scipy.sparse import csr_array

RESOLUTION: Final = 8
SECTORS_FILE: Final = FOLDER / "postcode_sectors.csv"
# Rings around a cell that make the scan's circles: its centres lie about 0.9 km apart, so three reach 3 km.
SCAN_RINGS: Final = (0, 1, 2, 3)
NATIONAL_GRID, DEGREES = "EPSG:27700", "EPSG:4326"


@lru_cache(maxsize=1)
def to_grid() -> Transformer:
    """Longitude and latitude -> national grid."""
    return Transformer.from_crs(DEGREES, NATIONAL_GRID, always_xy=True)


@lru_cache(maxsize=1)
def to_degrees() -> Transformer:
    """National grid -> longitude and latitude."""
    return Transformer.from_crs(NATIONAL_GRID, DEGREES, always_xy=True)


def cells_at(eastings: npt.ArrayLike, northings: npt.ArrayLike) -> list[str]:
    """The hexagon of each point of the national grid."""
    longitudes, latitudes = to_degrees().transform(eastings, northings)
    return [h3.latlng_to_cell(lat, lng, RESOLUTION) for lat, lng in zip(latitudes, longitudes, strict=True)]


def reference_cells(areas: Collection[str]) -> dict[str, str]:
    """The hexagon of the reference point of each sector or district of these that is known."""
    points = reference_points().filter(pl.col("area").is_in(list(areas)))
    if points.is_empty():
        return {}
    return dict(zip(points["area"], cells_at(points["easting"], points["northing"]), strict=True))


def points_of(areas: Collection[str]) -> dict[str, tuple[int, int]]:
    """Easting and northing of the reference point of each sector or district of these that is known."""
    points = reference_points().filter(pl.col("area").is_in(list(areas)))
    pairs = zip(points["easting"].cast(pl.Int64), points["northing"].cast(pl.Int64), strict=True)
    return dict(zip(points["area"], pairs, strict=True))


def district_points(districts: frozenset[str]) -> dict[str, list[float]]:
    """Longitude and latitude of the reference point of each district of these that is a place on the ground."""
    points = reference_points().filter(pl.col("area").is_in(list(districts)))
    longitudes, latitudes = to_degrees().transform(points["easting"].to_numpy(), points["northing"].to_numpy())
    return {
        area: [round(float(longitude), 4), round(float(latitude), 4)]
        for area, longitude, latitude in zip(points["area"], longitudes, latitudes, strict=True)
    }


@lru_cache(maxsize=1)
def reference_points() -> pl.DataFrame:
    """Sectors and districts: area, postcodes, easting, northing (metres of the national grid)."""
    sectors = pl.read_csv(SECTORS_FILE).select("easting", "northing", area="sector", postcodes="n")
    listed = pl.read_csv(DISTRICTS_FILE, columns=["district", "n_points", "easting", "northing", "geographic"])
    districts = listed.filter("geographic").select("easting", "northing", area="district", postcodes="n_points")
    return pl.concat([sectors, districts])


@lru_cache(maxsize=4)
def cells_of_districts(districts: frozenset[str]) -> tuple[str, ...]:
    """Every hexagon whose middle lies in one of these postcode districts, in order of name."""
    known = geometries()
    whole = shapely.union_all([known[code] for code in sorted(districts & known.keys())])
    inside: set[str] = set()
    for part in shapely.get_parts(whole):
        inside |= set(h3.h3shape_to_cells(polygon_of(part), RESOLUTION))
    return tuple(sorted(inside))


@lru_cache(maxsize=4)
def hexagon_size(districts: frozenset[str]) -> float:
    """Square kilometres of a hexagon in these districts, in the mean: 0.56 in Shetland, 0.67 in Birmingham; 0 for none.

    On the ellipsoid that coordinates are of. H3's own sizes are of a sphere, and of a mean over the world (0.74).
    """
    ground = Geod(ellps="WGS84")
    sizes = []
    for cell in cells_of_districts(districts):
        latitudes, longitudes = zip(*h3.cell_to_boundary(cell), strict=True)
        square_metres, _ = ground.polygon_area_perimeter(longitudes, latitudes)
        sizes.append(abs(square_metres) / 1_000_000)
    return sum(sizes) / len(sizes) if sizes else 0


def polygon_of(part: Any) -> h3.LatLngPoly:
    """A polygon of the national grid as H3 wants it: latitude first, holes after the outline."""
    rings = [degrees_of(ring.coords) for ring in (part.exterior, *part.interiors)]
    return h3.LatLngPoly(*rings)


def degrees_of(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points of the national grid as latitude and longitude."""
    x, y = zip(*points, strict=True)
    longitudes, latitudes = to_degrees().transform(x, y)
    return list(zip(latitudes, longitudes, strict=True))


def rings(cells: Collection[str], ring: int) -> csr_array:
    """Which cells lie within so many rings of which, themselves included: ones in a square, as wide as the cells."""
    from scipy.sparse import csr_array  # noqa: PLC0415  every start would wait a fifth of a second for it

    place = {cell: number for number, cell in enumerate(cells)}
    pairs = [
        (number, place[near]) for cell, number in place.items() for near in h3.grid_disk(cell, ring) if near in place
    ]
    rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
    return csr_array((np.ones(len(pairs)), (rows, columns)), shape=(len(place), len(place)))


def middle_of(cell: str) -> tuple[float, float]:
    """Latitude and longitude of a hexagon's middle."""
    latitude, longitude = h3.cell_to_latlng(cell)
    return latitude, longitude


def grid_middles(cells: Collection[str]) -> dict[str, Point]:
    """Easting and northing of each hexagon's middle."""
    made = {}
    for cell in sorted(cells):
        latitude, longitude = middle_of(cell)
        east, north = to_grid().transform(longitude, latitude)
        made[cell] = (round(east), round(north))
    return made


def grid_shapes(cells: Collection[str]) -> tuple[Shape, ...]:
    """Hexagons as areas of the national grid."""
    geometry_of = {}
    for cell in cells:
        longitudes, latitudes = zip(*edge_of(cell), strict=True)
        geometry_of[cell] = shapely.Polygon(zip(*to_grid().transform(longitudes, latitudes), strict=True))
    return shapes_of(geometry_of)


def edge_of(cell: str) -> list[list[float]]:
    """The corners of a hexagon as longitude and latitude, to about a metre."""
    return [[round(longitude, 5), round(latitude, 5)] for latitude, longitude in h3.cell_to_boundary(cell)]


@lru_cache(maxsize=4)
def outlines_of(districts: frozenset[str]) -> list[list[list[float]]]:
    """The outlines of districts as paths of longitude and latitude, to about ten metres."""
    known = geometries()
    parts = [part for code in sorted(districts & known.keys()) for part in shapely.get_parts(known[code])]
    return [
        [[round(longitude, 4), round(latitude, 4)] for latitude, longitude in degrees_of(part.exterior.coords)]
        for part in parts
    ]
