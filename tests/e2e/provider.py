"""An identity provider of the tests' own, on this machine: it signs in whoever the test says, without asking."""

import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT = "missing-children"
Claims = dict[str, object]


@dataclass
class Provider:
    """Where it is, whom it would sign in now, and what it was asked."""

    url: str
    person: Claims = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    codes: dict[str, str] = field(default_factory=dict)
    signed_out: int = 0
    access_token: str = "of no use"  # noqa: S105
    # What it calls itself, where that is another than it is.
    issuer: str = ""
    # Makes an ID token otherwise than it should be.
    forge: Callable[[Claims], str] | None = None

    @property
    def metadata_url(self) -> str:
        return f"{self.url}/.well-known/openid-configuration"

    def configuration(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer or self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "end_session_endpoint": f"{self.url}/end",
                "code_challenge_methods_supported": ["S256"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    def authorize(self, request: Request) -> Response:
        asked = request.query_params
        code = secrets.token_urlsafe()
        self.codes[code] = asked["nonce"]
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", status_code=302)

    async def token(self, request: Request) -> Response:
        form = await request.form()
        now = int(time.time())
        claims = {
            "iss": self.issuer or self.url,
            "aud": CLIENT,
            "sub": "7f3a",
            "iat": now,
            "exp": now + 3600,
            "nonce": self.codes.pop(str(form["code"])),
        }
        told = claims | self.person
        token = self.forge(told) if self.forge else jwt.encode({"alg": "RS256", "kid": "1"}, told, self.key)
        return JSONResponse({"access_token": self.access_token, "token_type": "Bearer", "id_token": token})

    def keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    def end(self, request: Request) -> Response:
        self.signed_out += 1
        return RedirectResponse(request.query_params["post_logout_redirect_uri"], status_code=302)


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that answers until the end."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        one = Provider(f"http://127.0.0.1:{listening.getsockname()[1]}")
        routes = [
            Route("/.well-known/openid-configuration", one.configuration),
            Route("/authorize", one.authorize),
            Route("/token", one.token, methods=["POST"]),
            Route("/keys", one.keys),
            Route("/end", one.end),
        ]
        server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield one
        finally:
            server.should_exit = True
            thread.join(10)
