"""Which files may be kept here, and how they are shown.

Pictures are drawn anew before they are kept, so what a browser shows inline was written by us.
Everything else is only ever handed out as a download.
"""

from typing import Final

# Shown inline: raster pictures that every browser draws, and that we can draw anew.
PICTURES: Final = ("image/jpeg", "image/png", "image/gif", "image/webp")
TEXTS: Final = ("text/plain", "text/csv", "text/markdown")
RECORDINGS: Final = ("audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/webm")
FILMS: Final = ("video/mp4", "video/quicktime", "video/webm")
# What people send to a helpdesk. No format that a browser would run as a page is among them:
# no SVG, no HTML, no XML.
DOCUMENTS: Final = (
    "application/pdf",
    "application/zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
)
ALLOWED: Final = (*PICTURES, *RECORDINGS, *FILMS, *DOCUMENTS, *TEXTS)
