#!/usr/bin/env bash
# Which system does `convert_to_etrs89` answer in?
#
# convertbng 2.0.0 (Rust, with OSTN15 inside) and pyproj 3.7.2, Python 3.11. One place in Birmingham.
# The good guess, from the package's own page: ETRS89 in UTM zone 30 (EPSG:25830), so an easting near 575,000.
# What is seen: an easting of 406,903: ETRS89 degrees put through the projection of the National Grid, without the shift
# of its datum. That system has no EPSG number. It looks exactly like a grid reference of the same place and is 123 m
# from it, so a mistake of one for the other shows on no map of a city, and moves a sixth of places to another hexagon
# of 0.66 km2. `convert_etrs89_to_ll` reads such numbers back, so a round trip is no test.
# What it means for whoever uses it: for the National Grid call `convert_bng`; for UTM use pyproj.
set -euo pipefail
here="$(mktemp -d)"
trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/venv"
"$here/venv/bin/pip" install --quiet --disable-pip-version-check "convertbng==2.0.0" "pyproj==3.7.2" "h3==4.5.0"
cd "$here"
"$here/venv/bin/python" - > "$here/seen.txt" <<'PYTHON'
from math import hypot
from random import Random

import h3
from convertbng import cutil
from pyproj import CRS, Transformer

LONGITUDE, LATITUDE = -1.8984, 52.4809


def at(function, x: float, y: float) -> tuple[float, float]:
    first, second = function([x], [y])
    return float(first[0]), float(second[0])


grid, etrs = at(cutil.convert_bng, LONGITUDE, LATITUDE), at(cutil.convert_to_etrs89, LONGITUDE, LATITUDE)
utm = Transformer.from_crs(4258, 25830, always_xy=True).transform(LONGITUDE, LATITUDE)
# The grid's projection on the other datum: the guess that fits.
as_grid = CRS.from_proj4("+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=GRS80 +units=m")
fits = Transformer.from_crs(4258, as_grid, always_xy=True).transform(LONGITUDE, LATITUDE)
for name, (east, north) in {"grid": grid, "convert_to_etrs89": etrs, "UTM 30": utm, "grid on GRS80": fits}.items():
    print(f"{name}: {east:.0f} {north:.0f}")
print(f"from the grid reference: {hypot(grid[0] - etrs[0], grid[1] - etrs[1]):.0f} m")
print("EPSG of what fits:", as_grid.to_epsg())
chance, moved, PLACES = Random(1), 0, 2000
for _ in range(PLACES):
    place = chance.uniform(-2.0, -1.8), chance.uniform(52.4, 52.6)
    wrong = at(cutil.convert_osgb36_to_ll, *at(cutil.convert_to_etrs89, *place))
    moved += h3.latlng_to_cell(place[1], place[0], 8) != h3.latlng_to_cell(wrong[1], wrong[0], 8)
print(f"in another hexagon: {moved / PLACES:.0%} of places")
PYTHON
cat "$here/seen.txt"
diff "$here/seen.txt" - <<'WANTED' || { echo "This has changed."; exit 1; }
grid: 406997 287001
convert_to_etrs89: 406900 287077
UTM 30: 574811 5815098
grid on GRS80: 406900 287077
from the grid reference: 123 m
EPSG of what fits: None
in another hexagon: 16% of places
WANTED
