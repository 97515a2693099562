"""The demo: Acme Hosting, its operator Olga, a past worth reading, and its client-area page.

`seed` fills a database; `PAGE_FOLDER` holds the page that is served at `/demo/`. Nothing here
runs in production.
"""

from pathlib import Path

PAGE_FOLDER = Path(__file__).parent / "page"
