"""A download's address answers once: whoever finds it afterwards, in a history or a log, finds nothing.

Streamlit makes a file when its button is clicked, and keeps it for any browser that has the address until the page of
some reader has been drawn twice more, however long that takes.
"""

from pathlib import PurePosixPath
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime

MEDIA: Final = "/media/"


class ServedOnce:
    """Forgets a file to download as soon as it has been sent; pictures on a page stay as they are.

    A second click makes the file, and its line in the audit log, anew.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_download = False

        async def send_and_look(message: Message) -> None:
            nonlocal is_download
            if message["type"] == "http.response.start":
                is_download = Headers(raw=message["headers"]).get("content-disposition", "").startswith("attachment")
            await send(message)

        is_media = scope["type"] == "http" and scope["method"] == "GET" and MEDIA in scope["path"]
        await self.app(scope, receive, send_and_look if is_media else send)
        if is_media and is_download:
            forget(PurePosixPath(scope["path"]).stem)


def forget(file_id: str) -> None:
    """Takes a file out of Streamlit's store of files; its own list of them follows by itself."""
    # Nothing public takes out one file: its manager drops those of closed pages alone.
    runtime.get_instance().media_file_mgr._storage.delete_file(file_id)
