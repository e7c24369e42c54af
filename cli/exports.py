"""Figures that leave the store, each noted in the audit log first."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from analytics.exports.export import Asked, export_file, export_released
from analytics.files import write
from cli.options import MOMENT, Audience, First, Out, Until
from data.audit_log import Act, Actor, AuditLog, this_user
from data.settings import load_settings
from data.snapshots import Store, store_folder


def export(  # noqa: PLR0917 - one argument an option, given by name
    first: First,
    until: Until,
    audience: Audience = "coordinator",
    indicator: Annotated[list[str] | None, typer.Option(help="Only this indicator; may be repeated.")] = None,
    setting: Annotated[list[str] | None, typer.Option(help="Only care, home or unknown.")] = None,
    area: Annotated[list[str] | None, typer.Option(help="Only this police area.")] = None,
    placement: Annotated[list[str] | None, typer.Option(help="Only this placement group.")] = None,
    sex: Annotated[list[str] | None, typer.Option(help="Only F, M or unknown.")] = None,
    ethnicity: Annotated[list[str] | None, typer.Option(help="Only this ethnic group.")] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=MOMENT, help="The state as it could be known then, in local time."),
    ] = None,
    kind: Annotated[str, typer.Option("--format", help="json, csv or xlsx.")] = "json",
    release: Annotated[str, typer.Option(help="For scrutiny: this release, not the newest.")] = "",
    out: Out = None,
) -> None:
    """Print every indicator as tidy rows: exact for a co-ordinator, only what is published for others."""
    filters = {"area": area, "ethnicity": ethnicity, "placement": placement, "setting": setting, "sex": sex}
    request = Asked(
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
        content = export_released(store, request, settings, release)
        log_export(store, release or "newest release", request)
    else:
        snapshot = store.live()
        content = export_file(snapshot, settings, request)
        log_export(store, snapshot.name, request)
    hand_out(content, out)


def log_export(store: Store, source: str, request: Asked) -> None:
    """Says in the audit log what is about to leave the store."""
    what = {
        "from_data": source,
        "from": str(request.first),
        "to": str(request.until),
        "indicators": list(request.slugs) or "all",
        "only": dict(request.only),
        "as_of": str(request.as_of or ""),
        "format": request.kind,
    }
    AuditLog(store).append(Actor(this_user().name, request.audience), Act.EXPORT, what)


def hand_out(content: bytes, out: Path | None) -> None:
    """Writes the content to a file for its owner alone; without a file, prints it."""
    if out:
        write(out, content)
    else:
        sys.stdout.buffer.write(content)
