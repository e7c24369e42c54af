"""Every indicator, in reading order: whatever file of this folder has a function `indicator(settings)`.

A file says all there is to say of its indicator, so that nothing else names it: to add one is to add a file.
"""

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from analytics import indicators as folder
from analytics.indicators.checks import BadIndicator, refuse_faults
from analytics.measuring.breakdowns import BREAKDOWNS
from analytics.measuring.shapes import Definition, Indicator
from data.errors import BadSetting
from data.settings import Settings

# Modules of the folder that are no indicators.
OTHERS: Final = ("checks", "registry")


def indicators(settings: Settings) -> dict[str, Indicator]:
    """Indicators by slug, in reading order. Raises BadIndicator, and BadSetting for a change of an unknown one."""
    return registry(settings.model_dump_json())


@lru_cache(maxsize=4)
def registry(settings_text: str) -> dict[str, Indicator]:
    """Indicators by slug, for settings given as JSON text (which, unlike settings, can be a cache key)."""
    settings = Settings.model_validate_json(settings_text)
    known = in_reading_order(defined_in_files(settings))
    refuse_unknown_slugs(settings, known)
    return known


def defined_in_files(settings: Settings) -> dict[str, Indicator]:
    """The indicator of each file of the folder, by the file's name."""
    names = sorted({file.name for file in iter_modules(folder.__path__)} - set(OTHERS))
    return {name: defined_in(name, settings) for name in names}


def defined_in(name: str, settings: Settings) -> Indicator:
    """The indicator of one file. Raises BadIndicator where the file makes none."""
    try:
        made: Indicator = import_module(f"{folder.__name__}.{name}").indicator(settings)
    except (AttributeError, TypeError) as error:
        raise BadIndicator(f"analytics/indicators/{name}.py makes no indicator: {error}.") from error
    return made


def in_reading_order(defined: Mapping[str, Indicator]) -> dict[str, Indicator]:
    """The indicators of files by slug, in reading order. Raises BadIndicator for what is wrong with them."""
    refuse_faults(defined)
    ordered = sorted(defined.values(), key=lambda entry: entry.definition.order)
    return {item.definition.slug: item for item in ordered}


def refuse_unknown_slugs(settings: Settings, known: Mapping[str, Indicator]) -> None:
    """Raise BadSetting for a change of practice that concerns an indicator we do not have."""
    for change in settings.changes:
        if unknown := sorted(set(change.indicators) - known.keys()):
            raise BadSetting(f"changes.indicators is {unknown!r}: not indicators. It may hold: {', '.join(known)}.")


@lru_cache(maxsize=1)
def definitions() -> dict[str, Definition]:
    """What indicators say of themselves under any settings: tables, quantities, fields; by slug, in reading order."""
    return {slug: item.definition for slug, item in indicators(Settings()).items()}


def needs_of(slug: str, breakdown: str, category: str = "") -> tuple[str, ...]:
    """The fields that a row of a published table is made of, or the table."""
    definition = definitions()[slug]
    own = definition.recorded_of.get(category, definition.recorded)
    return tuple(dict.fromkeys((*own, *(BREAKDOWNS[breakdown].recorded if breakdown else ()))))


# Read when the product starts, so that a wrong file stops it before anything is loaded or shown.
definitions()
