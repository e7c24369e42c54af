"""Small numbers: the rules, the gate, what hides, what audits. May import `indicators` and the rooms below it."""
