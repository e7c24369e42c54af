#!/usr/bin/env bash
# Two councils send their wards as GeoParquet, one on the National Grid, one in degrees. What does a folder of both say?
#
# geopandas 1.2.0 (pyarrow 26.0.1), polars 2.1.0, duckdb 2.0.0, Python 3.11.
# The good guess: reading the folder fails, or turns both into one system, since each file names its own.
# What is seen: geopandas reads the folder as one table in the system of the file whose name comes first. Wards of the
# other council keep their numbers and lose their meaning: a place in Birmingham at easting -1.9 m, northing 52.5 m, which
# lies in the sea west of Scilly. Nothing warns. Named the other way round, the same folder is in degrees, with an "angle" of
# 407,000. Polars and DuckDB refuse the same two files, each with a sentence about the type of the column.
# What it means for whoever uses it: read each file, compare `crs`, then concatenate (`pd.concat` of two frames does
# refuse).
set -euo pipefail
here="$(mktemp -d)"
trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/venv"
"$here/venv/bin/pip" install --quiet --disable-pip-version-check \
    "geopandas==1.2.0" "pyarrow==26.0.1" "polars==2.1.0" "duckdb==2.0.0"
cd "$here"
"$here/venv/bin/python" - > "$here/seen.txt" <<'PYTHON'
import warnings
from pathlib import Path

import duckdb
import geopandas
import pandas
import polars

warnings.simplefilter("error")
grid = geopandas.GeoDataFrame({"ward": ["A"]}, geometry=geopandas.points_from_xy([407000], [287000]), crs=27700)
degrees = grid.to_crs(4326).assign(ward="B")


def folder(name: str, first: geopandas.GeoDataFrame, second: geopandas.GeoDataFrame) -> Path:
    path = Path(name)
    path.mkdir()
    first.to_parquet(path / "1-north.parquet")
    second.to_parquet(path / "2-south.parquet")
    return path


for name, first, second in (("grid first", grid, degrees), ("degrees first", degrees, grid)):
    path = folder(name, first, second)
    read = geopandas.read_parquet(path)
    points = ", ".join(f"{ward} at {at.x:.1f} {at.y:.1f}" for ward, at in zip(read.ward, read.geometry, strict=True))
    print(f"geopandas, {name}: EPSG:{read.crs.to_epsg()}, {points}")
files = sorted(map(str, Path("grid first").iterdir()))
refusals = {
    "polars": lambda: polars.read_parquet(files),
    "duckdb": lambda: duckdb.connect().sql("SELECT * FROM read_parquet($files)", params={"files": files}).fetchall(),
    "pandas.concat": lambda: pandas.concat([grid, degrees]),
}
for name, read in refusals.items():
    try:
        read()
        print(f"{name}: no error")
    except Exception as error:
        print(f"{name}: {type(error).__name__}")
PYTHON
cat "$here/seen.txt"
diff "$here/seen.txt" - <<'WANTED' || { echo "This has changed."; exit 1; }
geopandas, grid first: EPSG:27700, A at 407000.0 287000.0, B at -1.9 52.5
geopandas, degrees first: EPSG:4326, B at -1.9 52.5, A at 407000.0 287000.0
polars: SchemaError
duckdb: BinderException
pandas.concat: ValueError
WANTED
