"""Settings: options before environment before defaults; a wrong one is one clear line."""

import stat
from dataclasses import fields
from pathlib import Path

import pytest

from threadbox import config as settings
from threadbox.config import BadSetting, Config, configured, option, variable
from threadbox.secret_key import server_secret


def test_without_anything_the_defaults_hold() -> None:
    config = configured({}, {})
    assert (config.host, config.port, config.data) == ("127.0.0.1", 8080, Path("threadbox-data"))
    assert config.database.startswith("sqlite:////")
    assert config.address() == "http://127.0.0.1:8080"


def test_an_option_wins_over_the_environment() -> None:
    environment = {"THREADBOX_PORT": "8001", "THREADBOX_HOST": "0.0.0.0"}
    config = configured({"port": "8002"}, environment)
    assert (config.port, config.host) == (8002, "0.0.0.0")


@pytest.mark.parametrize("field", fields(Config), ids=lambda field: field.name)
def test_every_setting_has_a_sentence_an_option_and_a_variable(field: object) -> None:
    name, says = field.name, field.metadata["says"]  # type: ignore[attr-defined]
    assert says.endswith(".")
    assert option(name).startswith("--")
    assert variable(name).startswith("THREADBOX_")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("port", "eighty"),
        ("port", "-1"),
        ("port", "70000"),
        ("port", "٣"),
        ("database_url", "mysql://x"),
        ("bell_url", "amqp://x"),
        ("public_url", "chat.example.com"),
        ("public_url", "https://chat.example.com/path"),
        ("public_url", "https://chat.example.com?a=b"),
        ("public_url", "https://somebody@chat.example.com"),
        ("log_format", "xml"),
        ("secret", "short"),
        ("session_days", "0"),
    ],
)
def test_a_setting_that_cannot_work_is_named(name: str, text: str) -> None:
    with pytest.raises(BadSetting, match=option(name)):
        configured({name: text}, {})


@pytest.mark.bound(
    "config.FILE_MEGABYTES_MOST", "config.WORKERS_MOST", "config.PORT_MOST",
    "config.SECRET_CHARACTERS_LEAST", "config.METRICS_TOKEN_CHARACTERS_LEAST",
)  # fmt: skip
@pytest.mark.parametrize(
    ("name", "just", "beyond"),
    [
        (
            "file_megabytes",
            f"{settings.FILE_MEGABYTES_MOST}",
            f"{settings.FILE_MEGABYTES_MOST + 1}",
        ),
        ("workers", f"{settings.WORKERS_MOST}", f"{settings.WORKERS_MOST + 1}"),
        ("port", f"{settings.PORT_MOST}", f"{settings.PORT_MOST + 1}"),
        ("metrics_port", f"{settings.PORT_MOST}", f"{settings.PORT_MOST + 1}"),
        (
            "secret",
            "x" * settings.SECRET_CHARACTERS_LEAST,
            "x" * (settings.SECRET_CHARACTERS_LEAST - 1),
        ),
        (
            "metrics_token",
            "x" * settings.METRICS_TOKEN_CHARACTERS_LEAST,
            "x" * (settings.METRICS_TOKEN_CHARACTERS_LEAST - 1),
        ),
    ],
)
def test_a_setting_may_go_as_far_as_it_is_told(name: str, just: str, beyond: str) -> None:
    with_several = {"database_url": "postgresql://somewhere/threadbox"}
    configured({**with_several, name: just}, {})
    with pytest.raises(BadSetting, match=option(name)):
        configured({**with_several, name: beyond}, {})


def test_the_secret_is_made_once_and_only_we_can_read_it(tmp_path: Path) -> None:
    config = Config(data=tmp_path / "data")
    config.data.mkdir()
    first = server_secret(config, lambda: False).now().signing
    assert server_secret(config, lambda: True).now().signing == first
    assert len(first) == 64
    path = tmp_path / "data" / "secret.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_empty_secret_file_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("")
    with pytest.raises(BadSetting, match="secret"):
        server_secret(Config(data=tmp_path), lambda: False)
