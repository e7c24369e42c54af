"""What an unknown spreadsheet is: a proposal for its mapping, each guess with its reason and how sure it is."""
