"""Messages to people: words and a link, sent by mail or to Teams, and noted. Nothing here knows a child."""
