"""How often the recorded triage differs from what the printed rule suggests: where to look."""

import polars as pl

from analytics.measuring.breakdowns import SETTING, SEX, TRIAGE
from analytics.measuring.shapes import Definition, Share
from analytics.measuring.statements import YEAR, Listing, Quantity, Statement
from data.settings import Settings


def indicator(settings: Settings) -> Share:
    """Episodes whose recorded triage is not the one that the rule suggests."""
    rule = settings.triage
    return Share(
        definition=Definition(
            slug="triage-mismatch",
            order=630,
            title="Triage and the rule",
            question="How often does the recorded triage differ from what the rule suggests?",
            numerator="Of those, episodes whose triage is not the one suggested.",
            denominator="Missing episodes that start in the period and were triaged.",
            boundary=f"Suggested at the start: red for more than {rule.red_more_than} missing episodes in {rule.days} "
            f"days with this one, or for a red risk marked; green for fewer than {rule.green_fewer_than} and no risk; "
            "otherwise amber.",
            says="{n} of {of} triaged episodes ({percent}) have another triage than the rule suggests.",
            source="Birmingham evidence pack (2015), triage criteria; exactly two episodes are undefined there: amber.",
            caveat="The rule knows two things and a practitioner many: a difference asks for a look, not a correction.",
            breakdowns=(SETTING, SEX, TRIAGE),
            recorded=("triage", "flags"),
            published=Listing(whole=(YEAR,), is_public=False),
            states=Statement(
                counts="triaged otherwise",
                of="triaged",
                introduces=(
                    Quantity("triaged", part_of=("missing",)),
                    Quantity("triaged otherwise", part_of=("triaged",)),
                ),
            ),
        ),
        of=pl.col("triage").cast(pl.String) != "not_triaged",
        counted=pl.col("triage").cast(pl.String) != pl.col("suggested_triage").cast(pl.String),
        of_base="missing-triaged",
        counted_base="missing-triaged-otherwise",
    )
