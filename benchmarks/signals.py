"""How often a series in which nothing changes is said to have a signal: `python -m benchmarks.signals [SERIES]`.

Whoever changes `analytics/statistics/ranges.py` or `orders.py` runs this: each line may say 5.0% at most, for series
of 13 to 24 values, and should for longer ones. Then how often a period is, beside so many that it is like:
each line may say 0.6% at most, so that of pages of nine figures 5% lead with a change.
"""

import sys

from tests.quiet import (
    LATEST,
    STABLE,
    STABLE_SHARES,
    funnels,
    share_of_shares_with_a_signal,
    share_unusual,
    share_with_a_signal,
)

LENGTHS = (8, 13, 18, 24, 36, 60)
BEFORE = (8, 12, 19, 23)


def main(series: str = "4000") -> int:
    """One line a kind of series, one column a length."""
    print(f"{'values':<30}" + "".join(f"{many:>8}" for many in LENGTHS))
    for kind in STABLE:
        shares = [share_with_a_signal(kind, many, int(series), seed=many) for many in LENGTHS]
        print(f"{kind:<30}" + "".join(f"{share:>8.1%}" for share in shares), flush=True)
    for kind in STABLE_SHARES:
        shares = [share_of_shares_with_a_signal(kind, many, int(series), seed=many) for many in LENGTHS[1:]]
        print(f"{kind:<30}{'':>8}" + "".join(f"{share:>8.1%}" for share in shares), flush=True)
    print(f"{'the latest, beside':<30}" + "".join(f"{many:>8}" for many in BEFORE))
    for kind, latest in LATEST.items():
        shares = [share_unusual(latest, many, int(series)) for many in BEFORE]
        print(f"{kind:<30}" + "".join(f"{share:>8.2%}" for share in shares), flush=True)
    for factor in (1.0, 2.0, 7.0):
        judged, outside = funnels(150, 40, factor, int(series) // 10)
        print(
            f"areas that vary {factor:.0f} times as chance: judged {judged:.2f}, {outside:.1%} outside 95%", flush=True
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
