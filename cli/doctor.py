"""What is wrong with the settings, the store and the machine, and what to do."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.options import AsJson
from cli.serving import APP, CHECK_VARIABLE, LOOPBACK
from cli.terminal import json_text
from data.audit_log import AuditLog
from data.doctor import Finding, examined, is_of_other_version, of_messages
from data.errors import BadSetting
from data.proxy import of_proxies
from data.settings import Settings, load_settings
from data.snapshots import Store, store_folder

SECONDS_TO_START = 120.0


def doctor(
    proxy: Annotated[list[Path] | None, typer.Option(help="A file of the proxy's; else those of nginx here.")] = None,
    connect: Annotated[bool, typer.Option("--connect", help="Also ask the mail server whether it answers.")] = False,
    as_json: AsJson = False,
) -> None:
    """Look at settings, store, log, rights, disk, clock, sign-in, proxy and mail; say what is amiss and what helps.

    Changes nothing, and asks no other machine unless told to. Ends with 1 where something is amiss.
    """
    findings = [*every_finding(proxy or [], connect=connect)]
    if as_json:
        typer.echo(json_text([asdict(finding) | {"is_amiss": finding.is_amiss} for finding in findings]))
    else:
        typer.echo("\n".join(line for finding in findings for line in lines_of(finding)))
    if any(finding.is_amiss for finding in findings):
        raise typer.Exit(1)


def every_finding(proxy: list[Path], *, connect: bool) -> Iterator[Finding]:
    """Each thing that is looked at, in the order in which it helps to mend them."""
    settings: Settings | None = None
    try:
        settings = load_settings()
    except BadSetting as error:
        yield Finding("Settings", str(error), "Change what is named there.")
    else:
        yield Finding("Settings", f"Those of {settings.council.name} can be used.")
    store = Store(store_folder())
    if other := is_of_other_version(store):
        yield Finding("Version", other, "See docs/deploying.md, section 13.")
    yield from examined(store)
    if own := os.environ.get("MISSING_LOG"):
        broken = AuditLog(Store(Path(own))).verify()
        yield Finding(
            "Log of readers",
            f"Line {broken.line} {broken.how}" if broken else "Its chain is whole.",
            own if broken else "",
        )
    if settings:
        yield of_a_start()
        yield from of_messages(settings.messages, connect=connect)
    yield from of_proxies(proxy)


def of_a_start() -> Finding:
    """Whether the pages would start: options, secrets and sign-in, by the very check of a start."""
    words = ["run", str(APP), "--server.address", LOOPBACK, "--server.port", "0"]
    done = subprocess.run(  # noqa: S603  this interpreter, and no word of anybody's
        [sys.executable, "-m", "streamlit", *words],
        env=os.environ | {CHECK_VARIABLE: "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS_TO_START,
    )
    if done.returncode == 0:
        return Finding("Start and sign-in", "The pages would start.")
    return Finding("Start and sign-in", done.stderr.strip(), "Change what is named there, and look again.")


def lines_of(finding: Finding) -> list[str]:
    """A finding for a person: what was looked at, and where it is amiss, what helps."""
    mark = "AMISS" if finding.is_amiss else "ok"
    help_line = [f"{'':7}What to do: {finding.to_do}"] if finding.is_amiss else []
    return [f"{mark:<6} {finding.of}: {finding.words}", *help_line]
