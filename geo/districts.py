"""The shapes of areas, ready to draw: postcode districts, or a council's own areas from its own file.

Everything is in metres of the British National Grid, rounded to ten: on a map of one authority nobody can see more,
and easting and northing need no projection to be drawn true. Shapes are nearest-postcode areas, not legal boundaries.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import polars as pl
import shapely

from geo.postcodes import DISTRICTS_FILE

FOLDER: Final = Path(__file__).parent / "areas"
SHAPES_FILE: Final = FOLDER / "postcode_districts_ew_50m.parquet"
ROUND_TO: Final = -1  # tens of metres

ATTRIBUTION: Final = (
    "Contains OS data © Crown copyright and database right 2025.",
    "Contains Royal Mail data © Royal Mail copyright and database right 2025.",
    "Source: Office for National Statistics licensed under the Open Government Licence v.3.0.",
)
NOT_LEGAL: Final = "Nearest-postcode areas, not legal boundaries."

Point = tuple[int, int]
Ring = tuple[Point, ...]


@dataclass(frozen=True)
class Shape:
    """One area: its code, its rings (holes among them, in the opposite direction), and the middle of the largest
    circle inside it, `room` metres wide."""

    code: str
    name: str
    rings: tuple[Ring, ...]
    middle: Point
    room: int


@dataclass(frozen=True)
class Ground:
    """What a map is drawn on: the areas that it is about, and what lies around them inside its frame."""

    areas: tuple[Shape, ...]
    around: tuple[Shape, ...]

    @property
    def codes(self) -> frozenset[str]:
        """The areas that the map is about."""
        return frozenset(area.code for area in self.areas)


@cache
def geometries() -> dict[str, Any]:
    """Every postcode district of England and Wales, as a geometry of the national grid."""
    # Not by pyarrow: it loads pandas first, which takes twenty times as long as the reading, and is felt in every load.
    table = pl.read_parquet(SHAPES_FILE, columns=["district", "geometry"])
    shapes = shapely.from_wkb(table["geometry"].to_list())
    return dict(zip(table["district"].to_list(), shapes, strict=True))


@lru_cache(maxsize=8)
def district_ground(districts: frozenset[str]) -> Ground:
    """These postcode districts and their neighbours. A district without a shape (Scotland's) is left out."""
    known = geometries()
    mine = {code: known[code] for code in sorted(districts & known.keys())}
    return Ground(shapes_of(mine), around(mine))


def around(mine: dict[str, Any]) -> tuple[Shape, ...]:
    """The other districts inside the frame of mine, cut off at its edge, so that no map has holes."""
    if not mine:
        return ()
    frame = shapely.box(*shapely.total_bounds(list(mine.values())))
    others = {code: shape for code, shape in geometries().items() if code not in mine}
    near = {code: shape for code, shape in others.items() if shapely.intersects(shape, frame)}
    return shapes_of({code: shapely.intersection(shape, frame) for code, shape in near.items()})


def shapes_of(geometry_of: dict[str, Any], names: dict[str, str] | None = None) -> tuple[Shape, ...]:
    """Geometries as shapes; what is no polygon, or nothing once rounded, is left out."""
    polygons = {code: polygons_of(geometry) for code, geometry in geometry_of.items()}
    made = (
        Shape(code, (names or {}).get(code, code), rings_of(geometry), *middle_of(geometry))
        for code, geometry in polygons.items()
        if not geometry.is_empty
    )
    return tuple(shape for shape in made if shape.rings)


def polygons_of(geometry: Any) -> Any:
    """The polygons of a geometry: where two areas only touch, what they share is a line."""
    return shapely.MultiPolygon([part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"])


def rings_of(geometry: Any) -> tuple[Ring, ...]:
    """The outlines of every part of a geometry, and its holes in the opposite direction."""
    oriented = [shapely.orient_polygons(part) for part in shapely.get_parts(geometry)]
    rings = [ring for part in oriented for ring in (part.exterior, *part.interiors)]
    return tuple(rounded(ring.coords) for ring in rings if len(set(rounded(ring.coords))) > 2)


def rounded(points: Iterable[Any]) -> Ring:
    """Points in tens of metres, none twice in a row."""
    made: list[Point] = []
    for x, y in points:
        point = (round(x, ROUND_TO), round(y, ROUND_TO))
        whole = (int(point[0]), int(point[1]))
        if not made or made[-1] != whole:
            made.append(whole)
    return tuple(made)


def middle_of(geometry: Any) -> tuple[Point, int]:
    """The middle of the largest circle inside, where words have most room, and how wide it is."""
    radius = shapely.maximum_inscribed_circle(geometry, tolerance=50)
    x, y = radius.coords[0]
    return (round(x), round(y)), round(2 * radius.length)


def districts_of(authority: str) -> frozenset[str]:
    """The postcode districts of which most postcodes lie in an authority, by its official code."""
    listed = pl.read_csv(DISTRICTS_FILE, columns=["district", "lad_code", "geographic"])
    return frozenset(listed.filter(pl.col("geographic") & (pl.col("lad_code") == authority))["district"])


def named_ground(areas: dict[str, tuple[str, ...]], authority: str) -> frozenset[str]:
    """The districts that a council's maps are about: those that its areas name, else those of its authority."""
    named: Collection[str] = {district for districts in areas.values() for district in districts}
    return frozenset(named) or districts_of(authority)
