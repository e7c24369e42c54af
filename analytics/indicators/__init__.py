"""One file an indicator: its words, how it counts, what is published of it. May import `measuring` and below.

I1 to I33 in the first line of a file is the number of the question that it answers; variants of one share its number.
"""
