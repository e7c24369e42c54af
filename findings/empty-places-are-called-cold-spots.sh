#!/usr/bin/env bash
# Where nothing happened, is that a cold spot?
#
# esda 2.9.0 (libpysal 4.14.1) and pygeoda 0.1.3, Python 3.11: Getis-Ord G and G* with 999 conditional permutations.
# Five events on a map of 100 squares, queen neighbours, each a place of its own.
# The good guess: an empty neighbourhood is no news, since most are empty whatever is shuffled. By counting, a corner is
# empty in 81% of shuffles and a square in the middle in 62%, so no p-value of an empty place should be under 0.6.
# What is seen: both packages, by code that they do not share, give *every* empty neighbourhood p = 0.001, the least that
# 999 permutations can give: 61 of 100 squares are significant cold spots in pygeoda's own labels. Shuffles that are
# exactly as low as what is observed do not count against it; where noughts are common that is nearly all of them.
# Local Moran, which compares with the mean, does not call them low. High values are judged rightly.
# What it means for whoever uses them: on sparse counts read only the hot side, or count ties on both sides yourself:
# p = (1 + shuffles at or below) / (1 + shuffles). The last line does that.
set -euo pipefail
here="$(mktemp -d)"
trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/venv"
"$here/venv/bin/pip" install --quiet --disable-pip-version-check \
    "esda==2.9.0" "libpysal==4.14.1" "pygeoda==0.1.3" "geopandas==1.2.0" "scipy==1.17.1"
cd "$here"
"$here/venv/bin/python" -W ignore - > "$here/seen.txt" <<'PYTHON'
from math import comb

import esda
import geopandas
import libpysal
import numpy as np
import pygeoda
import shapely

SIDE, EVENTS = 10, (12, 37, 55, 71, 88)
squares = [shapely.box(i, j, i + 1, j + 1) for j in range(SIDE) for i in range(SIDE)]
counts = np.zeros(SIDE * SIDE)
counts[list(EVENTS)] = 1
table = geopandas.GeoDataFrame({"n": counts}, geometry=squares, crs=27700)
queen = libpysal.weights.Queen.from_dataframe(table, use_index=False)
touching = pygeoda.queen_weights(pygeoda.open(table))

for name, size in (("corner", 4), ("middle", 9)):
    share = comb(100 - size, 5) / comb(100, 5)
    print(f"a {name} and its neighbours: empty in {share:.0%} of all maps of five events")
for star in (False, True):
    local = esda.G_Local(counts, queen, star=star, transform="B", permutations=999, seed=1)
    empty = local.Gs == 0
    print(f"esda, star={star}: {empty.sum()} empty, p {local.p_sim[empty].min():.3f} to {local.p_sim[empty].max():.3f}")
for function in (pygeoda.local_g, pygeoda.local_gstar):
    local = function(touching, counts.tolist(), permutations=999, seed=1)
    p, empty = np.array(local.lisa_pvalues()), np.array(local.lisa_values()) == 0
    labels = [local.lisa_labels()[cluster] for cluster in local.lisa_clusters()]
    print(
        f"pygeoda, {function.__name__}: {empty.sum()} empty, p {p[empty].min():.3f} to {p[empty].max():.3f}, "
        f"{labels.count('Low-Low')} called Low-Low"
    )
moran = pygeoda.local_moran(touching, counts.tolist(), permutations=999, seed=1)
labels = [moran.lisa_labels()[cluster] for cluster in moran.lisa_clusters()]
print(f"pygeoda, local_moran: {labels.count('Low-Low')} called Low-Low")
chance = np.random.default_rng(1)
low = [sum(chance.permutation(counts)[:9].sum() <= 0 for _ in range(999))]
print(f"ties counted, an empty place of nine squares: p {round((1 + low[0]) / 1000, 1)}")
PYTHON
cat "$here/seen.txt"
diff "$here/seen.txt" - <<'WANTED' || { echo "This has changed."; exit 1; }
a corner and its neighbours: empty in 81% of all maps of five events
a middle and its neighbours: empty in 62% of all maps of five events
esda, star=False: 61 empty, p 0.001 to 0.001
esda, star=True: 56 empty, p 0.001 to 0.001
pygeoda, local_g: 61 empty, p 0.001 to 0.001, 61 called Low-Low
pygeoda, local_gstar: 56 empty, p 0.001 to 0.001, 56 called Low-Low
pygeoda, local_moran: 0 called Low-Low
ties counted, an empty place of nine squares: p 0.6
WANTED
