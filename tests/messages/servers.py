"""A mail server and a web server of the tests' own, on this machine, with a certificate that they made themselves."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from socket import socket

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "missing-children", "Tr0ub4dor and 3"
NOBODY = "nobody@council.example"


@dataclass(frozen=True)
class Certificate:
    """A certificate for this machine, and the key of it."""

    file: Path
    key: Path

    @property
    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        return context


def a_certificate(folder: Path, name: str = "localhost") -> Certificate:
    """One that signs itself, for a name and 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    certificate.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    certificate.key.write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    return certificate


@dataclass
class Post:
    """What a mail server took, to whom, and where it answers. `refuses` are addresses that it does not know."""

    port: int
    refuses: tuple[str, ...] = (NOBODY,)
    answer: str = "250 OK"
    took: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    secret: list[bool] = field(default_factory=list)

    async def handle_RCPT(self, _server: object, _session: Session, envelope: Envelope, address: str, _: object) -> str:  # noqa: N802
        if address in self.refuses:
            return "550 No such user Tr0ub4dor"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: object, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.raw.append(bytes(envelope.content or b""))
            mail = message_from_bytes(self.raw[-1], policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.took.append((list(envelope.rcpt_tos), mail))
            self.secret.append(session.ssl is not None)
        return self.answer


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_known(
    _server: object, _session: Session, _envelope: Envelope, _mechanism: str, who: LoginPassword
) -> AuthResult:
    # Not handled: the server itself says no.
    return AuthResult(success=(who.login, who.password) == (USER.encode(), PASSWORD.encode()), handled=False)


@contextmanager
def post(certificate: Certificate | None = None, *, is_tls_at_once: bool = False, asks: bool = False) -> Iterator[Post]:
    """A mail server: in the open, with STARTTLS where it has a certificate, or in TLS at once; it may ask who sends."""
    office = Post(free_port())
    options: dict[str, object] = {}
    if certificate:
        options["ssl_context" if is_tls_at_once else "tls_context"] = certificate.context
    if asks:
        options |= {"authenticator": is_known, "auth_required": True, "auth_require_tls": not is_tls_at_once}
    server = Controller(office, "127.0.0.1", office.port, **options)
    server.start()
    try:
        yield office
    finally:
        server.stop()


@contextmanager
def silent() -> Iterator[int]:
    """A port that takes a connection and never says a word."""
    with socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield int(listening.getsockname()[1])


@dataclass
class Workflow:
    """What a web server was sent, and what it answers: a status, and headers."""

    port: int = 0
    status: int = 202
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0
    took: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}/workflows/9f/triggers/manual/paths/invoke?sig=Tr0ub4dor"


@contextmanager
def workflow(certificate: Certificate) -> Iterator[Workflow]:
    """A web server that takes what is posted, over TLS."""
    flow = Workflow()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(flow.seconds)
            flow.took.append((self.path, dict(self.headers), body))
            self.send_response(flow.status)
            for name, value in flow.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = certificate.context.wrap_socket(server.socket, server_side=True)
    flow.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield flow
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
