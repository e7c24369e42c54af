"""Papers: what they say, and how they are set as PDF, Word and workbook. May import `casework` and below."""
