"""How closely hidden numbers can be worked out. May import no rule of small numbers and nothing that hides."""
