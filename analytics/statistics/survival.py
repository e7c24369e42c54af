"""How long until it happens, when for some it has not happened yet: Kaplan-Meier."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Survival:
    """The share to whom it has not happened, as steps.

    `share` and `at_risk` stand beside each of `times`, which are the times at which it happened to somebody:
    the share from that time on, and how many were still there just before it. `of` is how many there were.
    """

    times: tuple[float, ...]
    share: tuple[float, ...]
    at_risk: tuple[int, ...]
    ends: tuple[float, ...]  # of everybody, happened or not, soonest first
    of: int

    def share_at(self, time: float) -> float:
        """The share to whom it had not happened by `time`, that moment included."""
        place = bisect_right(self.times, time)
        return self.share[place - 1] if place else 1.0

    def at_risk_at(self, time: float) -> int:
        """How many were still followed at `time`, and had not had it before: what a share there rests on."""
        return sum(1 for end in self.ends if end >= time)


def kaplan_meier(times: Sequence[float], has_happened: Sequence[bool]) -> Survival:
    """The share to whom it had not happened. One time each: when it happened, or until when nothing was seen."""
    if not times:
        return Survival((), (), (), (), 0)
    import numpy as np  # noqa: PLC0415
    from scipy.stats import CensoredData, ecdf  # noqa: PLC0415  1.5 s of imports, and one page needs it

    ends, happened = np.asarray(times, dtype=float), np.asarray(has_happened, dtype=bool)
    if len(ends) != len(happened):
        raise ValueError(f"{len(ends)} times and {len(happened)} outcomes are not of the same children")
    if not happened.any():
        return Survival((), (), (), tuple(sorted(ends.tolist())), len(ends))
    estimate = ecdf(CensoredData(uncensored=ends[happened], right=ends[~happened])).sf
    # SciPy lists every time; a step is where it happened to somebody.
    is_step = np.isin(estimate.quantiles, ends[happened])
    steps = estimate.quantiles[is_step]
    return Survival(
        tuple(steps.tolist()),
        tuple(estimate.probabilities[is_step].tolist()),
        tuple(int((ends >= step).sum()) for step in steps),
        tuple(sorted(ends.tolist())),
        len(ends),
    )
