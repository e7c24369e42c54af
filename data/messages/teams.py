"""Teams: one card, posted to a workflow that waits for a webhook request. Its address is a secret, and never said."""

import http.client
import json
import re
import ssl
import urllib.error
import urllib.request
from typing import Any, Final

from data.errors import CannotSend
from data.message_settings import Teams
from data.messages.mail import SECONDS, why
from data.messages.secret import secret_from

SHAPE: Final = re.compile(r"https://[A-Za-z0-9.-]+(?::\d{1,5})?/[!-~]{1,2000}")
WHO: Final = "The Teams workflow"
ADVICE: Final = {
    401: "whoever made it may have let only signed-in people call it: it must be open to anyone who has its address",
    404: "it is gone: make a new one, and put its address where url_from says",
    429: "it is asked too often; the next run tries again",
}


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nobody: whoever answers may not send the message elsewhere."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """No other request."""


def post(settings: Teams, card: dict[str, Any]) -> None:
    """Posts a card; any answer of 200 to 299 means that it was taken. Raises CannotSend, without the address.

    It is not tried again here: the next run does that, and knows what was taken.
    """
    address = secret_from(settings.url_from)
    if not SHAPE.fullmatch(address):
        raise CannotSend(
            "What url_from leads to is no address of a workflow: it begins with https:// and has no space."
        )
    request = urllib.request.Request(  # noqa: S310  https alone, as was just looked at
        address, json.dumps(card).encode(), {"Content-Type": "application/json", "User-Agent": "missing-children"}
    )
    context = ssl.create_default_context()
    opener = urllib.request.build_opener(NoRedirect, urllib.request.HTTPSHandler(context=context))
    try:
        with opener.open(request, timeout=SECONDS):
            return
    except urllib.error.HTTPError as error:
        error.close()
        raise CannotSend(f"{WHO} did not take the message ({error.code}){advice(error.code)}.") from None
    except urllib.error.URLError as error:
        reason = why(error.reason) if isinstance(error.reason, OSError) else "the connection failed"
        raise CannotSend(f"{WHO} was not reached: {reason}.") from None
    except OSError as error:
        raise CannotSend(f"{WHO} was not reached: {why(error)}.") from None
    except (http.client.HTTPException, ValueError):
        raise CannotSend(f"{WHO} gave an answer that cannot be read.") from None


def advice(code: int) -> str:
    """What an answer means, where it is known."""
    if 300 <= code < 400:
        return ": it points to another address, which is not followed. Copy the workflow's address anew"
    return f": {ADVICE[code]}" if code in ADVICE else ""
