#!/usr/bin/env bash
# Where does Tau-Argus leave its files when a work folder is named?
#
# pytauargus 0.6.0 (statistical disclosure control: the engine of Tau-Argus with a SCIP solver, 2026), Python 3.11.
# Tried on a table of three groups by three, of 99 invented persons, protected by the frequency rule.
# The good guess: `workdir=` is the folder of all that it writes, and nothing is left elsewhere.
# What is seen: the tables are written there; five logs of the solver stand in the folder in which Python was started.
# One of them tells how many cells were hidden, and grows with each table. Whoever protects tables in a folder that is
# shared, or in a repository, leaves them behind; two processes in one folder write into each other's.
# What it means for whoever uses it: go to a folder of your own first (os.chdir), and remove it afterwards.
set -euo pipefail
here="$(mktemp -d)"
trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/venv"
"$here/venv/bin/pip" install --quiet --disable-pip-version-check "pytauargus==0.6.0"
mkdir "$here/started" "$here/work"
cd "$here/started"
"$here/venv/bin/python" - "$here/work" > "$here/said.txt" 2>&1 <<'PYTHON'
import sys
import pytauargus
counts = {"xp": 20, "xq": 20, "xr": 1, "yp": 3, "yq": 12, "yr": 20, "zp": 10, "zq": 3, "zr": 10}
persons = [cell for cell, many in counts.items() for _ in range(many)]
rows = {"A": [cell[0] for cell in persons], "B": [cell[1] for cell in persons], "N": [1.0] * len(persons)}
made = pytauargus.protect(rows, ["A", "B"], response="N", safety_rules="FREQ(6,20)", workdir=sys.argv[1])
print("rows of the table:", len(made.tables[0].rows))
PYTHON
cat "$here/said.txt"
left="$(ls | sort | tr '\n' ' ')"
echo "left where Python was started: $left"
wanted="CSPlogfile.txt FullJJ.log cspSCIP.bra cspSCIP.heu cspSCIP.sta "
test "$left" = "$wanted" || { echo "This has changed. It was: $wanted"; exit 1; }
