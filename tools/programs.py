"""Sees to what the tests need beside Python and Node, and installs what it can.

Run by `make test`. Everything that is missing comes in one go, as a fresh machine fetches
the lists of packages each time. Without Chromium the tests cannot begin; without another
browser, an interpreter or an old library they go on and say what they leave out.
"""

from tools import apt, chromium, firefox, interpreters, old_libraries, unpacked, webkit

if __name__ == "__main__":
    apt.install(
        [
            *chromium.packages(),
            *firefox.packages(firefox.missing()),
            *webkit.packages(webkit.missing()),
            *interpreters.packages(interpreters.missing()),
            *old_libraries.packages(old_libraries.missing()),
        ]
    )
    chromium.require()
    unpacked.fetch(unpacked.missing())
    for kind in (firefox, webkit, interpreters, old_libraries, unpacked):
        if missing := kind.missing():
            print(kind.hint(missing))
