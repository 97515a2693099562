"""Passwords that whoever guesses tries first. A short list, not a strength meter: the number of
tries is limited, so only the very first guesses matter."""

from itertools import pairwise

# What stands at the top of every list of leaked passwords, and the words of this trade; without the
# digits and marks that people append.
_WORDS = """
    abcdefgh abc admin administrator baseball changeme charlie computer dragon football google hello
    iloveyou inbox letmein login master michael monkey operator pass passwort passw0rd password
    pokemon princess qwerty qwertyuiop qwertz qwertzuiop secret shadow starwars sunshine superman
    support test threadbox trustno welcome whatever asdfghjkl azertyuiop zxcvbnm 1q2w3e4r 1qaz2wsx
    p@ssw0rd p@ssword
"""
_FIRST = frozenset(_WORDS.split())
_DECORATION = "0123456789!?.,;:-_*#$%&+@ "
# Fewer than these are a rhythm, not a password.
_DISTINCT_LEAST = 4


def is_guessed_first(password: str, email: str = "") -> bool:
    """Whether a password, for the account of an e-mail address, is among the first guesses."""
    said = password.strip().casefold()
    bare = said.strip(_DECORATION)
    address = email.strip().casefold()
    return (
        len(set(said)) < _DISTINCT_LEAST
        or said in _FIRST
        or bare in _FIRST
        or _is_run(said)
        or (bool(address) and said in (address, address.partition("@")[0]))
    )


def _is_run(said: str) -> bool:
    """Is each character the neighbour of the one before: 12345678, hgfedcba, 90123456?"""
    steps = {ord(after) - ord(before) for before, after in pairwise(said)}
    if said.isdigit():
        steps = {step % 10 for step in steps}
    return steps in ({1}, {-1}, {9})
