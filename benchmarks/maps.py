"""How soon a district map of Birmingham is drawn, and what it weighs: `uv run python -m benchmarks.maps`.

CPU time of a fresh process each: what a map needs is imported, then the first map reads the shapes, then the next has
them. The aims are a second for the first map, and 400 kB.
"""

import json
import subprocess
import sys
from statistics import median
from time import process_time

ROUNDS = 5
AIM_SECONDS, AIM_KILOBYTES = 1.0, 400
AUTHORITY = "E08000025"
ONCE = "--once"


def draw() -> tuple[float, float, float, int]:
    """Seconds of importing, of the first map and of the next, and the bytes that a browser is sent."""
    began = process_time()
    from datetime import date  # noqa: PLC0415

    from analytics.charts import theme  # noqa: PLC0415
    from analytics.disclosure.published import Protection, Row, Shown, Table  # noqa: PLC0415
    from analytics.maps.area_map import area_map, map_figure  # noqa: PLC0415
    from analytics.model import Audience, Period, Unit  # noqa: PLC0415
    from geo.districts import district_ground, districts_of  # noqa: PLC0415

    year = Period(date(2025, 4, 1), date(2026, 4, 1))

    def sent() -> str:
        ground = district_ground(districts_of(AUTHORITY))
        rows = tuple(Row("", code, 6 + place, 500, None, Shown.SHOWN, year) for place, code in enumerate(ground.codes))
        table = Table("postcode-district", Unit.CHILD, "", rows, Protection(Audience.BOARD, "Board view."))
        drawn = map_figure(area_map(table, ground, ("Title.", "Subtitle."), []), ground, theme.LIGHT)
        return json.dumps(drawn.to_dict())

    imported = process_time()
    weighs = len(sent().encode())
    first = process_time()
    sent()
    return imported - began, first - imported, process_time() - first, weighs


def main() -> None:
    """Print the medians beside the aims."""
    if ONCE in sys.argv:
        print(*draw())
        return
    command = [sys.executable, "-m", "benchmarks.maps", ONCE]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True) for _ in range(ROUNDS)]  # noqa: S603
    importing, first, again, weighs = zip(*(map(float, run.stdout.split()) for run in runs), strict=True)
    print(f"importing {median(importing):.2f} s, first map {median(first):.2f} s (aim {AIM_SECONDS:.0f})")
    print(f"next map {median(again) * 1000:.0f} ms")
    print(f"sent to the browser {max(weighs) / 1000:.0f} kB (aim {AIM_KILOBYTES})")


if __name__ == "__main__":
    main()
