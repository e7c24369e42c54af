"""Papers for those who must sign."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from analytics.reports.governance.files import write_governance
from data.settings import load_settings
from data.snapshots import Store, store_folder


def documents(folder: Annotated[Path, typer.Argument(help="The folder to write them into.")]) -> None:
    """Write an impact assessment, a record of processing, privacy notices and an accessibility statement, as Word.

    They are filled in from the settings and the store; what neither tells is marked, with whose task it is.
    """
    files = write_governance(Store(store_folder()), load_settings(), folder)
    tasks = Counter(blank.whose.value for paper in files.values() for blank in paper.blanks)
    left = [f"  {whose}: {number}" for whose, number in sorted(tasks.items())]
    typer.echo("\n".join([*map(str, files), "Still to be written, by whom:", *left]))
