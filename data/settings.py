"""What a council may decide: one `council.toml`, checked at start, with a demonstration built in.

Every threshold, band, deadline and label that the product uses stands here with its default, so a
council changes a number in one place and every page, report and export follows.
"""

import os
import tomllib
from collections.abc import Collection
from datetime import date
from itertools import pairwise
from pathlib import Path, PureWindowsPath
from typing import Annotated, Any, Final, Literal, Self, get_args

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator

from data import codes, message_settings, week_settings
from data.errors import BadSetting
from data.neighbours import SOURCE, authorities, code_of
from data.setting_parts import Count, Part

SETTINGS_VARIABLE = "MISSING_SETTINGS"
OF_THE_WEEK = ("now", "by_hand", "top_five", "triggers", "rules", "connections", "weekly", "initials", "homes")

# Nothing that is published, or lies beside it, names them.
NAMES_OF_ACCOUNTS: Final = {"releases": {"accounts"}}

Edges = Annotated[tuple[Count, ...], Field(min_length=1)]


class Council(Part):
    """Who this is. The board's name is a setting because it has changed in law and will again."""

    name: str = "Exampleshire"
    board: str = "Exampleshire Safeguarding Children Partnership"
    authority: str = "E00000000"
    # The authorities that it is compared with, by name or official code; without them, those of the published model.
    neighbours: tuple[str, ...] = ()
    neighbours_source: str = ""
    demonstration: bool = True

    @field_validator("neighbours")
    @classmethod
    def names_are_codes(cls, neighbours: tuple[str, ...]) -> tuple[str, ...]:
        """Official codes, each once, in the order that they were written in."""
        return tuple(dict.fromkeys(map(code_of, neighbours)))

    @property
    def compared_with(self) -> tuple[str, ...]:
        """Official codes of the authorities that this one is compared with."""
        model = authorities().get(self.authority)
        return self.neighbours or (model.neighbours if model else ())

    @property
    def who_chose(self) -> str:
        """Whose neighbours they are, and of when; empty where there are none."""
        if self.neighbours:
            return self.neighbours_source or "chosen by the council, in its settings"
        return SOURCE if self.compared_with else ""


class Quarterly(Part):
    """The sub-group's report of a quarter: its protective marking, and who reads it."""

    marking: str = "OFFICIAL-SENSITIVE"
    circulation: str = "Members of the missing sub-group"
    handling: str = "Not for publication. What is public is an approved release."


class Bands(Part):
    """Edges of half-open bands `[low, high)`, lowest first; the last band has no upper edge."""

    hours: Edges = (8, 16, 24, 48, 168)
    repeat: Edges = (1, 3, 6, 9, 20)
    distance_miles: Edges = (5, 10, 20, 40, 80)

    @model_validator(mode="after")
    def edges_rise(self) -> Self:
        refuse_edges_that_fall(self, "hours", "repeat", "distance_miles")
        return self


def refuse_edges_that_fall(part: Part, *names: str) -> None:
    """Raise ValueError for edges of bands that do not rise."""
    for name in names:
        if any(low >= high for low, high in pairwise(getattr(part, name))):
            raise ValueError(f"{name} must rise from each edge to the next, such as 8, 16, 24")


class Counting(Part):
    """What counts as persistent, and how far back the repeat bands look."""

    look_back_months: Count = 12
    persistent_more_than: Count = 3
    top: Edges = (3, 5, 10, 20)
    adult_age: Count = 18


class Absences(Part):
    """When an absence is looked at again (Birmingham, 2015: a child at risk, or often missing, is not simply absent).

    `missing_times` in `triage.days`, and a missing episode within `near_hours`. `times_missing` are the edges of the
    bands by which mean absences are drawn: "children missing 21 to 30 times averaged 13".
    """

    missing_times: Count = 3
    near_hours: Count = 6
    times_missing: Edges = (1, 6, 11, 21, 31)

    @model_validator(mode="after")
    def edges_rise(self) -> Self:
        refuse_edges_that_fall(self, "times_missing")
        return self


class Deadlines(Part):
    """Hours allowed by statutory guidance (2014) and by local practice (Birmingham, 2015)."""

    interview_hours: Count = 72
    refusal_visit_hours: Count = 24


class TriageRule(Part):
    """How a triage is suggested (Birmingham, 2015): red above so many episodes in these days, or with a red flag."""

    days: Count = 90
    green_fewer_than: Count = 2
    red_more_than: Count = 2
    red_flags: tuple[str, ...] = codes.EXPLOITATION_FLAGS


class Population(Part):
    """How many children there are, for rates: official estimates, of the year and source named."""

    aged_10_to_17: Count | None = None
    looked_after: Count | None = None
    ethnic_groups: dict[str, Count] = Field(default_factory=dict)
    # Aged 10 to 17 in each district, ward or police area of a map.
    areas: dict[str, Count] = Field(default_factory=dict)
    source: str = ""


class Linking(Part):
    """When two systems speak of one episode, and which of them is believed first."""

    tolerance_minutes: Count = 60
    # An interview that names no episode is about a return at most so many days before it.
    interview_days: Count = 60
    order: tuple[str, ...] = ("police", "social_care", "ssda903", "provider", "fostering")


Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]


class Agreement(Part):
    """Who decided that the board reads more, or less, than usual, when and why; printed wherever it does."""

    decided_by: Text
    decided_on: date
    reason: Text


# How many are "not recorded" is no secret of an undivided table, or always one, or never.
NotRecorded = Literal["one_way", "always_hidden", "never_hidden"]


class Disclosure(Part):
    """Counts of 1 to `hide_up_to` distinct children are hidden from the board, unless an agreement says otherwise.

    `not_recorded` says whether that holds for how many are "not recorded"; the council signs what is not the default.
    From the public, also a count of which one child has more than `scrutiny_largest_share`. Nothing lifts that.

    A month is published once, `days_until_published` days after its end, as it is known then, and is never revised.
    """

    board_agreement: Agreement | None = None
    not_recorded: NotRecorded = "one_way"
    not_recorded_decision: Agreement | None = None
    hide_up_to: Count = 5
    scrutiny_hide_up_to: Count = 7
    scrutiny_round_to: Annotated[int, Field(ge=2)] = 5
    scrutiny_smallest_base: Count = 20
    scrutiny_largest_share: Annotated[float, Field(gt=0, le=1)] = 0.5
    # 28: by then all but about 1 in 70 episodes are known, where 1 in 20 comes 20 weeks late (decision on this).
    days_until_published: Annotated[int, Field(ge=0, le=366)] = 28

    @model_validator(mode="after")
    def somebody_decided_what_is_not_usual(self) -> Self:
        if self.not_recorded != "one_way" and self.not_recorded_decision is None:
            raise ValueError(
                f'not_recorded = "{self.not_recorded}" needs [disclosure.not_recorded_decision], which says '
                "decided_by, decided_on and reason"
            )
        return self


class Releases(Part):
    """The roles whose holders may approve figures for the public, by the name that papers print.

    `accounts` are of the operating system, and which of these roles each has: for the command line, and for a machine
    without sign-in.
    """

    approvers: Annotated[tuple[str, ...], Field(min_length=1)] = ("Director of Children’s Services",)
    accounts: dict[str, str] = Field(default_factory=dict)


class Snapshots(Part):
    """How many earlier snapshots stay for rollback."""

    keep: Count = 8


class Retention(Part):
    """Months after which a child of whom nothing was heard goes. None: nothing goes until the council decides."""

    months: Count | None = None


class Change(Part):
    """A change of practice, from whose month on figures are compared with one another and no longer with earlier ones.

    More reports can be better recording. `what` is said where the line is drawn; no `indicators` means all of them.
    """

    at: date
    what: Annotated[str, Field(min_length=1, max_length=80)]
    indicators: tuple[str, ...] = ()


Roles = tuple[Annotated[str, Field(min_length=1)], ...]


class Maps(Part):
    """Files of the council's own, in place of what the product brings: a list of places (TOML), and areas to draw.

    `areas` is a GeoJSON, GeoPackage or shapefile; `code` and `name` are its columns.
    """

    places: str = ""
    areas: str = ""
    code: str = "code"
    name: str = "name"


class SignIn(Part):
    """Which roles of the council's identity provider open which audience's pages, and for how long."""

    claim: str = Field(default="roles", min_length=1)
    board: Roles = ()
    coordinator: Roles = ()
    scrutiny: Roles = ()
    # Role of the provider -> the role that papers print, one of [releases] approvers. Beside a role that opens pages.
    approvers: dict[str, str] = Field(default_factory=dict)
    hours: Annotated[int, Field(ge=1, le=24)] = 8
    # Without a click or a key for so long, pages show nothing more. Not of sign-in alone: also of one's own machine.
    idle_minutes: Annotated[int, Field(ge=1, le=480)] = 30

    @property
    def roles(self) -> dict[str, str]:
        """Role -> the audience that it opens."""
        named = {"board": self.board, "coordinator": self.coordinator, "scrutiny": self.scrutiny}
        return {role: audience for audience, roles in named.items() for role in roles}

    @model_validator(mode="after")
    def no_role_opens_two_audiences(self) -> Self:
        met = [role for roles in (self.board, self.coordinator, self.scrutiny) for role in roles]
        if repeated := sorted({role for role in met if met.count(role) > 1}):
            raise ValueError(f"{repeated} stands more than once; a role opens the pages of one audience")
        return self


class Settings(Part):
    """Everything that a council may decide. The defaults are the demonstration council."""

    council: Council = Council()
    areas: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    maps: Maps = Maps()
    bands: Bands = Bands()
    counting: Counting = Counting()
    absences: Absences = Absences()
    deadlines: Deadlines = Deadlines()
    linking: Linking = Linking()
    triage: TriageRule = TriageRule()
    population: Population = Population()
    disclosure: Disclosure = Disclosure()
    snapshots: Snapshots = Snapshots()
    retention: Retention = Retention()
    changes: tuple[Change, ...] = ()
    sign_in: SignIn = SignIn()
    releases: Releases = Releases()
    now: week_settings.Now = week_settings.Now()
    by_hand: week_settings.ByHand = week_settings.ByHand()
    top_five: week_settings.TopFive = week_settings.TopFive()
    triggers: week_settings.Triggers = week_settings.Triggers()
    rules: tuple[week_settings.Rule, ...] = Field(default_factory=week_settings.usual_rules)
    connections: week_settings.Connections = week_settings.Connections()
    weekly: week_settings.Weekly = week_settings.Weekly()
    quarterly: Quarterly = Quarterly()
    initials: week_settings.Initials = week_settings.Initials()
    homes: week_settings.Homes = week_settings.Homes()
    messages: message_settings.Messages = message_settings.Messages()
    ethnic_groups: dict[str, tuple[str, ...]] = Field(
        default_factory=lambda: {
            "white": ("WBRI", "WIRI", "WOTH", "WIRT", "WROM"),
            "mixed": ("MWBC", "MWBA", "MWAS", "MOTH"),
            "asian": ("AIND", "APKN", "ABAN", "AOTH", "CHNE"),
            "black": ("BCRB", "BAFR", "BOTH"),
            "other": ("OOTH",),
        }
    )

    def of_figures(self) -> dict[str, Any]:
        """What figures depend on when they are loaded, as JSON values.

        Not who may sign in or is sent messages, nor how long records are kept; and changes of practice, what stands on
        reports, what makes an absence one to look at again, and all that is of the co-ordinator's week, are looked at
        when a page is read.
        """
        return self.written({"sign_in", "messages", "retention", "changes", "quarterly", "absences", *OF_THE_WEEK})

    def written(self, left_out: Collection[str] = ()) -> dict[str, Any]:
        """These settings without those sections and without names of accounts, as JSON values for a store.

        A file goes by its name: a store holds no path of a machine, so that it may be moved.
        """
        written = self.model_dump(mode="json", exclude={**dict.fromkeys(left_out, True), **NAMES_OF_ACCOUNTS})
        # It takes the paths of every system apart.
        named = {name: PureWindowsPath(written["maps"][name]).name for name in ("places", "areas")}
        return {**written, "maps": {**written["maps"], **named}}

    @model_validator(mode="after")
    def every_ethnic_code_is_known_and_grouped_once(self) -> Self:
        seen: set[str] = set()
        for group, members in self.ethnic_groups.items():
            if unknown := sorted(set(members) - set(codes.ETHNIC_LABELS)):
                raise ValueError(f"ethnic_groups.{group} holds {unknown}, not official ethnic codes such as 'WBRI'")
            if repeated := sorted(seen & set(members)):
                raise ValueError(f"ethnic_groups.{group} repeats {repeated}, already in another group")
            seen |= set(members)
        return self

    @model_validator(mode="after")
    def whoever_approves_has_a_role_that_approves(self) -> Self:
        for where, roles in (
            ("releases.accounts", self.releases.accounts),
            ("sign_in.approvers", self.sign_in.approvers),
        ):
            if unknown := sorted(set(roles.values()) - set(self.releases.approvers)):
                raise ValueError(f"{where} names {unknown}, which [releases] approvers does not: add it there")
        return self

    @model_validator(mode="after")
    def every_rule_has_a_name_of_its_own(self) -> Self:
        # What was answered to a trigger is found by the rule's name.
        names = [rule.name for rule in self.rules]
        if repeated := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"rules: {repeated} stands more than once; give each rule a name of its own")
        return self

    @model_validator(mode="after")
    def no_district_in_two_areas(self) -> Self:
        seen: dict[str, str] = {}
        for area, districts in self.areas.items():
            for district in districts:
                if seen.setdefault(district, area) != area:
                    raise ValueError(f"areas.{area} holds {district!r}, already in {seen[district]!r}")
        return self


def load_settings(path: Path | None = None) -> Settings:
    """The council's settings: from `path`, else MISSING_SETTINGS, else council.toml here, else the demonstration.

    Raises BadSetting with the key, the value and what would be right.
    """
    named = path or (Path(value) if (value := os.environ.get(SETTINGS_VARIABLE)) else None)
    chosen = named or Path("council.toml")
    if not chosen.exists():
        if named:
            raise BadSetting(
                f"{named} does not exist. Write it, or unset {SETTINGS_VARIABLE} to see the demonstration."
            )
        return demonstration_settings()
    try:
        text = chosen.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"{chosen} cannot be read: {error}. Save it as UTF-8 text.") from error
    return parse_settings(text, chosen.name)


def parse_settings(text: str, name: str) -> Settings:
    """Settings from TOML text; `name` is the file's name, for the error."""
    try:
        document = tomllib.loads(text)
        # A council's own file describes a real council unless it says otherwise.
        if isinstance(council := document.setdefault("council", {}), dict):
            council.setdefault("demonstration", False)
        return Settings.model_validate(document)
    except tomllib.TOMLDecodeError as error:
        of_windows = " A path with backslashes stands in single quotes, such as 'C:\\missing'." if "\\" in text else ""
        raise BadSetting(f"{name} is not TOML: {error}.{of_windows}") from error
    except ValidationError as error:
        raise BadSetting(f"{name} cannot be used.\n" + "\n".join(explain(error))) from error


def explain(error: ValidationError) -> list[str]:
    """One line a fault: the key, the value met, and what would be right."""
    return [explain_one(fault["loc"], fault["type"], fault["msg"], fault["input"]) for fault in error.errors()]


# Settings that are written as a list of sections, each with a heading in double brackets.
OF_LISTS: dict[int | str, type[Part]] = {"changes": Change, "rules": week_settings.Rule}


def explain_one(where: tuple[int | str, ...], kind: str, message: str, given: object) -> str:
    """The key, the value met, and what would be right: for an unknown key, the keys there are."""
    key = ".".join(str(part) for part in where)
    if kind == "extra_forbidden":
        return f"{key} is not a setting. It may be: {', '.join(sorted(section_of(where[:-1]).model_fields))}."
    if where[-1:] and where[-1] in message_settings.NOT_REPEATED:
        return f"{key} is not as it should be: {message}. What stands there is not repeated, as it may be a secret."
    if kind == "value_error" and isinstance(given, dict):
        return f"{key}: {message}." if key else f"{message}."
    return f"{key} is {given!r}: {message}." if key else f"{message}."


def section_of(where: tuple[int | str, ...]) -> type[BaseModel]:
    """The section that these keys lead to, from the whole of the settings inwards."""
    section: type[BaseModel] = Settings
    for name in (part for part in where if isinstance(part, str)):
        annotation = section.model_fields[name].annotation
        kinds = (OF_LISTS.get(name), annotation, *get_args(annotation))
        section = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), section)
    return section


# Districts of the invented city, and invented numbers of children aged 10 to 17 in each.
DEMONSTRATION_DISTRICTS: Final = (
    *("B8", "B9", "B13", "B14", "B16", "B17", "B18", "B20", "B21", "B23", "B24"),
    *("B25", "B26", "B28", "B30", "B31", "B32", "B33", "B34", "B38", "B42", "B44"),
)
DEMONSTRATION_CHILDREN: Final = (
    *(4_900, 3_300, 4_200, 4_000, 1_700, 1_900, 1_500, 3_800, 3_100, 3_600, 3_000),
    *(1_800, 2_900, 2_500, 2_400, 3_700, 3_200, 3_900, 1_600, 1_700, 1_200, 1_500),
)
DEMONSTRATION_PLACES: Final = Path(__file__).parent / "demo" / "places.toml"
DEMONSTRATION_HOMES: Final = Path(__file__).parent / "demo" / "homes.csv"


def demonstration_settings() -> Settings:
    """An invented council, for seeing the product work without writing anything."""
    return Settings(
        # Invented too: they stand in the demonstration's own official statistics.
        council=Council(
            neighbours=("E99000005", "E99000018", "E99000030", "E99000043"),
            neighbours_source="Invented for the demonstration",
        ),
        population=Population(
            aged_10_to_17=61_400,
            looked_after=980,
            ethnic_groups={"white": 35_900, "mixed": 6_200, "asian": 11_900, "black": 5_300, "other": 2_100},
            areas=dict(zip(DEMONSTRATION_DISTRICTS, DEMONSTRATION_CHILDREN, strict=True)),
            source="Invented for the demonstration.",
        ),
        areas={
            "North": ("B20", "B23", "B24", "B42", "B44"),
            "East": ("B8", "B9", "B25", "B26", "B33", "B34"),
            "South": ("B13", "B14", "B28", "B30", "B31", "B38"),
            "West": ("B16", "B17", "B18", "B21", "B32"),
        },
        maps=Maps(places=str(DEMONSTRATION_PLACES)),
        homes=week_settings.Homes(
            file=str(DEMONSTRATION_HOMES),
            placed_here={
                "foster": 141,
                "own_residential": 12,
                "other_residential": 38,
                "supported_accommodation": 22,
                "secure": 0,
            },
            carers={"foster": 310},
            places={"supported_accommodation": 96},
            counted_on=date(2026, 9, 30),
            source="Invented for the demonstration.",
        ),
        # It ends on 5 October, and its newest quarter on 30 September: shown after 4 days, since no row comes late.
        disclosure=Disclosure(days_until_published=4),
    )
