"""Files to upload, honest and hostile ones, and how visitors and operators do it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
from PIL import Image, ImageCms

from tests.gateways.front_door import PAGE, FrontDoor, Wire

# Where the camera was, and how it was held.
GPS_TAG, ORIENTATION_TAG = 0x8825, 0x0112
PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def photo(width: int = 40, height: int = 20) -> bytes:
    """A JPEG as a phone makes it: with a place, lying on its side."""
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = 6  # to be turned by a quarter
    exif.get_ifd(GPS_TAG)[1] = "N"
    exif[0x010E] = "a secret remark"
    return _saved("JPEG", Image.new("RGB", (width, height), "teal"), exif=exif)


def double_photo() -> bytes:
    """A JPEG with a second one behind it, as many phones make them."""
    pictures = [Image.new("RGB", (30, 20), colour) for colour in ("teal", "red")]
    return _saved("MPO", pictures[0], save_all=True, append_images=pictures[1:])


def printed_photo() -> bytes:
    """A JPEG in the colours of a printing press."""
    return _saved("JPEG", Image.new("CMYK", (30, 20), (255, 0, 0, 0)))


def wide_photo() -> bytes:
    """A JPEG with a colour profile of its own."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return _saved("JPEG", Image.new("RGB", (30, 20), "teal"), icc_profile=profile)


def clear_gif() -> bytes:
    """A GIF that is see-through in places."""
    picture = Image.new("P", (30, 20), 0)
    picture.putpalette([0, 0, 0, 255, 0, 0])
    return _saved("GIF", picture, transparency=0)


def png(width: int = 8, height: int = 8) -> bytes:
    return _saved("PNG", Image.new("RGBA", (width, height), "teal"))


def moving_gif(frames: int = 3, side: int = 16) -> bytes:
    pictures = [Image.new("RGB", (side, side), (at % 256, 80, 80)) for at in range(frames)]
    return _saved("GIF", pictures[0], save_all=True, append_images=pictures[1:], duration=40)


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that would be drawn as very many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 4096)
    chunks = [(b"IHDR", head), (b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def archive(**names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, text in names.items():
            file.writestr(name, text)
    return packed.getvalue()


def _saved(kind: str, picture: Image.Image, **options: Any) -> bytes:
    packed = io.BytesIO()
    picture.save(packed, kind, **options)
    return packed.getvalue()


def upload(
    door: FrontDoor, token: str, body: Any, media: str, name: str = "a file", origin: str = PAGE
) -> httpx2.Response:
    """As a visitor's page does it."""
    return httpx2.post(
        f"{door.url}/visitor/files",
        params={"name": name},
        content=body,
        headers={"Authorization": f"Bearer {token}", "Content-Type": media, "Origin": origin},
        timeout=60,
    )


def upload_as_operator(
    door: FrontDoor, conversation: str, body: bytes, media: str, name: str = "ada"
) -> httpx2.Response:
    return httpx2.post(
        f"{door.url}/operator/files",
        params={"name": "a file", "conversation": conversation},
        content=body,
        headers={"Cookie": door.cookie(name), "Content-Type": media, "Origin": door.url},
        timeout=60,
    )


@contextmanager
def somebody(door: FrontDoor) -> Iterator[Wire]:
    """A visitor who has opened the chat."""
    with door.visitor() as wire:
        wire.do("open")
        yield wire
