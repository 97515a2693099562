"""Where the bytes of files are kept: one suite for the folder and for S3-compatible storage; and
what becomes of uploads that were given up."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from tests.box import LINUS, Box
from tests.gateways.front_door import opened
from tests.gateways.uploading import PDF, photo, somebody, upload
from threadbox.actions import messages
from threadbox.actions.files import keep_file
from threadbox.cli.doctor.stored_files import compared
from threadbox.config import BadSetting, Config
from threadbox.domain import limits
from threadbox.domain.refusals import Refusal
from threadbox.gateways.files.blob_storage import (
    S3_KEYS,
    LocalStorage,
    Storage,
    StorageFault,
    storage_for,
)
from threadbox.gateways.files.cleanup import sweep
from threadbox.gateways.files.receiving import Arrivals
from threadbox.gateways.security.rate_limits import UPLOAD_LEFT_SECONDS

FILE = f"file_{'0123456789abcdef' * 2}"


@pytest.fixture(params=["folder", "s3"])
def new_config(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Config]:
    def make() -> Config:
        url = request.getfixturevalue("bucket") if request.param == "s3" else None
        return Config(data=tmp_path / "data", files_url=url)

    return make


@pytest.fixture
def storage(new_config: Callable[[], Config]) -> Storage:
    return storage_for(new_config())


def put(storage: Storage, folder: Path, content: bytes, id: str = FILE) -> None:  # noqa: A002
    path = folder / "arrived"
    path.write_bytes(content)
    storage.put(id, path)


def test_what_is_put_is_read_until_it_is_removed(storage: Storage, tmp_path: Path) -> None:
    assert storage.read(FILE) is None
    put(storage, tmp_path, PDF)
    stored = storage.read(FILE)
    assert stored is not None
    with stored:
        assert stored.read() == PDF
    storage.remove(FILE)
    storage.remove(FILE)
    assert storage.read(FILE) is None


@pytest.mark.parametrize("name", ["../secret.key", "file_x", "", "file_" + "0" * 32 + "/x"])
def test_nothing_but_our_own_ids_names_anything(storage: Storage, name: str) -> None:
    with pytest.raises(ValueError, match="no id"):
        storage.read(name)


def test_every_file_there_is_is_listed_with_its_size(storage: Storage, tmp_path: Path) -> None:
    before = dict(storage.sizes())
    ids = [f"file_{number:032x}" for number in range(20)]
    for number, each in enumerate(ids):
        put(storage, tmp_path, b"x" * number, each)
    assert dict(storage.sizes()) == {**before, **{each: number for number, each in enumerate(ids)}}
    for each in ids:
        storage.remove(each)
    assert dict(storage.sizes()) == before


def test_a_file_goes_through_object_storage_with_our_own_headers(
    tmp_path: Path, bucket: str
) -> None:
    with opened(tmp_path, files_url=bucket) as door, somebody(door) as wire:
        uploaded = upload(door, wire.token, PDF, "application/pdf").json()
        wire.do("send", content={"type": "file", "file": uploaded["file"]})
        answer = httpx2.get(
            f"{door.url}{uploaded['url']}", params={"key": wire.welcome["file_key"]}
        )
    assert answer.content == PDF
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert not [path for path in (tmp_path / "files").rglob("file_*") if path.is_file()]


def test_bytes_missing_from_object_storage_are_found(tmp_path: Path, bucket: str) -> None:
    config = Config(data=tmp_path, files_url=bucket)
    with opened(tmp_path, files_url=bucket) as door, somebody(door) as wire:
        kept = upload(door, wire.token, PDF, "application/pdf").json()["file"]
        wire.do("send", content={"type": "file", "file": kept})
        assert compared(config, storage_for(config)).missing == ()
        storage_for(config).remove(kept)
        assert compared(config, storage_for(config)).missing == (kept,)


def test_a_storage_that_does_not_answer_is_said_and_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in S3_KEYS:
        monkeypatch.setenv(name, "not asked for here")
    away = "s3://uploads?endpoint=http://127.0.0.1:9"
    with opened(tmp_path, files_url=away) as door, somebody(door) as wire:
        refused = upload(door, wire.token, photo(), "image/jpeg")
        assert (refused.status_code, refused.json()["reason"]) == (503, "storage_unavailable")
        assert "retry-after" in refused.headers
        assert wire.is_alive()


@pytest.mark.parametrize(
    "url", ["s3://?endpoint=https://x", "s3://b?endpoint=ftp://x", "file:///x"]
)
def test_a_storage_that_cannot_be_is_refused_at_the_start(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in S3_KEYS:
        monkeypatch.setenv(name, "not asked for here")
    with pytest.raises(BadSetting):
        storage_for(Config(files_url=url))


@pytest.mark.parametrize("name", S3_KEYS)
def test_object_storage_without_its_keys_is_refused_at_the_start(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(name, raising=False)
    with pytest.raises(BadSetting, match="needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"):
        storage_for(Config(files_url="s3://b?endpoint=https://x"))


def test_a_full_folder_is_a_fault_and_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("not a folder")
    with pytest.raises(StorageFault):
        put(LocalStorage(tmp_path / "files"), tmp_path, PDF)


def _upload(box: Box, number: int, size: int = 10) -> str:
    id_ = f"file_{number:032x}"
    box.database.write_now(
        box.website,
        keep_file,
        box.linus,
        LINUS,
        id=id_,
        name="x.pdf",
        media="application/pdf",
        size=size,
        pixels=None,
    )
    return id_


@pytest.mark.bound("ABANDONED_MILLISECONDS")
def test_uploads_that_no_message_has_are_gone_after_a_day(box: Box, tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path / "files")
    kept, given_up = _upload(box, 1), _upload(box, 2)
    for each in (kept, given_up):
        put(storage, tmp_path, PDF, each)
    box.do(messages.send, box.linus, content={"type": "file", "file": kept})
    assert asyncio.run(sweep(box.database, storage)) == 0
    box.clock.now += limits.ABANDONED_MILLISECONDS
    fresh = _upload(box, 3)
    assert asyncio.run(sweep(box.database, storage)) == 1
    assert storage.read(given_up) is None
    with pytest.raises(Refusal, match="file_not_found"):
        box.do(messages.send, box.linus, content={"type": "file", "file": given_up})
    box.do(messages.send, box.linus, content={"type": "file", "file": fresh})
    stored = storage.read(kept)
    assert stored is not None
    stored.close()


@pytest.mark.bound("UPLOAD_LEFT_SECONDS")
def test_what_died_on_its_way_in_is_swept_away(tmp_path: Path) -> None:
    left = tmp_path / "left"
    left.write_bytes(b"half")
    arrivals = Arrivals(tmp_path)
    for seconds in (0, UPLOAD_LEFT_SECONDS - 60):
        os.utime(left, (time.time() - seconds,) * 2)
        arrivals.sweep()
        assert left.exists(), "it may still be arriving"
    os.utime(left, (time.time() - UPLOAD_LEFT_SECONDS - 60,) * 2)
    arrivals.sweep()
    assert not left.exists()


@pytest.mark.bound("UPLOADS", "UPLOADS_BYTES", "UPLOADS_MILLISECONDS")
def test_a_visitor_has_a_quota_of_files_and_bytes_per_hour(box: Box) -> None:
    _upload(box, 1, limits.UPLOADS_BYTES - 10)
    with pytest.raises(Refusal, match="files_too_many") as refused:
        _upload(box, 2, 11)
    assert refused.value.data["retry_after"] == 3_600
    _upload(box, 3, 10)
    box.clock.now += limits.UPLOADS_MILLISECONDS
    for number in range(limits.UPLOADS):
        _upload(box, 10 + number)
    with pytest.raises(Refusal, match="files_too_many"):
        _upload(box, 9)
