"""The command-line front: `missing check | map | load | status | morning | audit | rollback | export | ...`.

Exit status: 0 when rows were loaded or what was asked is done, 1 when nothing was or something is amiss, 2 for a file,
mapping or store that cannot be used.
"""

import json
import os
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.errors import DashboardError, EmptyStore, NeedsMapping
from data.snapshots import STORE_VARIABLE, Snapshot, Store, store_folder

if TYPE_CHECKING:
    from analytics.exports.export import Asked
    from analytics.reports.inspection import InspectionList
    from data.audit_log import Line
    from data.erasure import Erasure
    from data.releases import Release
    from data.retention import Due
    from data.settings import Settings
    from data.summary import FileSummary, Summary

app = typer.Typer(
    help="What a council's own records say about children who go missing from home and care.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

log_app = typer.Typer(
    help="The audit log: who saw, took or changed what.", no_args_is_help=True, pretty_exceptions_enable=False
)
app.add_typer(log_app, name="log")
release_app = typer.Typer(help="Figures for the scrutiny committee: prepared, audited, approved.", no_args_is_help=True)
app.add_typer(release_app, name="release")

report_app = typer.Typer(
    help="Reports that are asked for by name.", no_args_is_help=True, pretty_exceptions_enable=False
)
app.add_typer(report_app, name="report")
inspection_app = typer.Typer(
    help="Lists that inspectors ask for, child by child.", no_args_is_help=True, pretty_exceptions_enable=False
)
app.add_typer(inspection_app, name="inspection")

handover_app = typer.Typer(
    help="Workbooks to hand over, which come back filled in.", no_args_is_help=True, pretty_exceptions_enable=False
)
app.add_typer(handover_app, name="handover")

AS_OF_FORMATS = ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]

Files = Annotated[list[Path], typer.Argument(help="CSV or XLSX files.", metavar="FILE...")]
MappingOption = Annotated[
    Path | None,
    typer.Option("--mapping", "-m", help="Which column is which field (TOML). Not needed for a looked-after return."),
]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=AS_OF_FORMATS, help="When the files were extracted, in local time."),
]
AsKnownAt = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=AS_OF_FORMATS, help="The state as it could be known then, in local time."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")]


def main() -> None:
    """Runs a command; an error written for the reader is printed without a traceback."""
    try:
        app()
    except DashboardError as error:
        typer.echo(" ".join([str(error), *hints(error)]), err=True)
        sys.exit(2)


def hints(error: DashboardError) -> list[str]:
    """What to type next, where the error itself cannot say it: it is read on pages too."""
    match error:
        case NeedsMapping():
            return ["Give one with --mapping; have one written with: missing map FILE"]
        case EmptyStore():
            return ["Type: missing load FILE --mapping MAPPING"]
    return []


@app.command()
def check(files: Files, mapping: MappingOption = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Say what loading the files would do, and change nothing."""
    from data.load import Delivery  # noqa: PLC0415
    from data.load import check as check_files  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    settings = load_settings()
    summary = check_files(
        Store(store_folder()), [Delivery(tuple(files), mapping)], settings, as_of=as_of, progress=tell
    )
    ending = "\n".join(["Nothing was changed: this was a check.", *whose_name(settings)])
    tell_summary(summary, as_json, ending)


@app.command()
def load(files: Files, mapping: MappingOption = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Load the files as one new snapshot, and make it live."""
    from analytics.refresh import refresh  # noqa: PLC0415
    from data.load import Delivery  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    store, settings = Store(store_folder()), load_settings()
    before = store.current()
    summary = refresh(store, [Delivery(tuple(files), mapping)], settings, as_of=as_of, progress=tell)
    is_new = before is None or before.name != summary.snapshot
    said = f"Snapshot {summary.snapshot} is now live in {store.folder}." if is_new else "The store is as it was."
    ending = said if summary.snapshot else "Nothing was loaded."
    tell_summary(summary, as_json, "\n".join([ending, *whose_name(settings)]))


@app.command("map")
def map_file(
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file of one sender.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Where to write the mapping; else beside you, by the file's name.")
    ] = None,
    system: Annotated[
        str, typer.Option(help="Who sent it: police, social_care, provider, fostering, or a name of yours.")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Write over a mapping that is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write a mapping for a file from what it looks like: each guess with its reason, and what is left to ask."""
    from analytics.words.mapping_words import proposal_words  # noqa: PLC0415
    from data.formats.guessing.mapping_text import proposal_text, write_proposal  # noqa: PLC0415
    from data.formats.guessing.propose_file import propose_file  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    proposal = propose_file(file, load_settings(), system)
    # A program that asks for JSON has the mapping in it.
    path = out or (None if as_json else Path(f"{file.stem}.toml"))
    if path:
        write_proposal(path, proposal, force=force)
    if as_json:
        typer.echo(json.dumps({**proposal.as_json(), "mapping": proposal_text(proposal)}, indent=1, ensure_ascii=False))
    else:
        typer.echo(proposal_words(proposal, str(path)))


@app.command()
def status(as_json: AsJson = False) -> None:
    """Say what the store holds: the live snapshot, its sources, and the earlier ones kept; and how messages stand."""
    from analytics.messages.standing import standing  # noqa: PLC0415
    from data.formats.dates import local_now  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    store = Store(store_folder())
    live = store.live()
    document = {
        "store": str(store.folder),
        "snapshot": live.name,
        "snapshots": [snapshot.name for snapshot in store.snapshots()],
        **{name: live.manifest[name] for name in ("as_of", "made_at", "built_on")},
        **live.contents,
        "messages": [one.said for one in standing(store, live, load_settings(), local_now())],
    }
    typer.echo(json.dumps(document, indent=1, ensure_ascii=False) if as_json else status_text(document))


@app.command()
def morning(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the message and who would get it; send nothing.")
    ] = False,
) -> None:
    """Send the morning message of clocks that have run out: counts and a link, by the ways that the settings name.

    For a timer. It ends with 1 where somebody was not reached; the next run tries again.
    """
    from analytics.messages.runs import run_morning, try_morning  # noqa: PLC0415
    from analytics.messages.standing import run_words, trial_words  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    store, settings = Store(store_folder()), load_settings()
    if dry_run:
        typer.echo(trial_words(*try_morning(store, settings), settings.messages))
        return
    done = run_morning(store, settings)
    typer.echo(run_words(done))
    raise typer.Exit(1 if done.is_failed else 0)


@app.command()
def audit(
    release: Annotated[str | None, typer.Option(help="Audit this release, not the board's tables.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say how closely every hidden number can be worked out from all that is published; 1 when one is given away."""
    from analytics.releases.board_audit import audit_snapshot  # noqa: PLC0415
    from analytics.releases.release import audit_again  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    store = Store(store_folder())
    if release:
        found, tables = audit_again(store, release, load_settings())
    else:
        found, tables = audit_snapshot(store, store.live())
    rows, names = tables.to_dicts(), [figure.name for figure in found.given_away]
    if as_json:
        typer.echo(json.dumps({"passed": not names, "tables": rows, "given_away": names}, indent=1))
    else:
        typer.echo(audit_text(rows, names))
    if not found.passed:
        raise typer.Exit(1)


@app.command()
def rollback(as_json: AsJson = False) -> None:
    """Make the snapshot before the live one live again. Nothing is deleted."""
    from data.audit_log import Act, AuditLog, this_user  # noqa: PLC0415

    store = Store(store_folder())

    def announce(live: Snapshot, earlier: Snapshot) -> None:
        AuditLog(store).append(this_user(), Act.ROLLBACK, {"snapshot": earlier.name, "instead_of": live.name})

    snapshot = store.rollback(announce)
    document = {"store": str(store.folder), "snapshot": snapshot.name}
    typer.echo(json.dumps(document) if as_json else f"Snapshot {snapshot.name} is live again in {store.folder}.")


@app.command()
def export(  # noqa: PLR0917 - one argument an option, given by name
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")],
    until: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Day after the last.")],
    audience: Annotated[str, typer.Option(help="coordinator, board or scrutiny.")] = "coordinator",
    indicator: Annotated[list[str] | None, typer.Option(help="Only this indicator; may be repeated.")] = None,
    setting: Annotated[list[str] | None, typer.Option(help="Only care, home or unknown.")] = None,
    area: Annotated[list[str] | None, typer.Option(help="Only this police area.")] = None,
    placement: Annotated[list[str] | None, typer.Option(help="Only this placement group.")] = None,
    sex: Annotated[list[str] | None, typer.Option(help="Only F, M or unknown.")] = None,
    ethnicity: Annotated[list[str] | None, typer.Option(help="Only this ethnic group.")] = None,
    as_of: AsKnownAt = None,
    kind: Annotated[str, typer.Option("--format", help="json, csv or xlsx.")] = "json",
    release: Annotated[str, typer.Option(help="For scrutiny: this release, not the newest.")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of printing.")] = None,
) -> None:
    """Print every indicator as tidy rows: exact for a co-ordinator, only what is published for others."""
    from analytics.exports.export import (  # noqa: PLC0415
        Asked,
        export_file,
        export_released,  # noqa: PLC0415
    )
    from analytics.files import write  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    filters = {"area": area, "ethnicity": ethnicity, "placement": placement, "setting": setting, "sex": sex}
    asked = Asked(
        first=first.date(),
        until=until.date(),
        audience=audience,
        slugs=tuple(indicator or ()),
        only=tuple((name, tuple(sorted(groups))) for name, groups in filters.items() if groups),
        as_of=as_of,
        kind=kind,
    )
    store, settings = Store(store_folder()), load_settings()
    if audience == "scrutiny":
        content = export_released(store, asked, settings, release)
        log_export(store, release or "newest release", asked)
    else:
        snapshot = store.live()
        content = export_file(snapshot, settings, asked)
        log_export(store, snapshot.name, asked)
    if out:
        write(out, content)
    else:
        sys.stdout.buffer.write(content)


@report_app.command()
def foi(
    years: Annotated[int, typer.Option(min=1, max=10, help="How many financial years that are over.")] = 3,
    audience: Annotated[str, typer.Option(help="coordinator, board or scrutiny.")] = "coordinator",
    kind: Annotated[str, typer.Option("--format", help="text, json, csv or xlsx.")] = "text",
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of printing.")] = None,
) -> None:
    """Print children, episodes, interviews in time and declined: all, in care and out of area, year by year."""
    from analytics.exports.export import Asked, refuse_unknown  # noqa: PLC0415
    from analytics.files import WRITERS, write  # noqa: PLC0415
    from analytics.model import Audience  # noqa: PLC0415
    from analytics.reports.foi import as_text, foi_answer, last_years  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    refuse_unknown("--audience", [audience], list(Audience))
    refuse_unknown("--format", [kind], ["text", *WRITERS])
    store = Store(store_folder())
    snapshot = store.live()
    found = foi_answer(store, snapshot, load_settings(), Audience(audience), years)
    content = f"{as_text(found)}\n".encode() if kind == "text" else WRITERS[kind](found.frame)
    periods = last_years(datetime.fromisoformat(snapshot.manifest["as_of"]).date(), years)
    log_export(store, snapshot.name, Asked(periods[-1].start, periods[0].end, audience, ("foi",), kind=kind))
    if out:
        write(out, content)
    else:
        sys.stdout.buffer.write(content)


@app.command()
def refused(
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of printing.")] = None,
    workbook: Annotated[
        Path | None,
        typer.Option(help="Write a workbook in the sender's own columns, to be corrected; of several, a folder."),
    ] = None,
) -> None:
    """Print the refused rows as CSV, each with its rule and as it came, to be sent back to the source."""
    if workbook:
        refused_workbooks(workbook)
        return
    from analytics.files import as_csv, write  # noqa: PLC0415
    from analytics.views.data_quality import refused_rows  # noqa: PLC0415
    from data.audit_log import Act, AuditLog, this_user  # noqa: PLC0415
    from data.warehouse import warehouse  # noqa: PLC0415

    store = Store(store_folder())
    snapshot = store.live()
    rows = refused_rows(warehouse(snapshot.refused))
    content = as_csv(rows)
    AuditLog(store).append(this_user(), Act.REFUSED_ROWS, {"snapshot": snapshot.name, "rows": rows.height})
    if out:
        write(out, content)
    else:
        sys.stdout.buffer.write(content)


def refused_workbooks(to: Path) -> None:
    """Writes the refused rows as workbooks, and says where they are."""
    from analytics.casework.handover.files import write_refused  # noqa: PLC0415
    from analytics.casework.handover.refused import without_book  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    store = Store(store_folder())
    snapshot = store.live()
    files = write_refused(store, snapshot, load_settings(), to)
    typer.echo("\n".join(map(str, files)) or "No refused row can go back in its own columns.")
    if more := without_book(store, snapshot):
        typer.echo(f"{more:,} more have no columns that are known. Have them with: missing refused", err=True)


@app.command()
def erase(
    child: Annotated[
        str, typer.Argument(help="The source's id of the child, or the pseudonym; - reads it from input.")
    ],
    reason: Annotated[str, typer.Option(help="Why; kept in the audit log, so without any name.")],
    by: Annotated[str, typer.Option(help="Who decided it, such as the data protection officer.")],
    ids: Annotated[str, typer.Option(help="Whose number the id is: `child_ids` of the mapping.")] = "council",
    as_json: AsJson = False,
) -> None:
    """Erase a child for good: from the live snapshot, from every earlier one, and from later loads."""
    from analytics.refresh import erase_child  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    named = sys.stdin.readline().strip() if child == "-" else child
    done = erase_child(
        Store(store_folder()), named, load_settings(), namespace=ids, reason=reason, requested_by=by, progress=tell
    )
    tell("", 0, 0)
    typer.echo(json.dumps(asdict(done)) if as_json else erasure_text(done))
    raise typer.Exit(1 if done.still_in else 0)


@app.command("check-annex-a")
def check_annex_a(
    file: Annotated[Path, typer.Argument(help="The inspection workbook, or its List 8 as CSV.")],
    as_of: AsOf = None,
    ids: Annotated[str, typer.Option(help="Whose number its child ids are: `child_ids` of the mappings.")] = "council",
) -> None:
    """Compare what List 8 says of the last 12 months with ours, child by child, as CSV; 1 when one differs."""
    from analytics.files import as_csv  # noqa: PLC0415
    from data.annex_a import check_list_8  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    adult_age = load_settings().counting.adult_age
    rows = check_list_8(Store(store_folder()), file, as_of=as_of, namespace=ids, adult_age=adult_age)
    sys.stdout.buffer.write(as_csv(rows))
    differ = int((~rows["agrees"].fill_null(value=False)).sum())
    unsaid = rows["agrees"].null_count()
    without = f" {unsaid:,} have no id or no number on the list." if unsaid else ""
    typer.echo(f"{rows.height - differ:,} of {rows.height:,} children agree.{without}", err=True)
    raise typer.Exit(1 if differ else 0)


@inspection_app.command("annex-a")
def inspection_annex_a(
    out: Annotated[Path, typer.Option("--out", help="The workbook to write.")] = Path("annex-a-list-8.xlsx"),
    purpose: Annotated[str, typer.Option(help="Why; kept in the audit log.")] = "inspection",
) -> None:
    """Write Annex A, List 8 (looked-after children), as the records stand: read back before it is handed out."""
    from analytics.reports.inspection_files import write_list_8  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    store = Store(store_folder())
    typer.echo(listed_text(write_list_8(store, store.live(), load_settings(), out, purpose=purpose), out))


@inspection_app.command("jtai")
def inspection_jtai(
    out: Annotated[Path, typer.Option("--out", help="The workbook to write.")] = Path("jtai-children.xlsx"),
    months: Annotated[int, typer.Option(min=1, help="Of how many months, up to the end of the data.")] = 12,
    notice: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day of the notice, to count working days."),
    ] = None,
    purpose: Annotated[str, typer.Option(help="Why; kept in the audit log.")] = "inspection",
) -> None:
    """Write the list of children with episodes that a joint targeted area inspection asks for, one row a child."""
    from analytics.reports.inspection_files import write_jtai  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    store, day = Store(store_folder()), notice.date() if notice else None
    listed = write_jtai(store, store.live(), load_settings(), out, purpose=purpose, months=months, notice=day)
    typer.echo(listed_text(listed, out))


@app.command("subject-access")
def subject_access(
    child: Annotated[
        str, typer.Argument(help="The source's id of the child, or the pseudonym; - reads it from input.")
    ],
    reason: Annotated[
        str, typer.Option(help="Which request this answers; kept in the audit log, so without any name.")
    ],
    ids: Annotated[str, typer.Option(help="Whose number the id is: `child_ids` of the mapping.")] = "council",
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of printing.")] = None,
) -> None:
    """Print every row that the store holds of one child, as JSON, to be read before it is handed out."""
    from analytics.files import write  # noqa: PLC0415
    from data.subject_access import everything_about  # noqa: PLC0415

    named = sys.stdin.readline().strip() if child == "-" else child
    document = everything_about(Store(store_folder()), named, reason=reason, namespace=ids)
    content = json.dumps(document, indent=1, ensure_ascii=False).encode()
    if out:
        write(out, content)
    else:
        sys.stdout.buffer.write(content)


@app.command()
def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what is due, and change nothing.")] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask: for a timer. Never takes most of the children.")
    ] = False,
    children: Annotated[
        int | None, typer.Option(help="Do not ask: as many children as the dry run said, however many.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take out every child of whom nothing was heard for as long as the settings say (retention.months)."""
    from analytics.refresh import purge_store  # noqa: PLC0415
    from data.retention import what_is_due  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    store, settings = Store(store_folder()), load_settings()
    due = what_is_due(store, settings)
    if not as_json:
        typer.echo(purge_text(due))
    is_agreed = not dry_run and not due.is_nothing
    if is_agreed:
        agree_to_purge(due, yes=yes, children=children, may_ask=not as_json)
        purge_store(store, settings, due, tell)
        tell("", 0, 0)
    if as_json:
        typer.echo(json.dumps(asdict(due)))
    elif not due.is_nothing:
        gone = "They are gone, and every earlier snapshot with them. Backups are not reached."
        typer.echo(gone if is_agreed else "Nothing was changed: this was a dry run.")


def agree_to_purge(due: "Due", *, yes: bool, children: int | None, may_ask: bool) -> None:
    """Returns where the number given is right, a timer takes few, or a person says so. Else raises DashboardError."""
    few = f"{due.children:,} of {due.of_children:,} children would go"
    if children is not None:
        if children != due.children:
            raise DashboardError(f"{few}, not {children:,}. Nothing was taken out. Look at: missing purge --dry-run")
        return
    if yes:
        if due.is_most:
            raise DashboardError(
                f"{few}, which --yes alone never does. Nothing was taken out. Look at: missing purge --dry-run. "
                f"If it is right, give: missing purge --children {due.children}"
            )
        return
    if not (may_ask and sys.stdin.isatty()):
        raise DashboardError(f"{few}, and nobody is there to be asked. Nothing was taken out. A timer gives --yes.")
    if not typer.confirm(f"{few}, for good. Take them out?"):
        raise DashboardError("Nothing was taken out.")


@log_app.command("verify")
def log_verify(
    seen: Annotated[str | None, typer.Option(help="A line that was written down earlier, as NUMBER:HASH.")] = None,
) -> None:
    """Say whether the audit log is as it was written, and where it is not."""
    from data.audit_log import AuditLog  # noqa: PLC0415

    log = AuditLog(Store(store_folder()))
    if broken := log.verify(noted_line(seen) if seen else None):
        typer.echo(f"The log is broken. Line {broken.line} {broken.how}", err=True)
        raise typer.Exit(1)
    last = log.head()
    typer.echo(
        f"The log is whole: {last.number:,} lines. Write down and keep elsewhere: {last.number}:{last.hash}"
        if last
        else "The log is empty."
    )


@log_app.command("show")
def log_show(
    act: Annotated[list[str] | None, typer.Option(help="Only this act, such as export; may be repeated.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="From this day on, in UTC.")] = None,
    child: Annotated[str | None, typer.Option(help="Only lines about the child of this pseudonym.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print the audit log, oldest line first."""
    from data.audit_log import Act, AuditLog  # noqa: PLC0415

    if unknown := sorted(set(act or ()) - set(Act)):
        raise DashboardError(f"--act {unknown[0]!r} is not known. It may be: {', '.join(sorted(Act))}.")
    lines = AuditLog(Store(store_folder())).found(acts=act or (), since=since, child=child)
    if as_json:
        typer.echo(json.dumps([asdict(line) for line in lines], indent=1, ensure_ascii=False))
        return
    for line in lines:
        typer.echo(log_line_text(line))


@report_app.command("weekly")
def report_weekly(
    week_ending: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The Sunday on which the week ended; else the newest.")
    ] = None,
    purpose: Annotated[str, typer.Option(help="Why; kept in the audit log.")] = "weekly meeting",
    out: Annotated[Path, typer.Option("--out", help="The folder to write both files into.")] = Path(),
    if_due: Annotated[
        bool,
        typer.Option("--if-due", help="For a timer: the newest, once, into the settings' folder; and tell people."),
    ] = False,
) -> None:
    """Write the weekly report of a week that is over, for co-ordinators: a tagged PDF and a Word document."""
    from analytics.reports.weekly_files import newest_week, write_weekly  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    store, settings = Store(store_folder()), load_settings()
    if if_due:
        write_if_due(store, settings)
        return
    snapshot = store.live()
    sunday = week_ending.date() if week_ending else newest_week(snapshot)
    files = write_weekly(store, snapshot, settings, sunday, out, purpose=purpose)
    typer.echo("\n".join(str(file) for file in files))


def write_if_due(store: Store, settings: "Settings") -> None:
    """Writes the newest week's report where no timer has, and tells whoever is to know."""
    from analytics.messages.runs import run_weekly  # noqa: PLC0415
    from analytics.messages.standing import weekly_run_words  # noqa: PLC0415

    done = run_weekly(store, settings)
    typer.echo(weekly_run_words(done.sunday, done.files, done.run))
    raise typer.Exit(1 if done.run.is_failed else 0)


@report_app.command("daily")
def report_daily(
    purpose: Annotated[str, typer.Option(help="Why; kept in the audit log.")] = "daily meeting",
    out: Annotated[Path, typer.Option("--out", help="The folder to write the file into.")] = Path(),
) -> None:
    """Write the sheet for today's meeting, for co-ordinators: a tagged PDF of one page or two."""
    from analytics.reports.daily_files import write_daily  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    store = Store(store_folder())
    typer.echo(write_daily(store, store.live(), load_settings(), out, purpose=purpose))


@handover_app.command("interviews")
def handover_interviews(
    purpose: Annotated[str, typer.Option(help="Why; kept in the audit log.")] = "interviews handed over",
    out: Annotated[Path, typer.Option("--out", help="The folder to write the workbooks into.")] = Path(),
) -> None:
    """Write a workbook for each provider of interviews: what is overdue, due and to be confirmed, to be filled in."""
    from analytics.casework.handover.files import write_interviews  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    store = Store(store_folder())
    files = write_interviews(store, store.live(), load_settings(), out, purpose=purpose)
    typer.echo("\n".join(map(str, files)) or "Nothing is owed, and nothing is to be confirmed.")


@handover_app.command("differences")
def handover_differences(
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")],
    until: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Day after the last.")],
    purpose: Annotated[str, typer.Option(help="Why; kept in the audit log.")] = "differences sent to be answered",
    out: Annotated[Path, typer.Option("--out", help="The folder to write the workbooks into.")] = Path(),
) -> None:
    """Write a workbook for each home and the fostering service, of episodes that not every source tells of."""
    from analytics.casework.handover.files import write_differences  # noqa: PLC0415
    from analytics.model import Period  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    store, period = Store(store_folder()), Period(first.date(), until.date())
    files = write_differences(store, store.live(), load_settings(), period, out, purpose=purpose)
    typer.echo("\n".join(map(str, files)) or "No home or service has a difference to answer.")


@report_app.command("quarterly")
def report_quarterly(
    quarter: Annotated[str, typer.Option(help="A quarter that is over, such as 2026-27-Q2; else the newest.")] = "",
    out: Annotated[Path, typer.Option("--out", help="The folder to write the files into.")] = Path(),
) -> None:
    """Write the sub-group's report of a quarter: PDF, Word and workbook, of what is published to the board alone."""
    from analytics.reports.quarterly_files import write_quarterly  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    store = Store(store_folder())
    files = write_quarterly(store, store.live(), load_settings(), quarter, out)
    typer.echo("\n".join(str(file) for file in files))


@report_app.command("scrutiny")
def report_scrutiny(
    release: Annotated[str, typer.Option(help="The approved release; without it, the newest.")] = "",
    out: Annotated[Path, typer.Option("--out", help="The folder to write the file into.")] = Path(),
) -> None:
    """Write a committee's paper of an approved release, as Word: four sides at most, and every table behind them."""
    from analytics.reports.scrutiny_files import write_scrutiny  # noqa: PLC0415

    typer.echo(write_scrutiny(Store(store_folder()), release, out))


@app.command()
def demo(folder: Annotated[Path | None, typer.Argument(help="Where to make it.")] = None) -> None:
    """Make a store of an invented city, to see the product work."""
    from analytics.refresh import make_demonstration  # noqa: PLC0415
    from data.settings import demonstration_settings, load_settings  # noqa: PLC0415

    is_somebodys = bool(os.environ.get(STORE_VARIABLE)) or not load_settings().council.demonstration
    if folder is None and is_somebodys:
        raise DashboardError(
            f"{store_folder()} is a store of your own, which is not filled with invented children. "
            "Name another folder: missing demo FOLDER"
        )
    store = Store(folder or store_folder())
    if store.current():
        raise DashboardError(f"The store {store.folder} already holds data. Name an empty folder: missing demo FOLDER")
    make_demonstration(store.folder, demonstration_settings(), tell)
    typer.echo(f"The demonstration is in {store.folder}. See it: uv run streamlit run app.py")


def log_export(store: Store, source: str, asked: "Asked") -> None:
    """Says in the audit log what is about to leave the store."""
    from data.audit_log import Act, Actor, AuditLog, this_user  # noqa: PLC0415

    what = {
        "from_data": source,
        "from": str(asked.first),
        "to": str(asked.until),
        "indicators": list(asked.slugs) or "all",
        "only": dict(asked.only),
        "as_of": str(asked.as_of or ""),
        "format": asked.kind,
    }
    AuditLog(store).append(Actor(this_user().name, asked.audience), Act.EXPORT, what)


def noted_line(seen: str) -> tuple[int, str]:
    """The number and hash that somebody wrote down. Raises DashboardError."""
    number, _, noted = seen.partition(":")
    if not number.isdigit() or not noted:
        raise DashboardError(f"--seen is {seen!r}: give it as `missing log verify` printed it, NUMBER:HASH.")
    return int(number), noted


ReleaseArgument = Annotated[str, typer.Argument(metavar="NAME", help="2025-26, 2026-27-Q2; a correction: 2025-26-v2")]


@release_app.command("prepare")
def prepare_release(name: ReleaseArgument, as_json: AsJson = False) -> None:
    """Make a draft from the live snapshot: protected, rounded, audited. Nobody but a co-ordinator sees it."""
    from analytics.releases.release import FailedAudit, prepare  # noqa: PLC0415
    from data.audit_log import this_user  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    try:
        draft = prepare(Store(store_folder()), name, load_settings(), by=this_user())
    except FailedAudit as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    tell_release(draft, as_json)


@release_app.command("show")
def show_release(name: ReleaseArgument, as_json: AsJson = False) -> None:
    """Say what a release is of, how its audit went and who approved it: the draft of that name, if there is one."""
    from data.releases import Releases  # noqa: PLC0415

    releases = Releases(Store(store_folder()))
    is_draft = any(draft.name == name for draft in releases.drafts())
    tell_release((releases.draft(name) if is_draft else releases.release(name)).checked(), as_json)


@release_app.command("approve")
def approve_release(  # noqa: PLR0917 - one argument an option, given by name
    name: ReleaseArgument,
    role: Annotated[str, typer.Option(help="A role that the settings let approve.")],
    approver: Annotated[str, typer.Option("--name", help="Who approves.")],
    reason: Annotated[str, typer.Option(help="Why the public may read it.")],
    seen: Annotated[str | None, typer.Option(help="The seal of what was looked at, as `release show` says it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Let the public read a draft. From then on it never changes."""
    from analytics.releases.release import Approval, approve  # noqa: PLC0415
    from data.settings import load_settings  # noqa: PLC0415

    approval = Approval(role, approver, reason)
    tell_release(approve(Store(store_folder()), name, approval, load_settings(), seen=seen), as_json)


@release_app.command("withdraw")
def withdraw_release(
    name: ReleaseArgument,
    reason: Annotated[str, typer.Option(help="Why it is no longer shown.")],
    as_json: AsJson = False,
) -> None:
    """No longer show a release. It stays in the store: whoever has printed it has it still."""
    from analytics.releases.release import withdraw  # noqa: PLC0415
    from data.audit_log import this_user  # noqa: PLC0415

    tell_release(withdraw(Store(store_folder()), name, reason=reason, by=this_user()), as_json)


@release_app.command("list")
def list_releases(as_json: AsJson = False) -> None:
    """Say which releases there are: drafts, then those approved, newest first."""
    from data.releases import Releases  # noqa: PLC0415

    releases = Releases(Store(store_folder()))
    rows = [{"name": one.name, "state": one.state.value} for one in (*releases.drafts(), *releases.approved())]
    if as_json:
        typer.echo(json.dumps(rows))
    else:
        typer.echo("\n".join(f"{row['name']:<14} {row['state']}" for row in rows) or "There is no release yet.")


def tell(step: str, done: int, of: int) -> None:
    """Shows a person at a terminal which step is under way; a program that reads the output sees nothing of it."""
    if sys.stderr.isatty():
        typer.echo(f"\r\033[K{'' if done == of else f'{step} ({done + 1} of {of})'}", err=True, nl=False)


def tell_summary(summary: "Summary", as_json: bool, ending: str) -> None:
    """Prints the summary, and exits with 0 when rows were loaded, 1 when nothing was."""
    tell("", 0, 0)
    typer.echo(
        json.dumps(summary.as_json(), indent=1, ensure_ascii=False) if as_json else summary_text(summary, ending)
    )
    raise typer.Exit(0 if summary.total("loaded") else 1)


# --- for people ------------------------------------------------------------------------------------------------------


def summary_text(summary: "Summary", ending: str) -> str:
    """What became of each file, what to do next, and where things stand now."""
    from analytics.cards.loading import first_of_all  # noqa: PLC0415

    parts = [*first_of_all(summary.files), *(file_text(file) for file in summary.files)]
    if summary.linked:
        parts.append(f"{summary.linked} reports speak of an episode that another source reports too; they were joined.")
    if summary.set_aside:
        apart = ", ".join(f"{many:,} {name.replace('_', ' ')}" for name, many in summary.set_aside.items())
        parts.append(f"Reports kept apart, and counted as no episode: {apart}.")
    parts.append(ending)
    if summary.total("refused"):
        parts.append(
            "Refused rows can be sent back: correct them and load the file again. "
            "Rows that are loaded already will count as duplicates."
        )
    return "\n\n".join(parts)


def whose_name(settings: "Settings") -> list[str]:
    """Whose name will stand on pages and papers, where nobody has written a council's settings."""
    if not settings.council.demonstration:
        return []
    said = (
        f"There are no settings of your own: pages and papers will name {settings.council.name}, an invented council."
    )
    return [f"{said} Write a council.toml with your council's name first (docs/council.example.toml)."]


def file_text(file: "FileSummary") -> str:
    """One file: its counts, and below them whatever needs a person's eye."""
    lines = [f"{file.file} ({file.system})"]
    counts = {
        "rows in": file.rows_in,
        "loaded": file.loaded,
        "duplicates": file.duplicates,
        "refused": file.refused,
        "left out": file.left_out,
    }
    lines += [f"  {name:<12}{count:>9,}" for name, count in counts.items()]
    lines += titled(
        "Left out", [f"{many:>7,}  {name.replace('_', ' ')}" for name, many in file.left_out_by_reason.items()]
    )
    lines += titled("Refused", rule_lines(file.refused_by_rule) + refused_lines(file))
    lines += titled("Loaded, with a doubt", rule_lines(file.findings_by_rule))
    lines += titled(
        "Labels not understood, loaded as unknown or refused",
        [f"{one.column!r}: {one.label!r} on {one.rows:,} rows. {one.write}" for one in file.unknown_labels],
    )
    lines += titled("Allowances made", [said for said in file.tolerances if said not in file.not_read])
    return "\n".join(lines)


def tell_release(release: "Release", as_json: bool) -> None:
    """Prints what a release is."""
    document = {
        "name": release.name,
        "state": release.state.value,
        **release.manifest,
        "withdrawn": release.withdrawal(),
    }
    typer.echo(json.dumps(document, indent=1, ensure_ascii=False) if as_json else release_text(document))


def release_text(document: dict[str, Any]) -> str:
    """A release in a few lines, and the audit of each table that hides something."""
    lines = [f"Release {document['name']}: {document['state']}"]
    lines += [f"  {one['kind'].replace('_', ' ')} {one['start']} to before {one['end']}" for one in document["periods"]]
    lines.append(f"  from snapshot {document['snapshot']}, data to {document['as_of']}")
    for act in ("prepared", "approved", "withdrawn"):
        lines += (
            [f"  {act} {', '.join(f'{key} {value}' for key, value in document[act].items())}"] if document[act] else []
        )
    if document["supersedes"]:
        lines.append(f"  corrects {document['supersedes']}")
    audited = document["audit"]
    lines.append(f"  audit {'passed' if audited['passed'] else 'not passed'}, tables {len(audited['tables'])}")
    lines.append(f"  seal {document['seal']}")
    return "\n".join(lines)


def titled(title: str, lines: list[str]) -> list[str]:
    """Indented lines under a title; nothing where there are none."""
    return [f"  {title}:", *(f"    {line}" for line in lines)] if lines else []


def rule_lines(counts: dict[str, int]) -> list[str]:
    """Each rule with its number of rows and its words."""
    from data.checks import RULE_TITLES  # noqa: PLC0415

    return [f"{count:>7,}  {rule}: {RULE_TITLES.get(rule, rule)}" for rule, count in counts.items()]


def refused_lines(file: "FileSummary") -> list[str]:
    """The first refused rows by line, and how many more there are."""
    from data.line_numbers import line_title  # noqa: PLC0415

    shown = [f"{line_title(row.line).lower()}: {row.message}" for row in file.first_refused]
    more = file.refused - len(shown)
    return [*shown, f"and {more:,} more"] if more else shown


def erasure_text(done: "Erasure") -> str:
    """What went, what is left to do by hand."""
    gone = ", ".join(f"{count:,} of {table.replace('_', ' ')}" for table, count in done.rows.items() if count)
    lines = [
        f"The child is erased. Rows that went from the live snapshot: {gone or 'none'}.",
        f"Snapshot {done.snapshot} is live; removed: {', '.join(done.removed)}. The audit log has it as {done.mark}.",
        "Open pages let go of the earlier snapshot when they are next looked at; restart the app to be sure of it now.",
        "Backups, and files that were sent or exported, are not reached.",
    ]
    if done.still_in:
        lines += ["These files in the store still hold the child. They are not the product's; remove them:"]
        lines += [f"  {name}" for name in done.still_in]
    return "\n".join(lines)


def purge_text(due: "Due") -> str:
    """What is due, and of whom something was heard when."""
    lines = [
        f"An as-of time of the store, {moment}, is later than now. It counts for nothing here; "
        "load its file again with the right one."
        for moment in due.in_future
    ]
    if due.is_nothing:
        return "\n".join([*lines, f"Nothing is due: something was heard of every child since {due.before}."])
    lines.append(f"Children of whom nothing was heard since {due.before}: {due.children:,} of {due.of_children:,}")
    lines += [f"  {one.child}  last heard of on {one.on}" for one in due.who]
    return "\n".join(
        [*lines, *(f"  {count:>9,} rows of {table.replace('_', ' ')}" for table, count in due.rows.items())]
    )


def listed_text(listed: "InspectionList", out: Path) -> str:
    """The numbers of a list for inspectors, what to look at before it is handed out, and where it is."""
    totals = [f"  {total.number:>7,}  {total.name}" for total in listed.totals]
    return "\n".join(
        [listed.title, listed.period, *totals, *titled("Look at this first", list(listed.notes)), str(out)]
    )


def log_line_text(line: "Line") -> str:
    """One line of the audit log for a person."""
    what = ", ".join(f"{name} {said_in_short(value)}" for name, value in line.what.items())
    purpose = f" · {line.purpose}" if line.purpose else ""
    return f"{line.number:>6}  {line.at[:19]}  {line.act:<13} {line.who} ({line.audience}){purpose} · {what}"


def said_in_short(value: Any) -> str:
    """A value of the audit log on one line: of several things with parts of their own, how many."""
    if isinstance(value, list):
        has_parts = any(isinstance(one, dict) for one in value)
        return str(len(value)) if has_parts else " ".join(map(str, value))
    return str(value)


def audit_text(rows: list[dict[str, Any]], given_away: list[str]) -> str:
    """Each table, its cells, those hidden, and how many values the most exposed of them may still have."""
    lines = [f"{'table':<62} {'cells':>6} {'hidden':>7} {'narrowest':>10}"]
    for row in rows:
        name = ", ".join(part for part in (row["slug"], row["unit"], row["breakdown"]) if part)
        narrowest = "" if row["narrowest"] is None else f"{row['narrowest']:,}"
        lines.append(f"{name:<62} {row['cells']:>6,} {row['hidden']:>7,} {narrowest:>10}")
    hidden = sum(row["hidden"] for row in rows)
    if given_away:
        return "\n".join([*lines, f"FAILED: {len(given_away)} figures are given away.", *given_away])
    return "\n".join([*lines, f"Passed: none of {hidden:,} hidden numbers is given away by everything published."])


def rows_text(source: dict[str, Any]) -> str:
    """What became of a file's rows; a file of headings alone has none."""
    from analytics.cards.about_data import NO_ROWS  # noqa: PLC0415

    if source["rows_in"] == 0:
        return NO_ROWS
    return f"{source['loaded']:,} loaded, {source['duplicates']:,} duplicates, {source['refused']:,} refused"


def status_text(document: dict[str, Any]) -> str:
    """The store in a few lines."""
    sources = [
        f"  {source['load_id']:>4}  {source['system']:<12} {source['file_name']}: "
        f"{rows_text(source)}; covers {source['covers_from'] or '-'} to before {source['covers_to'] or '-'}"
        for source in document["sources"]
    ]
    return "\n".join(
        [
            f"Store {document['store']}",
            f"Live snapshot {document['snapshot']}, data to {document['as_of']}, made {document['made_at']}",
            f"Reports of episodes {document['rows']['report']:,}, periods of care {document['rows']['care_period']:,}",
            f"Snapshots kept: {', '.join(document['snapshots'])}",
            "Loads:",
            *sources,
            *later_than_the_clock(document["sources"]),
            "Messages:",
            *(f"  {one}" for one in document["messages"]),
        ]
    )


def later_than_the_clock(sources: list[dict[str, Any]]) -> list[str]:
    """A line for each file whose as-of time has not come yet, and what to do."""
    from data.formats.dates import local_now  # noqa: PLC0415

    return [
        f"The as-of time of load {source['load_id']}, {source['as_of'][:16]}, is later than now. "
        "Load its file again with the right one: --as-of"
        for source in sources
        if datetime.fromisoformat(source["as_of"]) > local_now()
    ]


if __name__ == "__main__":
    main()
