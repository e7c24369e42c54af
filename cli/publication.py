"""What is published to the board: again where it failed; it stands, until a named role withdraws a gross error."""

import json
import sys
from dataclasses import asdict
from functools import partial
from typing import Annotated

import typer

from analytics.refresh import publish_again, withdraw_publication
from analytics.releases.withdrawal import Cost, Withdrawal
from analytics.words.behind import board_behind
from cli.options import AsJson
from cli.terminal import tell
from data.errors import CannotRelease
from data.settings import load_settings
from data.snapshots import Store, store_folder


def publish_tables(as_json: AsJson = False) -> None:
    """Publish the live snapshot to the board, where that failed or was cut short after a load; 1 if it fails again."""
    store = Store(store_folder())
    notes = publish_again(store, load_settings(), progress=tell)
    tell("", 0, 0)
    live = store.live()
    is_published = not board_behind(live)
    if is_published:
        notes = (f"Snapshot {live.name} is published to the board.", *notes)
    typer.echo(
        json.dumps({"snapshot": live.name, "published": is_published, "notes": notes}) if as_json else "\n".join(notes)
    )
    raise typer.Exit(0 if is_published else 1)


def withdraw_tables(
    role: Annotated[str, typer.Option("--as", help="A role that the settings let approve.")],
    name: Annotated[str, typer.Option(help="Who decides it.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the audit log, so without any child's name.")],
    by_few: Annotated[
        int | None, typer.Option(help="Do not ask: as many numbers as were said to change by a few children.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Publish every closed month to the board anew, as it is known now. Says first what that gives away."""
    agree = partial(agree_to_pay, by_few=by_few, may_ask=not as_json)
    who = Withdrawal(role, name, reason)
    cost = withdraw_publication(Store(store_folder()), load_settings(), who, agree=agree, progress=tell)
    tell("", 0, 0)
    typer.echo(json.dumps(asdict(cost)) if as_json else "The board's tables are published anew. The log says by whom.")


def agree_to_pay(cost: Cost, *, by_few: int | None, may_ask: bool) -> None:
    """Returns where the price that was given is right, or a person agrees to it. Else raises CannotRelease."""
    tell("", 0, 0)
    if by_few == cost.by_few:
        return
    text = f"{cost.in_words} Nothing was changed."
    if by_few is None and may_ask and sys.stdin.isatty():
        if typer.confirm(f"{cost.in_words} Publish anew?"):
            return
        raise CannotRelease("Nothing was changed.")
    raise CannotRelease(f"{text} If it is worth that, give: --by-few {cost.by_few}")
