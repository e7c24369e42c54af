"""Makes data/samples: small invented exports, headed as police, case systems, interview providers and fosterers do.

Every child, number and date is invented. Run it again after a change: the same files come out.

    uv run python benchmarks/make_samples.py
"""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import xlsxwriter

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
FIRST = datetime(2026, 9, 1)
MADE = datetime(2026, 10, 5, 7, 30)
DAY, CLOCK = "%d/%m/%Y", "%H:%M"
Row = list[object]


@dataclass(frozen=True)
class Episode:
    """One invented episode: its number, the child's, when it began, and when it ended if it did."""

    number: int
    child: int
    start: datetime
    end: datetime | None


def episodes(count: int, seed: int) -> list[Episode]:
    """Episodes of September 2026, in order; the last child is not back."""
    chance = random.Random(seed)  # noqa: S311 - invented rows need no secrecy
    starts = sorted(FIRST + timedelta(minutes=chance.randrange(29 * 24 * 60)) for _ in range(count))
    made = [
        Episode(nth, chance.randrange(1, count // 2), start, start + timedelta(minutes=chance.randrange(40, 3000)))
        for nth, start in enumerate(starts, start=1)
    ]
    return [*made[:-1], Episode(count, count, starts[-1], None)]


def row(*parts: Sequence[object]) -> Row:
    """The parts of a line, one after the other."""
    return [cell for part in parts for cell in part]


def born(child: int) -> datetime:
    """An invented date of birth: the child is 11 to 17."""
    return datetime(2009 + child % 7, 1 + child % 12, 1 + child * 7 % 28)


def write_csv(name: str, lines: Sequence[Row]) -> None:
    """The lines as CSV, as Excel writes it."""
    with (SAMPLES / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)


def write_xlsx(name: str, sheet: str, lines: Sequence[Row]) -> None:
    """The lines as one sheet; moments become dates of the workbook."""
    book = xlsxwriter.Workbook(str(SAMPLES / name))
    book.set_properties({"created": MADE})
    page = book.add_worksheet(sheet)
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    for at, line in enumerate(lines):
        for place, cell in enumerate(line):
            if isinstance(cell, datetime):
                page.write_datetime(at, place, cell, moment)
            else:
                page.write(at, place, cell)
    book.close()


def compact() -> None:
    """Reports of missing and of found, one a line, as the police send them."""
    lines: list[Row] = [
        ["COMPACT: missing and found reports"],
        ["Period 1 September 2026 to 30 September 2026"],
        [],
        row(
            ["MISPER Ref", "Report Type", "Date/Time Reported", "Nominal Ref", "D.O.B.", "Gender", "Risk Grading"],
            ["LPU", "Last Seen Location", "Location Found", "How Located", "CSE", "County Lines"],
        ),
    ]
    for episode in episodes(16, 3):
        who = [
            f"N{40100 + episode.child}",
            f"{born(episode.child):%d/%m/%Y}",
            "Female" if episode.child % 2 else "Male",
        ]
        risk = ("High", "Medium", "Low")[episode.number % 3]
        lpu = ("North", "East")[episode.child % 2]
        marks = ["Y" if episode.child % 3 == 0 else "N", "Y" if episode.child == 4 else "N"]
        ref = f"MP/26/{3100 + episode.number}"
        at = f"{episode.start:%d/%m/%Y %H:%M}"
        lines.append([ref, "Missing Report", at, *who, risk, lpu, "Bus station", "", "", *marks])
        if episode.end:
            ways = ("Returned of own accord", "Located by police", "Found by carer")
            result = ["Home address", ways[episode.number % 3]]
            lines.append([ref, "Found Report", f"{episode.end:%d/%m/%Y %H:%M}", *who, risk, lpu, "", *result, *marks])
    write_csv("compact-reports.csv", lines)


def lcs() -> None:
    """A case system's report of episodes with their interviews, dates and times apart."""
    head = ["LCS ID", "Child's Name", "DOB", "Gender", "Ethnicity", "Missing Episode ID", "Type of Absence"]
    head += ["Missing Start Date", "Missing Start Time", "Missing End Date", "Missing End Time", "CLA Y/N"]
    head += ["Placement Type", "Legal Status", "RHI Offered", "RHI Offered Date", "RHI Completed Date", "RHI Outcome"]
    lines: list[Row] = [["Children's Services: missing and absent, September 2026"], ["Run 05/10/2026 07:30"], [], head]
    for episode in episodes(18, 5):
        in_care = episode.child % 2 == 0
        kind = "Missing from Care" if in_care else "Missing from Home"
        kind = "Unauthorised Absence" if episode.number == 7 else kind
        end = [f"{episode.end:{DAY}}", f"{episode.end:{CLOCK}}"] if episode.end else ["", ""]
        rhi: Row = ["", "", "", ""]
        if episode.end:
            offered, held = episode.end + timedelta(hours=20), episode.end + timedelta(hours=50)
            is_held = episode.number % 4 != 0
            told = [f"{held:{DAY}}", "Completed"] if is_held else ["", "YP declined"]
            rhi = ["Yes", f"{offered:{DAY}}", *told]
        lines.append(
            row(
                [
                    2045000 + episode.child,
                    "withheld",
                    f"{born(episode.child):{DAY}}",
                    "F" if episode.child % 3 else "M",
                ],
                [
                    ("White British", "Pakistani", "Black Caribbean")[episode.child % 3],
                    f"ME{7200 + episode.number}",
                    kind,
                ],
                [f"{episode.start:{DAY}}", f"{episode.start:{CLOCK}}", *end, "Y" if in_care else "N"],
                ["Children's Home" if in_care else "", "C2" if in_care else "", *rhi],
            )
        )
    lines.append(["Total", len(lines) - 4])
    write_xlsx("lcs-missing-and-absent.xlsx", "Missing", lines)


def mosaic() -> None:
    """A case system's episodes with the month named, and records that were made in error."""
    head = ["Mosaic ID", "Episode Ref", "Missing/Absent", "Date & Time Missing", "Date & Time Returned", "LAC/Home"]
    head += ["Date of Birth", "Sex", "Ethnic Origin", "Reason for Going Missing", "How Returned", "Record Status"]
    lines: list[Row] = [head]
    for episode in episodes(20, 7):
        end = f"{episode.end:%d-%b-%Y %H:%M}" if episode.end else "STILL MISSING"
        status = "Created in error" if episode.number == 5 else "Finalised"
        lines.append(
            row(
                [
                    f"M{700 + episode.child}",
                    f"26/{900 + episode.number}",
                    "Absent" if episode.number % 6 == 0 else "Missing",
                ],
                [
                    f"{episode.start:%d-%b-%Y %H:%M}",
                    end,
                    "LAC" if episode.child % 3 else "Home",
                    f"{born(episode.child):%d-%b-%Y}",
                ],
                ["Male" if episode.child % 2 else "Female", "WBRI" if episode.child % 4 else "N/K"],
                [("Contact with friends", "Argument at home", "N/K")[episode.number % 3], "Own accord", status],
            )
        )
    write_csv("mosaic-missing-episodes.csv", lines)


def carefirst() -> None:
    """A case system's table as its database writes it: capitals, underscores, NULL."""
    head = ["CLIENT_ID", "ABSENCE_REF", "ABSENCE_TYPE", "ABSENCE_START_DATE", "ABSENCE_START_TIME", "RETURN_DATE"]
    head += ["RETURN_TIME", "LAC_STATUS", "GENDER", "DOB", "LEGAL_STATUS", "REPORTED_BY"]
    lines: list[Row] = [head]
    for episode in episodes(14, 9):
        end = [f"{episode.end:%Y-%m-%d}", f"{episode.end:%H:%M:%S}"] if episode.end else ["NULL", "NULL"]
        kind = ("MISSING", "ABSENT", "AWAY")[episode.number % 3]
        lines.append(
            row(
                [
                    f"00{51000 + episode.child}",
                    f"CF-{400 + episode.number}",
                    kind,
                    f"{episode.start:%Y-%m-%d}",
                    f"{episode.start:%H:%M:%S}",
                ],
                [*end, "Looked After" if episode.child % 2 else "Not Looked After", "M" if episode.child % 2 else "F"],
                [f"{born(episode.child):%Y-%m-%d}", "E1" if episode.child % 2 else "NULL", "Placement"],
            )
        )
    write_csv("carefirst-absences.csv", lines)


def provider() -> None:
    """The sheet of whoever holds the return interviews, with the police's numbers."""
    head = ["YP ID", "Police MISPER Ref", "Date/Time Returned", "RHI Offered On", "RHI Completed On", "RHI Outcome"]
    lines: list[Row] = [
        ["Return Home Interview Service"],
        ["Monthly return to the council: September 2026"],
        [],
        [*head, "Reason for Going Missing", "Interviewer"],
    ]
    for episode in episodes(16, 3):
        if episode.end:
            offered, held = episode.end + timedelta(hours=18), episode.end + timedelta(hours=44 + episode.number)
            is_held = episode.number % 5 != 0
            outcome = "Accepted and completed" if is_held else "Declined by YP"
            lines.append(
                row(
                    [
                        f"N{40100 + episode.child}",
                        f"MP/26/{3100 + episode.number}",
                        episode.end,
                        offered,
                        held if is_held else "",
                    ],
                    [outcome, ("Friends", "Family conflict")[episode.number % 2], "AB"],
                )
            )
    lines += [["Total", len(lines) - 4], ["Note: interviews of out-of-area children are held by their own council."]]
    write_xlsx("provider-interviews.xlsx", "September", lines)


def fostering() -> None:
    """A fostering service's list: no column says missing, and a word stands where a child is not back."""
    head = ["Child Ref", "Foster Carer", "Date Missing", "Time Missing", "Date Returned", "Time Returned"]
    lines: list[Row] = [
        ["Fostering Service: children missing from placement"],
        ["Quarter 2, 1 July 2026 to 30 September 2026"],
        [],
        [*head, "Placement Type", "Police Ref", "Gender", "Out of Area?"],
    ]
    for episode in episodes(10, 11):
        end = [f"{episode.end:%d.%m.%Y}", f"{episode.end:{CLOCK}}"] if episode.end else ["Still missing", ""]
        lines.append(
            row(
                [f"FC{120 + episode.child}", "withheld", f"{episode.start:%d.%m.%Y}", f"{episode.start:{CLOCK}}", *end],
                [
                    "Foster",
                    f"MP/26/{5000 + episode.number}",
                    "F" if episode.child % 2 else "M",
                    "Yes" if episode.child == 2 else "No",
                ],
            )
        )
    write_xlsx("fostering-missing.xlsx", "Q2", lines)


def main() -> None:
    """All samples."""
    SAMPLES.mkdir(exist_ok=True)
    for make in (compact, lcs, mosaic, carefirst, provider, fostering):
        make()


if __name__ == "__main__":
    main()
