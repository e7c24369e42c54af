"""Where children go missing from, where they are found, and how far away."""

from analytics.cards.card import Card, detail
from analytics.cards.themes import WHERE
from analytics.model import Audience, Unit
from pages.common.board_hotspots import show_named_hotspots, show_named_places
from pages.common.cards import say_theme
from pages.common.details import show_details
from pages.common.filters import ask
from pages.common.identity import require
from pages.common.maps import choose_map, map_cards, show_district_maps, show_times

reader = require(Audience.BOARD, Audience.COORDINATOR)

TIMES = detail("How often, by district")
HOTSPOTS = detail("Hotspots")
PLACES = detail("Named places")
DETAILS = (
    TIMES,
    HOTSPOTS,
    PLACES,
    detail(
        "Police areas",
        Card("police-area", Unit.EPISODE),
        Card("police-area", Unit.CHILD, title="How many children is that, by police area?"),
    ),
    detail("Distance from home", Card("distance"), Card("in-or-out-of-area", Unit.CHILD)),
)

asked = ask(reader, *WHERE.figures, *DETAILS, *map_cards(reader.audience))
say_theme(asked, WHERE)
where = choose_map(asked)
show_district_maps(asked, where)
opened = show_details(asked, *DETAILS)
if opened is TIMES:
    show_times(asked, where)
if opened is HOTSPOTS:
    show_named_hotspots(reader)
if opened is PLACES:
    show_named_places(reader)
