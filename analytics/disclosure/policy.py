"""Who may be shown what: a policy is a few numbers from the settings and the words that say them."""

from dataclasses import dataclass

import polars as pl

from analytics.model import Audience
from data.settings import Disclosure, NotRecorded, Settings


@dataclass(frozen=True, order=True)
class Threshold:
    """Where small numbers end: 1 to `most_hidden` children are too few to be shown. With 0, none are."""

    most_hidden: int

    @property
    def fewest_shown(self) -> int:
        """The smallest number of children that is not too small."""
        return self.most_hidden + 1

    @property
    def hides_nothing(self) -> bool:
        """Whether any number of children may be shown."""
        return self.most_hidden == 0

    def hides(self, children: int) -> bool:
        """Whether so many children are too few. Nought is not: it is of nobody."""
        return 1 <= children <= self.most_hidden

    def allows(self, children: int) -> bool:
        """Whether so many children are neither nobody nor too few."""
        return children > self.most_hidden

    def hides_column(self, *names: str) -> pl.Expr:
        """Whether so many children are too few, of columns of whole numbers; null where the number is null."""
        return pl.col(*names).is_between(1, self.most_hidden)


@dataclass(frozen=True)
class Policy:
    """How counts are protected for one audience.

    Counts of 1 to `hide_up_to` distinct children are hidden (0: nothing is). `round_to` above 1
    rounds what is shown; a share is shown on a base of at least `smallest_base`. A count of which
    one child has more than `largest_share` is treated as that child's alone. `not_recorded` says where a small
    number of "not recorded" is no secret.
    """

    audience: Audience
    hide_up_to: int
    round_to: int
    smallest_base: int
    words: str
    largest_share: float = 1.0
    not_recorded: NotRecorded = "always_hidden"

    @property
    def threshold(self) -> Threshold:
        """Where this audience's small numbers end."""
        return Threshold(self.hide_up_to)


def threshold_without_agreement(settings: Settings) -> Threshold:
    """Where the board's small numbers end in what is no published count: files, senders, places, who is looked after.

    An agreement (`board_agreement`) is about counts, and lifts nothing here.
    """
    return Threshold(settings.disclosure.hide_up_to)


def words_of_board(limits: Disclosure) -> str:
    """How the board's figures are protected, and who decided so where it is not as usual."""
    words = f"Board view: counts of 1 to {limits.hide_up_to} children are hidden, and others that would give them away."
    decided = limits.not_recorded_decision
    if limits.not_recorded == "one_way" or decided is None:
        return f"{words} How many are not recorded may be shown."
    choice = "is hidden too" if limits.not_recorded == "always_hidden" else "may be shown in every table"
    return (
        f"{words} How many are not recorded {choice}: decided by {decided.decided_by} "
        f"on {decided.decided_on:%d/%m/%Y}. {decided.reason.rstrip('.')}."
    )


def policy_for(audience: Audience, settings: Settings) -> Policy:
    """The policy that the council's settings give an audience."""
    limits = settings.disclosure
    if audience is Audience.COORDINATOR:
        return Policy(audience, 0, 1, 1, "Exact figures, for co-ordinators only. Do not share this page.")
    if audience is Audience.BOARD and limits.board_agreement is not None:
        decided = limits.board_agreement
        words = (
            "Restricted: exact figures for the board, under an information-sharing agreement decided by "
            f"{decided.decided_by} on {decided.decided_on:%d/%m/%Y}. {decided.reason.rstrip('.')}. "
            "Do not share this page."
        )
        return Policy(audience, 0, 1, 1, words)
    if audience is Audience.BOARD:
        return Policy(audience, limits.hide_up_to, 1, 1, words_of_board(limits), not_recorded=limits.not_recorded)
    words = (
        f"Public view: counts of {limits.scrutiny_hide_up_to} children or fewer are not shown, "
        f"and others are rounded to {limits.scrutiny_round_to}."
    )
    return Policy(
        audience,
        limits.scrutiny_hide_up_to,
        limits.scrutiny_round_to,
        limits.scrutiny_smallest_base,
        words,
        limits.scrutiny_largest_share,
    )


def protected_in_words(settings: Settings) -> tuple[str, str, str]:
    """How a board's figures are protected, counted together and revised: a sentence each, for any reader."""
    policy = policy_for(Audience.BOARD, settings)
    hidden = (
        "The board reads every number, under an information-sharing agreement."
        if policy.threshold.hides_nothing
        else f"A number that stands for 1 to {policy.hide_up_to} children is hidden, and so are others that would give "
        "it away."
    )
    together = (
        "Where a table would have many such numbers, small groups are counted together, the same in every period of a "
        "financial year; if that is not enough, the table is for years alone, or is left out."
    )
    return hidden, together, once_in_words(settings)


def once_in_words(settings: Settings) -> str:
    """When a month is published, and that it is not revised."""
    return (
        f"A month is published once, {settings.disclosure.days_until_published} days after it ends. It holds what is "
        "known then, and is not changed. What comes to light later is in the co-ordinators’ figures alone."
    )
