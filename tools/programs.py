"""Sees to what the tests need beside Python and Node, and installs what it can.

Run by `make test`. Everything that is missing comes in one go, as a fresh machine fetches
the lists of packages each time. Without a browser the tests cannot begin; without an
interpreter or an old library they go on and say what they leave out.
"""

from tools import apt, chromium, interpreters, old_libraries, unpacked

if __name__ == "__main__":
    apt.install(
        [
            *chromium.packages(),
            *interpreters.packages(interpreters.missing()),
            *old_libraries.packages(old_libraries.missing()),
        ]
    )
    chromium.require()
    unpacked.fetch(unpacked.missing())
    for kind in (interpreters, old_libraries, unpacked):
        if missing := kind.missing():
            print(kind.hint(missing))
