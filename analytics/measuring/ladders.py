"""Ladders: how the values of a column are counted together, finest first, where many numbers are of a few children.

The finest rung is always "as recorded" and is written nowhere. Each rung of a ladder is coarser than the one before.
Which rung a table is published at is chosen by its numbers: disclosure/hiding/grouping.py.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from data import codes

# What is counted together, by the name that it is counted under.
Together = tuple[tuple[str, tuple[str, ...]], ...]
# All values without a name of their own.
OTHERS: Final = "others"


@dataclass(frozen=True)
class Rung:
    """One grouping. `words` say it to a reader as a sentence; `name` is kept in files.

    With `is_by_size`, values of enough children in every year keep their names, which the data tell (`named`), and
    all others are counted together as "others". `left_out`: categories of which nothing is said. `widened_by`: a
    roll-up that would cut what is counted together takes in all of it, and says so in its name: "over-24-or-still".
    """

    name: str
    words: str
    together: Together = ()
    left_out: tuple[str, ...] = ()
    is_by_size: bool = False
    named: tuple[str, ...] = ()
    widened_by: str = ""

    @property
    def merged_names(self) -> tuple[str, ...]:
        """The names under which several values are counted."""
        return (*(name for name, _ in self.together), *((OTHERS,) if self.is_by_size else ()))

    def new_name(self, value: str) -> str:
        """The name under which a value is counted. No value (empty) stays none."""
        own = next((name for name, members in self.together if value in members), value)
        return OTHERS if self.is_by_size and value and own not in self.named else own

    def over(self, values: Iterable[str]) -> tuple[str, ...]:
        """The names under which these values are counted: each once, where the first of its members stood."""
        names = dict.fromkeys(self.new_name(value) for value in values if value not in self.left_out)
        others = [OTHERS] if OTHERS in names else []
        return (*(name for name in names if name != OTHERS), *others)

    def with_counted_together(self, values: Sequence[str]) -> tuple[str, ...]:
        """The values, and all that are counted together with any of them, each once."""
        joined = (members for _, members in self.together if not set(members).isdisjoint(values))
        return tuple(dict.fromkeys(chain(values, *joined)))

    def rolled_up(self, name: str, members: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        """The name of a roll-up and its values where categories are counted together; no values where it is cut."""
        whole = self.with_counted_together(members)
        if set(whole) == set(members):
            return name, whole
        # What is counted together alone has a name of its own.
        return self.widened(name), whole if self.widened_by and len(self.over(whole)) > 1 else ()

    def widened(self, name: str) -> str:
        """The name of a roll-up that takes in all of what is counted together."""
        return f"{name}-{self.widened_by}" if self.widened_by else name

    def among(self, names: Sequence[str]) -> "Rung":
        """The same with these names kept: of a rung by size alone."""
        return replace(self, named=tuple(names))


AS_RECORDED: Final = Rung("as-recorded", "")


def by_size(what: str, together: Together = ()) -> Rung:
    """The last rung of a column with many values: the large ones by name. `what` are they, as "districts"."""
    return Rung(
        "by-size",
        f"Only {what} with enough children in every year have a row of their own; all others are counted together.",
        together,
        is_by_size=True,
    )


def every_roll_up(ladder: Iterable[Rung], roll_ups: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Every roll-up that a table may have, as recorded or at a rung of its ladder, with its values as recorded."""
    ways = (rung.rolled_up(*item) for rung in (AS_RECORDED, *ladder) for item in roll_ups.items())
    return {name: members for name, members in ways if members}


OTHER_WITH_UNKNOWN: Final = (("other-or-unknown", ("other", codes.UNKNOWN)),)
MIXED_WITH_OTHER: Final = (("mixed-or-other", ("mixed", "other", codes.UNKNOWN)),)
ETHNICITY: Final = (
    Rung(
        "other-with-unknown",
        "Other and not recorded are counted together, because they are few.",
        OTHER_WITH_UNKNOWN,
    ),
    Rung(
        "mixed-with-other",
        "Mixed, other and not recorded are counted together, because they are few.",
        MIXED_WITH_OTHER,
    ),
    by_size("ethnic groups", MIXED_WITH_OTHER),
)


def of_these(ladder: Iterable[Rung], values: Collection[str]) -> tuple[Rung, ...]:
    """The ladder of a column whose values a council chooses: what is not among them is left out of every rung."""
    return tuple(
        replace(
            rung,
            together=tuple(
                (name, tuple(item for item in members if item in values)) for name, members in rung.together
            ),
        )
        for rung in ladder
    )


PLACEMENT: Final = (
    Rung(
        "five-placements",
        "Supported and independent living are counted together, and so are all other placements and not recorded, "
        "because they are few.",
        (
            ("supported-or-independent", ("supported_accommodation", "independent")),
            ("other-placements", ("with_parents", "secure", "other", codes.UNKNOWN)),
        ),
    ),
    Rung(
        "three-placements",
        "Placements are counted as children’s homes, foster care and all others, because the others are few.",
        (
            ("residential", ("own_residential", "other_residential")),
            (
                "any-other-placement",
                ("supported_accommodation", "independent", "with_parents", "secure", "other", codes.UNKNOWN),
            ),
        ),
    ),
)
SETTING: Final = (
    Rung(
        "care-or-not",
        "At home and not recorded are counted together, because few are not recorded.",
        ((codes.NOT_IN_CARE, ("home", codes.UNKNOWN)),),
    ),
)
IN_AREA: Final = (
    Rung(
        "out-with-unknown",
        "Out of area and not recorded are counted together, because they are few.",
        (("out-or-unknown", ("out", codes.UNKNOWN)),),
    ),
)
ELSEWHERE_WITH_UNKNOWN: Final = (("elsewhere-or-unknown", (codes.OUT_OF_AREA, codes.UNKNOWN)),)
AREA: Final = (
    Rung(
        "elsewhere-with-unknown",
        "Out of area and not recorded are counted together, because they are few.",
        ELSEWHERE_WITH_UNKNOWN,
    ),
    by_size("police areas", ELSEWHERE_WITH_UNKNOWN),
)
TRIAGE: Final = (
    Rung(
        "green-with-none",
        "Green and not triaged are counted together, because they are few.",
        (("green-or-none", ("green", "not_triaged")),),
    ),
)
AGE_BAND: Final = (
    Rung(
        "young-together",
        "Children under 10 are counted together, because they are few.",
        (("under-10", ("under-1", "1-4", "5-9")),),
    ),
    Rung(
        "two-bands",
        "Children under 16, and those whose age is not recorded, are counted together, because the younger are few.",
        (("under-16", ("under-1", "1-4", "5-9", "10-15", codes.UNKNOWN)),),
    ),
)
DISTRICT: Final = (by_size("postcode districts"),)
PROVIDER: Final = (by_size("providers"),)


def bands_joined(names: Sequence[str], edges: Sequence[float], unit: str) -> tuple[Rung, ...]:
    """The ladder of bands in order: from the top, two more are counted together on each rung, down to two bands.

    `edges` are where the bands begin; the band of all from an edge on is called "10+".
    """
    return tuple(
        Rung(
            f"{int(edges[place])}-or-more",
            f"{int(edges[place])} {unit} or more are counted together, because they are few.",
            ((f"{int(edges[place])}+", tuple(names[place:])),),
        )
        for place in range(len(names) - 2, 0, -1)
    )
