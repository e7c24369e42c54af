"""How much of it is a few children: the episodes of the most frequent of them (I13)."""

from analytics.measuring.ladders import Rung
from analytics.measuring.shapes import Definition, TopChildren
from analytics.measuring.statements import QUARTER, YEAR, Bands, Column, Listing, Quantity, Statement
from data.settings import Settings


def indicator(settings: Settings) -> TopChildren:
    """The share of episodes that the most frequent children had."""
    most = max(settings.counting.top)
    ladder = (
        Rung(
            f"top-{most}",
            f"Only the {most} who went most often, and a fifth of all children or more, are shown: smaller groups "
            "would be few, or few apart.",
            left_out=(*(str(top) for top in settings.counting.top if top != most), "10%"),
        ),
        Rung(
            "tenths",
            "Only tenths of all children are shown: the most frequent three or five are few by definition.",
            left_out=tuple(str(top) for top in settings.counting.top),
        ),
    )
    return TopChildren(
        definition=Definition(
            slug="top-children",
            order=320,
            title="Episodes of the most frequent",
            question="How much of it is a few children?",
            numerator="Missing episodes of the children with the most episodes in the period.",
            denominator="All missing episodes that start in the period.",
            boundary="A tie at the edge of a group of children does not change its episodes.",
            source="Derby City Council (2021): 164 of 245 episodes related to five young people.",
            caveat="The board sees no group of five children or fewer, nor two groups that are so few apart.",
            recorded=(),
            bands=Bands.TOP,
            published=Listing(
                whole=(QUARTER, YEAR),
                is_public=False,
                ladder=ladder,
            ),
            states=Statement(
                counts="top",
                of="missing",
                column=Column("top", adds_up=False),
                introduces=(Quantity("top", is_of_a_moment=True),),
            ),
        ),
        tops=settings.counting.top,
    )
