"""A download's address answers for seconds: whoever finds it later, in a history or a log, finds nothing.

Streamlit makes a file when its button is clicked, and keeps it for any browser that has the address until pages have
been drawn twice more, however long that takes.
"""

import asyncio
from pathlib import PurePosixPath
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime

MEDIA: Final = "/media/"
# The page asks for a file twice at nearly one time: to see whether it is there, and to save it.
SECONDS: Final = 5


class ServedOnce:
    """Forgets a file to download soon after it was first sent; pictures on a page stay as they are.

    A second click makes the file, and its line in the audit log, anew.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_and_look(message: Message) -> None:
            if message["type"] == "http.response.start" and is_download(Headers(raw=message["headers"])):
                asyncio.get_running_loop().call_later(SECONDS, forget, PurePosixPath(scope["path"]).stem)
            await send(message)

        is_media = scope["type"] == "http" and MEDIA in scope["path"]
        await self.app(scope, receive, send_and_look if is_media else send)


def is_download(headers: Headers) -> bool:
    """Whether an answer is a file to save."""
    return headers.get("content-disposition", "").startswith("attachment")


def forget(file_id: str) -> None:
    """Takes a file out of Streamlit's store of files; its own list of them follows by itself."""
    # Nothing public takes out one file: its manager drops those of closed pages alone.
    runtime.get_instance().media_file_mgr._storage.delete_file(file_id)
