"""Draws an uploaded picture anew, as `python -I -m threadbox.gateways.files.image_worker FROM TO
PIXELS`.

Started by `image_pool.py`, once per picture, and by nobody else. What a hostile picture can do, it
does to this process, which has little memory, little time, and ends.

The pixels alone are kept, turned the way the camera was held and in sRGB: no place and time, no
comments, no second file behind the picture. Prints one JSON object.
"""

import contextlib
import errno
import io
import json
import os
import resource
import sys
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageCms, ImageOps, ImageSequence

from threadbox.domain.limits import FRAMES, FRAMES_PIXELS, PICTURE_PIXELS, PICTURE_SIDE

# The largest picture, three times over: as it is read, turned, and written.
MEMORY_BYTES = 1024 * 1024 * 1024
# Ten times what the largest photograph takes on a slow core.
CPU_SECONDS = 30
# The largest picture as a PNG that does not compress.
OUTPUT_BYTES = 256 * 1024 * 1024
# What a disk says that takes nothing more.
_DISK_FAULTS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)
# Drawing waits for whoever is being answered.
NICENESS = 10

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
# Many phones put a second picture behind the first (depth, brightness): only the first is shown.
_SAME = {"MPO": "JPEG"}
_MOVING = ("GIF", "WEBP")
# Indistinguishable from the original at a glance, and about as large as cameras write. A PNG's
# last few per cent would take most of the time.
_SAVED: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 88, "optimize": True},
    "PNG": {"compress_level": 4},
    "GIF": {},
    "WEBP": {"quality": 88, "method": 3},
}


class _TooLarge(Exception):  # noqa: N818 (said to who asked)
    pass


def main(arguments: Sequence[str]) -> int:
    source, target = arguments
    _confine()
    try:
        told = _draw(source, target)
    except _TooLarge:
        told = {"refused": "too_large"}
    except OSError as fault:
        # Decoders raise it too, without a number, for what they stumble on.
        is_picture = fault.errno not in _DISK_FAULTS
        told = {"refused": "broken" if is_picture else "disk", "fault": str(fault.errno)}
    except Exception as fault:  # noqa: BLE001 (whatever the decoder stumbles on, it is the picture)
        told = {"refused": "broken", "fault": type(fault).__name__}
    sys.stdout.write(json.dumps(told))
    return 0


def _confine() -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
    ):
        with contextlib.suppress(OSError, ValueError):  # not everywhere can each be set
            resource.setrlimit(limit, (most, most))
    os.nice(NICENESS)


def _draw(source: str, target: str) -> dict[str, object]:
    # Our own limits stand before the library's.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(source, formats=_FORMATS) as picture:
        width, height = picture.size
        kind = _SAME.get(picture.format or "", picture.format or "")
        if width * height > PICTURE_PIXELS or max(width, height) > PICTURE_SIDE:
            raise _TooLarge
        frames = getattr(picture, "n_frames", 1) if kind in _MOVING else 1
        if frames > 1 and (frames > FRAMES or frames * width * height > FRAMES_PIXELS):
            raise _TooLarge
        if frames > 1:
            size = _save_moving(picture, kind, target)
        else:
            size = _save_still(picture, kind, target)
    return {"media": Image.MIME[kind], "width": size[0], "height": size[1]}


def _save_still(picture: Image.Image, kind: str, target: str) -> tuple[int, int]:
    drawn = _bare(_in_srgb(ImageOps.exif_transpose(picture)))
    if kind == "JPEG" and drawn.mode not in ("RGB", "L"):
        drawn = drawn.convert("RGB")
    drawn.save(target, format=kind, **_SAVED[kind])
    return drawn.size


def _save_moving(picture: Image.Image, kind: str, target: str) -> tuple[int, int]:
    frames: list[Image.Image] = []
    durations: list[int] = []
    for frame in ImageSequence.Iterator(picture):
        frames.append(_bare(frame.convert("RGBA")))
        durations.append(int(frame.info.get("duration", 100)))
    first, *others = frames
    loop = int(picture.info.get("loop", 0))
    first.save(
        target,
        format=kind,
        save_all=True,
        append_images=others,
        duration=durations,
        loop=loop,
        disposal=2,
        **_SAVED[kind],
    )
    return first.size


def _in_srgb(picture: Image.Image) -> Image.Image:
    """The same colours without the camera's profile."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    with contextlib.suppress(ImageCms.PyCMSError, OSError):
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        return (
            ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode=mode,
            )
            or picture
        )
    return picture


def _bare(picture: Image.Image) -> Image.Image:
    """The picture without anything that is not seen; a see-through colour is."""
    picture.load()
    transparency = picture.info.get("transparency")
    picture.info = {} if transparency is None else {"transparency": transparency}
    return picture


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
