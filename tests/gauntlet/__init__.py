"""The gauntlet: real servers under load, faults on purpose, and one oracle that judges.

`python -m tests.gauntlet --help` runs it. Checks carry the stable names of the catalogue
(G001 …); every one of them can be run alone, on SQLite, on PostgreSQL, and on two processes
with a bell between them. `sabotage/` plants bugs, to prove that the checks would notice.
"""
