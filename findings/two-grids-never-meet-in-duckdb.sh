#!/usr/bin/env bash
# Is this place in that ward, when one is on the National Grid and the other in degrees?
#
# duckdb 2.0.0 (GEOMETRY in the core, no extension), geopandas 1.2.0 for the two files, Python 3.11.
# The good guess: a column read from GeoParquet carries its coordinate system in its type, and `=`, UNION, COALESCE and
# INSERT of two systems are refused with a good sentence. So a spatial test of the two is refused as well.
# What is seen: `st_intersects_extent` takes both and answers false for a place and itself. `st_asgeojson` writes eastings
# into GeoJSON, which knows degrees alone. A join of places to wards by extent is simply empty, and an empty map looks
# like a quiet month. The literal type GEOMETRY('EPSG:27700') is refused (no such system without an extension), while
# `st_setcrs(..., 'EPSG:27700')` makes just that type.
# What it means for whoever uses it: compare `st_crs` of both sides before a join by extent; the type will not.
set -euo pipefail
here="$(mktemp -d)"
trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/venv"
"$here/venv/bin/pip" install --quiet --disable-pip-version-check "duckdb==2.0.0" "geopandas==1.2.0" "pyarrow==26.0.1"
cd "$here"
"$here/venv/bin/python" - > "$here/seen.txt" <<'PYTHON'
import duckdb
import geopandas

grid = geopandas.GeoDataFrame({"place": [1]}, geometry=geopandas.points_from_xy([407000], [287000]), crs=27700)
grid.to_parquet("grid.parquet")
grid.to_crs(4326).to_parquet("degrees.parquet")
BOTH = "FROM 'grid.parquet' AS grid, 'degrees.parquet' AS degrees"
QUERIES = {
    "=": f"SELECT grid.geometry = degrees.geometry {BOTH}",
    "union": "SELECT geometry FROM 'grid.parquet' UNION ALL SELECT geometry FROM 'degrees.parquet'",
    "coalesce": f"SELECT coalesce(grid.geometry, degrees.geometry) {BOTH}",
    "extent, grid and itself": "SELECT st_intersects_extent(geometry, geometry) FROM 'grid.parquet'",
    "extent, grid and degrees": f"SELECT st_intersects_extent(grid.geometry, degrees.geometry) {BOTH}",
    "GeoJSON": "SELECT st_asgeojson(geometry) FROM 'grid.parquet'",
    "literal type": "SELECT 'POINT(407000 287000)'::GEOMETRY('EPSG:27700')",
    "st_setcrs": "SELECT typeof(st_setcrs('POINT(407000 287000)'::GEOMETRY, 'EPSG:27700'))",
}
for name, query in QUERIES.items():
    try:
        print(f"{name}: {duckdb.sql(query).fetchall()[0][0]}")
    except duckdb.Error as error:
        print(f"{name}: refused, {type(error).__name__}")
PYTHON
cat "$here/seen.txt"
diff "$here/seen.txt" - <<'WANTED' || { echo "This has changed."; exit 1; }
=: refused, BinderException
union: refused, BinderException
coalesce: refused, BinderException
extent, grid and itself: True
extent, grid and degrees: False
GeoJSON: {"type":"Point","coordinates":[407000.0,287000.0]}
literal type: refused, BinderException
st_setcrs: GEOMETRY('EPSG:27700')
WANTED
