"""A run that is killed between the sending of a message and its note, in a process of its own."""

import os
import signal
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

from data.message_settings import Messages
from data.messages.ledger import Ledger, Note
from data.messages.message import Kind, Message
from data.messages.sending import Sender, Things
from data.snapshots import Store

MESSAGE = Message(Kind.MORNING, "A message", (), ("A point",), "https://missing.council.example/now", ())


def sender(store: Path, settings: Messages, at: datetime) -> Sender:
    return Sender(Ledger(Store(store)), settings, Kind.MORNING, at, {"counts": {"missing": 1}})


def compose(_note: Note) -> Message:
    return MESSAGE


def run_until_sent(store: Path, certificate: Path, settings: str, at: datetime) -> None:
    """Sends, and is killed at the first note after that the message went."""
    os.environ["SSL_CERT_FILE"] = str(certificate)
    write = Ledger.write

    def write_or_die(ledger: Ledger, kind: Kind, note: Note) -> None:
        if note.told:
            os.kill(os.getpid(), signal.SIGKILL)
        write(ledger, kind, note)

    with patch.object(Ledger, "write", write_or_die):
        sender(store, Messages.model_validate_json(settings), at).run(Things(daily=frozenset("a")), compose)
