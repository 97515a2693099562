"""Whatever a file holds and whatever is said of it: it is one of the allowed kinds, or refused."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from puremagic.main import (
    PureMagic,
    extension_only_array,
    magic_footer_array,
    magic_header_array,
    multi_part_dict,
)

from tests.gateways.uploading import PDF, archive, moving_gif, photo, png
from tests.repository import ROOT
from threadbox.domain.contents import file_name
from threadbox.domain.files import ALLOWED, PICTURES, TEXTS
from threadbox.domain.refusals import Refusal
from threadbox.gateways.files.media_types import media_of

SIGNATURES: list[PureMagic] = [
    *magic_header_array,
    *magic_footer_array,
    *(part for parts in multi_part_dict.values() for part in parts),
]
# Everything that the library can call a file, and what browsers say besides.
SAID = sorted(
    {each.mime_type for each in (*SIGNATURES, *extension_only_array)}
    | {*ALLOWED, "", "text/html", "image/svg+xml", "application/javascript", "image/avif"}
)
EBML = b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84"
FTYP = b"\0\0\0\x20ftyp"
HONEST = [
    (photo(), "image/jpeg"),
    (png(), "image/png"),
    (moving_gif(), "image/gif"),
    (b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 40, "image/webp"),
    (b"ID3\x03\0\0\0\0\0\x0f" + b"\0" * 40, "audio/mpeg"),
    (b"\xff\xfb\x90\x64" + b"\0" * 60, "audio/mpeg"),
    (FTYP + b"M4A \0\0\0\0M4A mp42isom" + b"\0" * 40, "audio/mp4"),
    (b"OggS\0\x02" + b"\0" * 22 + b"\x01vorbis" + b"\0" * 40, "audio/ogg"),
    (b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 40, "audio/wav"),
    (EBML + b"webm", "audio/webm"),
    (EBML + b"webm", "video/webm"),
    (FTYP + b"isom\0\0\x02\0isomiso2avc1mp41" + b"\0" * 40, "video/mp4"),
    (FTYP + b"mp42\0\0\0\0mp42isom" + b"\0" * 40, "video/mp4"),
    (FTYP + b"qt  \0\0\x02\0qt  " + b"\0" * 40, "video/quicktime"),
    (PDF, "application/pdf"),
    *((archive(**{"a.txt": "a"}), media) for media in ALLOWED if media.startswith("application/")
      and media != "application/pdf"),
    *((b"a;b\n1;2\n", media) for media in TEXTS),
]  # fmt: skip
HOSTILE = {
    "exe": b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + b"\0" * 200,
    "elf": b"\x7fELF\x02\x01\x01" + b"\0" * 200,
    "mach-o": b"\xcf\xfa\xed\xfe\x07\0\0\x01" + b"\0" * 200,
    "class": b"\xca\xfe\xba\xbe\0\0\0\x34" + b"\0" * 200,
    "flash": b"FWS\x09" + b"\0" * 200,
    "flash, compressed": b"CWS\x09" + b"\0" * 200,
    "page in 16 bits": "<html xmlns='http://www.w3.org/1999/xhtml'><script/></html>".encode("utf-16"),
    "drawing in 16 bits": "<?xml version='1.0'?><svg onload='alert(1)'/>".encode("utf-16"),
    "old word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "tiff": b"II*\0" + b"\0" * 200,
    "icon": b"\0\0\x01\0\x01\0\x10\x10" + b"\0" * 200,
    "avif": FTYP + b"avif\0\0\0\0avifmif1miaf" + b"\0" * 200,
    "heic": FTYP + b"heic\0\0\0\0mif1heic" + b"\0" * 200,
    "7z": b"7z\xbc\xaf\x27\x1c\0\x04" + b"\0" * 200,
    "rar": b"Rar!\x1a\x07\x01\0" + b"\0" * 200,
    "gzip": b"\x1f\x8b\x08\0" + b"\0" * 200,
    "disk image": b"\0" * 0x8001 + b"CD001" + b"\0" * 200,
    "link": b"L\0\0\0\x01\x14\x02\0" + b"\0" * 200,
    "database": b"SQLite format 3\0" + b"\0" * 200,
}  # fmt: skip


def taken(path: Path, body: bytes, said: str) -> str | None:
    """As what a file is taken; None: refused."""
    path.write_bytes(body)
    return looked_at(path, said)


def looked_at(path: Path, said: str) -> str | None:
    try:
        return media_of(path, said)
    except Refusal:
        return None


def bodies(signature: PureMagic) -> Iterator[bytes]:
    """Files with this signature: nothing around it, zeros, text."""
    mark = signature.byte_match
    if signature.offset >= 0:
        yield b"\0" * signature.offset + mark
        yield b"\0" * signature.offset + mark + b"\0" * 64
        yield b"a" * signature.offset + mark + b" a text behind it\n"
    else:
        yield b"\0" * 512 + mark + b"\0" * (-signature.offset - len(mark))


def test_whatever_signature_a_file_carries_and_whatever_is_said_it_is_allowed_or_refused(
    tmp_path: Path,
) -> None:
    """Every signature that the library knows, each with what the library calls it, with every
    kind that is allowed, and with what a browser says that does not know."""
    path = tmp_path / "file"
    for signature in SIGNATURES:
        own = signature.mime_type
        for body in bodies(signature):
            path.write_bytes(body)
            for said in {own, own.upper(), "", "application/octet-stream", "text/plain"}:
                assert looked_at(path, said) in {None, *ALLOWED}, (signature, said)


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_none_of_the_allowed_kinds_is_refused_whatever_is_said(
    body: bytes, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(body)
    for said in SAID:
        assert looked_at(tmp_path / "file", said) is None, said


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.builds(
            lambda one, other, rest: one.byte_match + other.byte_match + rest,
            st.sampled_from(SIGNATURES),
            st.sampled_from(SIGNATURES),
            st.binary(max_size=64),
        ),
    ),
    st.sampled_from(SAID),
)
def test_no_mixture_is_taken_as_anything_else(tmp_path: Path, body: bytes, said: str) -> None:
    assert taken(tmp_path / "file", body, said) in {None, *ALLOWED}


@pytest.mark.parametrize(
    ("body", "media"), HONEST, ids=lambda it: it if isinstance(it, str) else ""
)
def test_each_allowed_kind_is_taken_as_what_it_is(body: bytes, media: str, tmp_path: Path) -> None:
    assert taken(tmp_path / "file", body, media) == media


def test_every_allowed_kind_is_tried() -> None:
    assert {media for _, media in HONEST} == set(ALLOWED)


def test_what_the_screens_show_as_a_picture_was_drawn_by_us() -> None:
    """Anything else would be shown inline as it came, with the place it was taken."""
    code = (ROOT / "web" / "client" / "src" / "content" / "images.ts").read_text()
    shown = re.findall(r'"([^"]+)"', code.split("const IMAGES = new Set([")[1].split("]")[0])
    assert shown
    assert set(shown) <= set(PICTURES)


DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@given(st.text(st.sampled_from("invoice.gpjexe /\\ \u3000\u00a0\t" + DIRECTIONS), max_size=80))
def test_a_name_is_shown_in_the_order_it_is_written_and_to_its_end(typed: str) -> None:
    try:
        shown = file_name(typed)
    except Refusal:
        return  # empty, or too long
    assert not set(shown) & set(DIRECTIONS)
    assert "  " not in shown
    assert shown == shown.strip()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("\u2067invoice\u2069.pdf", "invoice.pdf"),
        ("invoice.pdf" + " " * 100 + ".exe", "invoice.pdf .exe"),
        ("invoice.pdf" + "\u3000\u2003" * 50 + ".exe", "invoice.pdf .exe"),
        ("تقرير\u200f 2026.pdf", "تقرير 2026.pdf"),
        ("דוח שנתי.docx", "דוח שנתי.docx"),
    ],
)
def test_what_turns_a_name_around_is_taken_out(typed: str, shown: str) -> None:
    assert file_name(typed) == shown
