"""Every indicator, in reading order. What is not listed here does not exist for any page or export."""

from collections.abc import Mapping
from functools import lru_cache
from types import ModuleType

from analytics.indicators import (
    again_after_interview,
    age,
    children_missing,
    distance,
    duration_days,
    duration_hours,
    episodes_per_child,
    ethnicity,
    flags,
    home_or_care,
    hotspots,
    in_or_out_of_area,
    interview_completed,
    interview_completed_of_offered,
    interview_declined,
    interview_declined_of_not_completed,
    interview_in_time,
    interview_in_time_of_completed,
    interview_offered,
    interview_outcome,
    interview_required,
    looked_after_missing,
    missing_and_absent,
    missing_episodes,
    missing_more_than_once,
    missing_now,
    named_places,
    overnight,
    own_or_hosted,
    persistent_children,
    placement_group,
    police_area,
    police_risk,
    postcode_district,
    postcode_district_absent,
    postcode_district_both,
    postcode_district_found,
    rate_per_10000,
    reconciliation,
    refusal_follow_up,
    repeat_bands,
    repeat_bands_absent,
    repeat_bands_both,
    safe_and_well,
    sex,
    support,
    time_to_next_episode,
    top_children,
    triage,
    triage_mismatch,
)
from analytics.measuring.shapes import Indicator
from data.errors import BadSetting
from data.settings import Settings

IN_READING_ORDER: tuple[ModuleType, ...] = (
    missing_episodes,
    children_missing,
    episodes_per_child,
    missing_more_than_once,
    rate_per_10000,
    missing_now,
    duration_hours,
    duration_days,
    overnight,
    repeat_bands,
    persistent_children,
    top_children,
    time_to_next_episode,
    again_after_interview,
    missing_and_absent,
    home_or_care,
    looked_after_missing,
    placement_group,
    in_or_out_of_area,
    own_or_hosted,
    interview_required,
    interview_offered,
    interview_completed,
    interview_completed_of_offered,
    interview_in_time,
    interview_in_time_of_completed,
    interview_declined,
    interview_declined_of_not_completed,
    interview_outcome,
    refusal_follow_up,
    safe_and_well,
    support,
    triage,
    triage_mismatch,
    ethnicity,
    sex,
    age,
    flags,
    police_risk,
    distance,
    police_area,
    postcode_district,
    reconciliation,
    postcode_district_absent,
    postcode_district_both,
    postcode_district_found,
    repeat_bands_absent,
    repeat_bands_both,
    named_places,
    hotspots,
)


@lru_cache(maxsize=4)
def registry(settings_text: str) -> dict[str, Indicator]:
    """Indicators by slug, for settings given as JSON text (which, unlike settings, can be a cache key)."""
    settings = Settings.model_validate_json(settings_text)
    defined = [module.indicator(settings) for module in IN_READING_ORDER]
    known = {indicator.definition.slug: indicator for indicator in defined}
    refuse_unknown_slugs(settings, known)
    return known


def refuse_unknown_slugs(settings: Settings, known: Mapping[str, Indicator]) -> None:
    """Raise BadSetting for a change of practice that concerns an indicator we do not have."""
    for change in settings.changes:
        if unknown := sorted(set(change.indicators) - known.keys()):
            raise BadSetting(f"changes.indicators is {unknown!r}: not indicators. It may hold: {', '.join(known)}.")


def indicators(settings: Settings) -> dict[str, Indicator]:
    """Indicators by slug, in reading order."""
    return registry(settings.model_dump_json())
