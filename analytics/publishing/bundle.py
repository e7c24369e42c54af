"""A council's published tables as a bundle that travels: files that pandas, R and a spreadsheet read without us.

    tables.parquet         the rows as published to the board, for programs
    tables.csv             the same rows under the names of an export, for a spreadsheet
    coverage.csv           what each source supplied and each field recorded, month by month
    csv-metadata.json      what their columns mean (CSV on the Web)
    definitions.json       what each figure counts
    bundle.json            whose it is, of when, under which settings, how it is protected, what to beware of
    signature.json         the hash of every file, and a signature of all (Ed25519)

It holds what is published to the board and nothing else: no child, no exact figure. The same publication makes the same
bytes. docs/region.md says what a region does with it.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from analytics.cards.answer import counts
from analytics.disclosure.gate import published_in
from analytics.disclosure.published import Published
from analytics.exports.export import coverage_rows, published_inside
from analytics.files import as_csv
from analytics.indicators.registry import indicators
from analytics.model import Audience, Period
from analytics.publishing.csvw import METADATA, metadata
from analytics.releases.read import period_of
from analytics.views.tidy import export_rows
from analytics.views.view import coverage_of, gaps_in, settings_published
from analytics.words.periods import period_name
from analytics.words.unsaid import gap_sentences
from data.audit_log import Act, AuditLog, this_user
from data.errors import CannotExport
from data.formats.dates import ZONE
from data.keys import derived_key
from data.releases import release_name
from data.settings import Settings
from data.snapshots import Snapshot, Store

TABLES, ABOUT, SIGNATURE = "tables.parquet", "bundle.json", "signature.json"
# What stands in a setting and moves a number. Names of people and of machines stand in none of these.
SHAPE_NUMBERS: Final = (
    *("areas", "bands", "counting", "absences", "deadlines", "linking", "triage", "population", "changes"),
    "ethnic_groups",
)
SHAPE_DISCLOSURE: Final = ("hide_up_to", "not_recorded", "days_until_published")
ALWAYS_BEWARE: Final = (
    "Children of two councils do not add up: a child may stand in both.",
    "A number that is hidden is no nought. A total of several councils leaves it out, and says of how many it is.",
)


def write_bundle(store: Store, name: str, folder: Path) -> Path:
    """Writes the bundle of a financial year or a quarter, such as 2026-27-Q2, into a folder of its own in `folder`.

    Raises CannotExport where nothing of it is published, or the folder is there; CannotRelease for no name of a period.
    """
    snapshot, period = store.live(), period_of(release_name(name))
    files = bundle_of(snapshot, name, period)
    signed = files | {SIGNATURE: signature_of(files, signing_key(store))}
    about = json.loads(files[ABOUT])
    into = folder / f"{about['council']['code']}-{about['publication']}"
    if into.exists():
        raise CannotExport(f"{into} is there already. A bundle is never written over: name another folder.")
    AuditLog(store).append(this_user(), Act.EXPORT, {"report": "bundle", "period": name, "from_data": snapshot.name})
    try:
        into.mkdir(parents=True)
        for file, content in signed.items():
            (into / file).write_bytes(content)
    except OSError as error:
        raise CannotExport(f"{into} cannot be written: {error.strerror}.") from error
    return into


def bundle_of(snapshot: Snapshot, name: str, period: Period) -> dict[str, bytes]:
    """Every file of a bundle but its signature. Raises CannotExport."""
    settings = settings_published(snapshot)
    inside = published_inside(snapshot, settings, period)
    if inside.rows.is_empty():
        raise CannotExport(f"Nothing of {name} is published to the board yet, so there is nothing that may travel.")
    if inside.is_exact:
        raise CannotExport(
            "The board reads exact figures under an agreement, which is between it and you alone. A bundle holds "
            "protected tables, and none were made. Take disclosure.board_agreement out of the settings, load again, "
            "and make the bundle."
        )
    known, slugs = indicators(settings), sorted(set(inside.rows["slug"]))
    parquet = BytesIO()
    inside.rows.write_parquet(parquet, compression="zstd")
    covered = coverage_rows(coverage_of(snapshot, Audience.BOARD), period)
    csvs = {"tables.csv": export_rows(inside, settings), "coverage.csv": covered}
    held = {"tables.csv": f"{period_name(period)}: what is published", "coverage.csv": "What was supplied and recorded"}
    council = settings.council
    described = {"title": held["tables.csv"], "publisher": council.board, "description": inside.protection.words}
    return {
        TABLES: parquet.getvalue(),
        **{file: as_csv(rows) for file, rows in csvs.items()},
        METADATA: metadata(held, described),
        "definitions.json": as_text(
            {
                "version": version("missing-children"),
                "indicators": {slug: titled(counts(known[slug]), known[slug].definition.title) for slug in slugs},
            }
        ),
        ABOUT: as_text(about(snapshot, settings, name, period, inside)),
    }


def about(snapshot: Snapshot, settings: Settings, name: str, period: Period, inside: Published) -> Mapping[str, Any]:
    """Whose it is and which, how it was made, and what to beware of."""
    manifest = (snapshot.publication or snapshot).manifest
    document = settings.model_dump(mode="json")
    shaping = {part: document[part] for part in SHAPE_NUMBERS}
    shaping["disclosure"] = {part: document["disclosure"][part] for part in SHAPE_DISCLOSURE}
    return {
        "council": {"code": settings.council.authority, "name": settings.council.name},
        "publication": f"{name}-{manifest['snapshot']}",
        "period": {"name": name, "start": str(period.start), "end": str(period.end)},
        "published_at": datetime.fromisoformat(manifest["made_at"]).replace(tzinfo=ZoneInfo(ZONE)).isoformat(),
        "as_of": published_in(snapshot.published).as_of.isoformat(),
        "demonstration": settings.council.demonstration,
        "version": version("missing-children"),
        "protection": inside.protection.words,
        "settings": shaping,
        "beware": [*gap_sentences(gaps_in(snapshot, period, Audience.BOARD)), *ALWAYS_BEWARE],
    }


def titled(parts: Mapping[str, str], title: str) -> dict[str, str]:
    """What a figure counts, under its title."""
    return {"Title": title, **parts}


def as_text(document: Mapping[str, Any]) -> bytes:
    """The document as JSON that is read by people too."""
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


# --- signing ---------------------------------------------------------------------------------------------------------


def signing_key(store: Store) -> Ed25519PrivateKey:
    """The store's key for bundles: of its one secret, which it gives nobody. Raises CannotExport without one."""
    secret = store.key()
    if secret is None:
        raise CannotExport("The store has no key, so nobody could tell whose the bundle is. Put back pseudonym.key.")
    return Ed25519PrivateKey.from_private_bytes(derived_key(secret, "bundles"))


def signature_of(files: Mapping[str, bytes], key: Ed25519PrivateKey) -> bytes:
    """The hash of every file and the signature of all hashes, with the public key that it is checked by."""
    hashes = {name: digest_of(files[name]) for name in sorted(files)}
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    signature = key.sign(what_is_signed(hashes)).hex()
    return as_text(
        {"method": "Ed25519 over the files' SHA-256", "key": public, "signature": signature, "files": hashes}
    )


def digest_of(content: bytes) -> str:
    """The SHA-256 of a file, as 64 letters."""
    return hashlib.sha256(content).hexdigest()


def what_is_signed(hashes: Mapping[str, str]) -> bytes:
    """The bytes that are signed: a line a file, as sha256sum writes them."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(hashes.items())).encode()


def signer_of(bundle: Path) -> str:
    """The public key that a bundle is signed by, as 64 letters, once every file is as it was signed.

    That it is the council's, only the council can say: compare it with what they told you. Raises CannotExport.
    """
    try:
        told = json.loads((bundle / SIGNATURE).read_text(encoding="utf-8"))
        hashes: dict[str, str] = told["files"]
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(told["key"]))
        key.verify(bytes.fromhex(told["signature"]), what_is_signed(hashes))
        there = {path.name: digest_of(path.read_bytes()) for path in bundle.iterdir() if path.is_file()}
    except OSError as error:
        raise CannotExport(f"{bundle} cannot be read as a signed bundle: {error.strerror}.") from None
    except (InvalidSignature, ValueError, KeyError, TypeError, AttributeError):
        raise CannotExport(f"{bundle / SIGNATURE} is damaged or forged. Ask for the bundle again.") from None
    there.pop(SIGNATURE)
    if changed := sorted(name for name in there | hashes if there.get(name) != hashes.get(name)):
        raise CannotExport(f"{bundle}: {', '.join(changed)} is not as it was signed. Ask for the bundle again.")
    return str(told["key"])
