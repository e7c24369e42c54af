"""How often a series in which nothing changes is said to have a signal: `python -m benchmarks.signals [SERIES]`.

Whoever changes `analytics/statistics/ranges.py` or `orders.py` runs this: each line may say 5.0% at most, for series
of 13 to 24 values, and should for longer ones.
"""

import sys

from tests.quiet import STABLE, STABLE_SHARES, share_of_shares_with_a_signal, share_with_a_signal

LENGTHS = (8, 13, 18, 24, 36, 60)


def main(series: str = "4000") -> int:
    """One line a kind of series, one column a length."""
    print(f"{'values':<30}" + "".join(f"{many:>8}" for many in LENGTHS))
    for kind in STABLE:
        shares = [share_with_a_signal(kind, many, int(series), seed=many) for many in LENGTHS]
        print(f"{kind:<30}" + "".join(f"{share:>8.1%}" for share in shares), flush=True)
    for kind in STABLE_SHARES:
        shares = [share_of_shares_with_a_signal(kind, many, int(series), seed=many) for many in LENGTHS[1:]]
        print(f"{kind:<30}{'':>8}" + "".join(f"{share:>8.1%}" for share in shares), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
