"""Figures that the public may read: what they give away, and their way from draft to release."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from analytics.publishing.site import publish_site
from analytics.releases.board_audit import audit_snapshot
from analytics.releases.release import FailedAudit, account_approval, approve, audit_again, prepare, withdraw
from cli.options import AsJson
from cli.terminal import json_text
from data.audit_log import this_user
from data.releases import Release, Releases
from data.settings import load_settings
from data.snapshots import Store, store_folder

Name = Annotated[str, typer.Argument(metavar="NAME", help="2025-26, 2026-27-Q2; a correction: 2025-26-v2")]


def audit(
    release: Annotated[str | None, typer.Option(help="Audit this release, not the board's tables.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say how closely every hidden number can be worked out from all that is published; 1 when one is given away."""
    store = Store(store_folder())
    if release:
        result, tables = audit_again(store, release, load_settings())
    else:
        result, tables = audit_snapshot(store, store.live())
    rows, names = tables.to_dicts(), [figure.name for figure in result.given_away]
    if as_json:
        typer.echo(json_text({"passed": not names, "tables": rows, "given_away": names}))
    else:
        typer.echo(audit_text(rows, names))
    if not result.passed:
        raise typer.Exit(1)


def prepare_release(name: Name, as_json: AsJson = False) -> None:
    """Make a draft from the live snapshot: protected, rounded, audited. Nobody but a co-ordinator sees it."""
    try:
        draft = prepare(Store(store_folder()), name, load_settings(), by=this_user())
    except FailedAudit as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    tell_release(draft, as_json)


def show_release(name: Name, as_json: AsJson = False) -> None:
    """Say what a release is of, how its audit went and who approved it: the draft of that name, if there is one."""
    releases = Releases(Store(store_folder()))
    is_draft = any(draft.name == name for draft in releases.drafts())
    tell_release((releases.draft(name) if is_draft else releases.release(name)).checked(), as_json)


def approve_release(
    name: Name,
    reason: Annotated[str, typer.Option(help="Why the public may read it.")],
    seen: Annotated[str | None, typer.Option(help="The seal of what was looked at, as `release show` says it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Let the public read a draft, as the account that you work under. From then on it never changes."""
    store, settings = Store(store_folder()), load_settings()
    approval = account_approval(store, settings, reason)
    tell_release(approve(store, name, approval, settings, seen=seen), as_json)


def withdraw_release(
    name: Name,
    reason: Annotated[str, typer.Option(help="Why it is no longer shown.")],
    as_json: AsJson = False,
) -> None:
    """No longer show a release. It stays in the store: whoever has printed it has it still."""
    tell_release(withdraw(Store(store_folder()), name, reason=reason, by=this_user()), as_json)


def list_releases(as_json: AsJson = False) -> None:
    """Say which releases there are: drafts, then those approved, newest first."""
    releases = Releases(Store(store_folder()))
    rows = [
        {"name": release.name, "state": release.state.value} for release in (*releases.drafts(), *releases.approved())
    ]
    if as_json:
        typer.echo(json.dumps(rows))
    else:
        typer.echo("\n".join(f"{row['name']:<14} {row['state']}" for row in rows) or "There is no release yet.")


def publish_releases(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or that of an earlier site.")],
) -> None:
    """Write every approved release as a site of files, for any web server or none. Nothing in it needs a script."""
    shown = publish_site(Store(store_folder()), folder)
    typer.echo(f"The site is in {folder}. It shows: {', '.join(shown) or 'no release'}. Begin with index.html.")


def tell_release(release: Release, as_json: bool) -> None:
    """Prints what a release is."""
    document = {
        "name": release.name,
        "state": release.state.value,
        **release.manifest,
        "withdrawn": release.withdrawal(),
    }
    typer.echo(json_text(document) if as_json else release_text(document))


def release_text(document: dict[str, Any]) -> str:
    """A release in a few lines, and the audit of each table that hides something."""
    lines = [f"Release {document['name']}: {document['state']}"]
    for period in document["periods"]:
        lines.append(f"  {period['kind'].replace('_', ' ')} {period['start']} to before {period['end']}")
    lines.append(f"  from snapshot {document['snapshot']}, data to {document['as_of']}")
    for act in ("prepared", "approved", "withdrawn"):
        if document[act]:
            lines.append(f"  {act} {', '.join(f'{key} {value}' for key, value in document[act].items())}")
    if document["supersedes"]:
        lines.append(f"  corrects {document['supersedes']}")
    audited = document["audit"]
    lines.append(f"  audit {'passed' if audited['passed'] else 'not passed'}, tables {len(audited['tables'])}")
    lines.append(f"  seal {document['seal']}")
    return "\n".join(lines)


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
