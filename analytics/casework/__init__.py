"""Child-level answers, for co-ordinators alone: nothing here may be imported by a page of another audience."""
