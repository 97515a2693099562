"""Origins of pages inside an app, which a website lists whole beside its domains."""

import re

# The schemes under which Capacitor and Ionic serve an app's own pages on iOS.
APP_SCHEMES = ("capacitor", "ionic")
_APP_ORIGIN = re.compile(rf"(?:{'|'.join(APP_SCHEMES)})://[a-z0-9](?:[a-z0-9.-]{{0,252}})\Z")


def is_app_origin(text: str) -> bool:
    """Whether this is such an origin as browsers name it, in lower case and without a path."""
    return _APP_ORIGIN.match(text) is not None
