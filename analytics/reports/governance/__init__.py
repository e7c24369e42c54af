"""Papers for those who must sign: an impact assessment, a record of processing, notices, an accessibility statement.

They are filled in from the settings and the store as they stand. What neither tells is a marked blank that says whose
task it is.
"""
