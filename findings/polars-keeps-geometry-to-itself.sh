#!/usr/bin/env bash
# GeoParquet through Polars and back: is it still a map?
#
# polars 2.1.0, geopandas 1.2.0, duckdb 2.0.0, pyarrow 26.0.1, Python 3.11.
# The good guess, after a look at the schema: Polars 2 shows the column as an extension type `geoarrow.wkb` with its
# coordinate system, keeps both through filters, joins and groups, and refuses to mix two systems. So `read_parquet`,
# `filter`, `write_parquet` should hand a smaller map on.
# What is seen: the file that Polars writes is a map to Polars alone. GeoPandas refuses it (no geo metadata), DuckDB 2.0
# reads bytes (BLOB) where it read GEOMETRY before, and says nothing. The type stands in the Arrow schema that is kept in
# the file; the GeoParquet key is not carried over. Through Arrow, without a file, type and system do arrive. DuckDB's
# own COPY of the same column keeps both; Polars in turn reads that file's geometry as bytes.
# What it means for whoever uses it: hand the table over in memory, `GeoDataFrame.from_arrow(pyarrow.table(frame))`, and
# let GeoPandas or DuckDB write it.
set -euo pipefail
here="$(mktemp -d)"
trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/venv"
"$here/venv/bin/pip" install --quiet --disable-pip-version-check \
    "geopandas==1.2.0" "pyarrow==26.0.1" "polars==2.1.0" "duckdb==2.0.0"
cd "$here"
"$here/venv/bin/python" - > "$here/seen.txt" <<'PYTHON'
import duckdb
import geopandas
import polars
import pyarrow
import pyarrow.parquet

wards = geopandas.GeoDataFrame(
    {"ward": ["A", "B"]}, geometry=geopandas.points_from_xy([407000, 408000], [287000, 288000]), crs=27700
)
wards.to_parquet("wards.parquet")
frame = polars.read_parquet("wards.parquet").filter(polars.col("ward") == "A")
frame.write_parquet("polars.parquet")
duckdb.execute("COPY (SELECT * FROM 'wards.parquet' WHERE ward = 'A') TO 'duckdb.parquet'")


def seen_by_geopandas(path: str) -> str:
    try:
        return f"EPSG:{geopandas.read_parquet(path).crs.to_epsg()}"
    except ValueError as error:
        return f"ValueError: {str(error).split('.')[0]}"


for path in ("wards.parquet", "polars.parquet", "duckdb.parquet"):
    keys = sorted(key.decode() for key in pyarrow.parquet.read_schema(path).metadata or {})
    kind = str(duckdb.sql(f"SELECT geometry FROM '{path}'").types[0]).partition("(")[0]
    own = polars.scan_parquet(path).collect_schema()["geometry"]
    print(f"{path}: keys {keys}, geopandas {seen_by_geopandas(path)}, duckdb {kind}, polars {type(own).__name__}")
print(f"through Arrow: EPSG:{geopandas.GeoDataFrame.from_arrow(pyarrow.table(frame)).crs.to_epsg()}")
PYTHON
cat "$here/seen.txt"
diff "$here/seen.txt" - <<'WANTED' || { echo "This has changed."; exit 1; }
wards.parquet: keys ['geo', 'pandas'], geopandas EPSG:27700, duckdb GEOMETRY, polars Extension
polars.parquet: keys [], geopandas ValueError: Missing geo metadata in Parquet/Feather file, duckdb BLOB, polars Extension
duckdb.parquet: keys ['geo'], geopandas EPSG:27700, duckdb GEOMETRY, polars Binary
through Arrow: EPSG:27700
WANTED
