"""What inspectors ask for: lists of children, and a list of theirs compared with the records."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from analytics.files import as_csv
from analytics.reports.inspection import InspectionList
from analytics.reports.inspection_files import write_jtai, write_list_8
from cli.options import DAY, Extracted, Purpose, Workbook
from cli.terminal import titled
from data.annex_a import check_list_8
from data.settings import load_settings
from data.snapshots import Store, store_folder


def check_annex_a(
    file: Annotated[Path, typer.Argument(help="The inspection workbook, or its List 8 as CSV.")],
    as_of: Extracted = None,
    ids: Annotated[str, typer.Option(help="Whose number its child ids are: `child_ids` of the mappings.")] = "council",
) -> None:
    """Compare what List 8 says of the last 12 months with ours, child by child, as CSV; 1 when one differs."""
    adult_age = load_settings().counting.adult_age
    rows = check_list_8(Store(store_folder()), file, as_of=as_of, namespace=ids, adult_age=adult_age)
    sys.stdout.buffer.write(as_csv(rows))
    differ = int((~rows["agrees"].fill_null(value=False)).sum())
    unsaid = rows["agrees"].null_count()
    without = f" {unsaid:,} have no id or no number on the list." if unsaid else ""
    typer.echo(f"{rows.height - differ:,} of {rows.height:,} children agree.{without}", err=True)
    raise typer.Exit(1 if differ else 0)


def annex_a(out: Workbook = Path("annex-a-list-8.xlsx"), purpose: Purpose = "inspection") -> None:
    """Write Annex A, List 8 (looked-after children), as the records stand: read back before it is handed out."""
    store = Store(store_folder())
    typer.echo(listed_text(write_list_8(store, store.live(), load_settings(), out, purpose=purpose), out))


def jtai(
    out: Workbook = Path("jtai-children.xlsx"),
    months: Annotated[int, typer.Option(min=1, help="Of how many months, up to the end of the data.")] = 12,
    notice: Annotated[
        datetime | None, typer.Option(formats=DAY, help="The day of the notice, to count working days.")
    ] = None,
    purpose: Purpose = "inspection",
) -> None:
    """Write the list of children with episodes that a joint targeted area inspection asks for, one row a child."""
    store, day = Store(store_folder()), notice.date() if notice else None
    listed = write_jtai(store, store.live(), load_settings(), out, purpose=purpose, months=months, notice=day)
    typer.echo(listed_text(listed, out))


def listed_text(listed: InspectionList, out: Path) -> str:
    """The numbers of a list for inspectors, what to look at before it is handed out, and where it is."""
    totals = [f"  {total.number:>7,}  {total.name}" for total in listed.totals]
    return "\n".join(
        [listed.title, listed.period, *totals, *titled("Look at this first", list(listed.notes)), str(out)]
    )
