"""Who may send a file: Streamlit keeps in memory what any open session sends it, whoever's, signed in or not."""

from typing import Final

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime

from analytics.model import Audience
from pages.common.identity import log, reader_of, served, uses_sign_in
from pages.common.sign_in import NotAdmitted

UPLOADS: Final = "/_stcore/upload_file/"


class OnlyCoordinatorsUpload:
    """Refuses a file before any of it is read, unless the session that it is for is a co-ordinator's.

    Without sign-in whoever sends it sits at this machine.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_file = scope["type"] == "http" and scope["method"] == "PUT" and UPLOADS in scope["path"]
        if is_file and uses_sign_in() and not may_upload(scope["path"].partition(UPLOADS)[2].partition("/")[0]):
            log.warning("A file of somebody who is no co-ordinator was refused")
            await PlainTextResponse("Only co-ordinators load files.", status_code=403)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def may_upload(session_id: str) -> bool:
    """Whether an open session is that of a co-ordinator whom this process serves."""
    # Nothing public says whose a session is that is not the one being drawn.
    result = runtime.get_instance()._session_mgr.get_active_session_info(session_id)
    try:
        audience = reader_of(result.session._user_info).audience if result else None
    except NotAdmitted:
        return False
    return audience is Audience.COORDINATOR and audience in served()
