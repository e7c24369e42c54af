"""A message, apart from the way it goes: words and one link, and never a file."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

CARD: Final = "application/vnd.microsoft.card.adaptive"
# The parts used here are in the first version of cards; Teams shows every version up to 1.5.
CARD_VERSION: Final = "1.2"


class Kind(StrEnum):
    """Which message it is."""

    MORNING = "morning"
    WEEKLY = "weekly"


@dataclass(frozen=True)
class Message:
    """What is said: a title, sentences, points, where to look, and what stands below."""

    kind: Kind
    title: str
    said: tuple[str, ...]
    points: tuple[str, ...]
    link: str
    below: tuple[str, ...]

    @property
    def text(self) -> str:
        """The message as plain text."""
        points = "\n".join(f"- {point}" for point in self.points)
        return (
            "\n\n".join(filter(None, (self.title, *self.said, points, f"Look here: {self.link}", *self.below))) + "\n"
        )

    @property
    def card(self) -> dict[str, Any]:
        """The message as Teams takes it: one card in a list of attachments.

        Source: Microsoft Learn, "Create and send messages" (read on 1 December 2026): a workflow takes adaptive cards
        alone. Message cards belong to the connectors, whose end was announced in July 2024 and put off to spring 2026.
        """
        blocks = [
            block(self.title, weight="Bolder", size="Medium"),
            *(block(text) for text in self.said),
            # A line of its own each: a mark before it would be read as Markdown.
            *(block(f"• {point}", spacing="Small") for point in self.points),
            *(block(text, isSubtle=True, size="Small") for text in self.below),
        ]
        content = {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": CARD_VERSION,
            "body": blocks,
            "actions": [{"type": "Action.OpenUrl", "title": "Look here", "url": self.link}],
        }
        return {"type": "message", "attachments": [{"contentType": CARD, "contentUrl": None, "content": content}]}


def block(text: str, **more: object) -> dict[str, object]:
    """A paragraph of a card, on as many lines as it needs."""
    return {"type": "TextBlock", "text": text, "wrap": True, **more}
