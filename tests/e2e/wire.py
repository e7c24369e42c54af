"""A reader without a browser: speaks to the app as its own page would, and keeps every byte that came back.

It can say what no page would say: any cookie, any page, any widget, any answer.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, generate_xsrf_token_string
from websockets.sync.client import ClientConnection, connect

from pages.common.details import MORE
from tests.e2e.server import WORD

PATIENCE = 30.0


@dataclass
class Answer:
    """Everything that one run of the script sent."""

    frames: list[bytes] = field(default_factory=list)

    @property
    def messages(self) -> list[ForwardMsg]:
        return [ForwardMsg.FromString(frame) for frame in self.frames]

    @property
    def sent(self) -> bytes:
        return b"\n".join(self.frames)

    @property
    def elements(self) -> list[Element]:
        new = (message.delta.new_element for message in self.messages if message.WhichOneof("type") == "delta")
        return [element for element in new if element.WhichOneof("type")]

    @property
    def title(self) -> str:
        """The main heading."""
        return self.first("h1")

    @property
    def message(self) -> str:
        """The first heading under it: what the page has to say."""
        return self.first("h2")

    def first(self, tag: str) -> str:
        """The first heading of this level; empty without one. Its spaces are plain, and nothing in it is escaped."""
        headings = (each.heading.body for each in self.elements if each.heading.tag == tag)
        return next(headings, "").replace("\N{NO-BREAK SPACE}", " ").replace("\\", "")

    @property
    def said(self) -> str:
        """All text of markdown, headings and alerts, without the marks that keep Markdown from reading it."""
        texts = (each.markdown.body or each.heading.body or each.alert.body for each in self.elements)
        return "\n".join(text for text in texts if text).replace("\\", "")

    @property
    def session(self) -> str:
        """The session's own id, which is a secret of its reader."""
        starts = (message.new_session for message in self.messages if message.HasField("new_session"))
        return next(start.initialize.session_id for start in starts)

    @property
    def failed(self) -> bool:
        """Whether an exception reached the page."""
        return any(each.WhichOneof("type") == "exception" for each in self.elements)

    @property
    def pages(self) -> dict[str, str]:
        """Address -> the page's own hash, of the navigation that was sent."""
        listed = (message.navigation.app_pages for message in self.messages if message.HasField("navigation"))
        return {page.url_pathname: page.page_script_hash for pages in listed for page in pages}

    def numbers_in_words(self) -> set[bytes]:
        """Every "3 of 57" that is said of children or episodes; how many months are not shown is not such a one."""
        return set(re.findall(rb"(?<![\d,])\d[\d,]* of \d[\d,]*(?! not shown)(?![\d,])", self.sent))

    @property
    def details(self) -> list[str]:
        """The names under which the rest of the page stands, one open at a time."""
        groups = [element.button_group for element in self.elements if element.WhichOneof("type") == "button_group"]
        return [option.content for group in groups if group.label == MORE for option in group.options]


@dataclass
class Wire:
    """One session."""

    socket: ClientConnection

    def ask(
        self, page: str = "", query: str = "", *, page_hash: str = "", widgets: Iterable[WidgetState] = ()
    ) -> Answer:
        """Run the page at this address, or with this hash, and wait until it is done."""
        self.send(page, query, page_hash=page_hash, widgets=widgets)
        return self.receive()

    def send(
        self, page: str = "", query: str = "", *, page_hash: str = "", widgets: Iterable[WidgetState] = ()
    ) -> None:
        """Ask, and wait for nothing."""
        back_msg = BackMsg()
        back_msg.rerun_script.query_string = query
        back_msg.rerun_script.page_name = page
        back_msg.rerun_script.page_script_hash = page_hash
        back_msg.rerun_script.widget_states.widgets.extend(widgets)
        self.socket.send(back_msg.SerializeToString())

    def receive(self, patience: float = PATIENCE) -> Answer:
        """The answer to what was asked; between two frames of it pass at most so many seconds."""
        answer = Answer()
        while not answer.frames or not is_end(ForwardMsg.FromString(answer.frames[-1])):
            frame = self.socket.recv(patience)
            assert isinstance(frame, bytes)
            answer.frames.append(frame)
        return answer


def is_end(message: ForwardMsg) -> bool:
    """Whether the script is done, and not merely stopped to be run again."""
    return (
        message.WhichOneof("type") == "script_finished"
        and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
    )


def signed(claims: dict[str, object], url: str, secret: str) -> str:
    """The cookie that the app itself would set after signing in somebody with these claims."""
    user = claims | {"origin": url, "is_logged_in": True, "provider": "default"}
    return create_signed_value(secret, "_streamlit_user", json.dumps(user)).decode()


@contextmanager
def wired(
    url: str, cookie: str = "", *, session: str = "", origin: str | None = "", word: str = WORD, **headers: str
) -> Iterator[Wire]:
    """A session of whoever holds this cookie; nobody without one. `origin` is the app's own unless another is given.

    `word` is that of the start.
    """
    xsrf = generate_xsrf_token_string()
    start = f"missing_start_{url.rpartition(':')[2]}={word}"
    cookies = f"_streamlit_xsrf={xsrf}; {start}" + (f"; _streamlit_user={cookie}" if cookie else "")
    with connect(
        f"{url.replace('http', 'ws', 1)}/_stcore/stream",
        origin=url if origin == "" else origin,
        subprotocols=["streamlit", xsrf, *([session] if session else [])],
        additional_headers={"Cookie": cookies} | {name.replace("_", "-"): value for name, value in headers.items()},
        max_size=None,
        proxy=None,
        # A page asks for no sign of life: how long an answer may take is for the test to say.
        ping_interval=None,
    ) as socket:
        yield Wire(socket)
