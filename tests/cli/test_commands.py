"""The commands as typed: what they print, their exit codes, and one line for every fault."""

import io
import json
import stat
from pathlib import Path

import pytest

from tests.gateways.front_door import opened
from threadbox.cli import main
from threadbox.cli.parser import COMMANDS
from threadbox.store import migrate

ACME = ("create-website", "--name", "Acme", "--domain", "acme.example")


def _json(capsys: pytest.CaptureFixture[str], data: Path, *arguments: str) -> dict[str, object]:
    capsys.readouterr()
    assert main([*arguments, "--data", str(data), "--json"]) == 0
    printed: dict[str, object] = json.loads(capsys.readouterr().out)
    return printed


def _acme(capsys: pytest.CaptureFixture[str], data: Path) -> str:
    """A website in the folder, which is made if need be."""
    assert main(["migrate", "--data", str(data)]) == 0
    return str(_json(capsys, data, *ACME)["website_id"])


def test_a_website_an_operator_and_a_token_are_created(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    website = _acme(capsys, tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("three quiet otters\n"))
    who = ("--website", website, "--email", "ada@acme.example", "--name", "Ada")
    assert _json(capsys, tmp_path, "create-operator", *who, "--password-stdin")["operator_id"]
    token = _json(capsys, tmp_path, "create-token", "--website", website, "--tier", "plugin")
    assert token.keys() == {"identifier", "key"}
    assert len(str(token["key"])) == 64


def test_for_people_a_new_website_comes_with_its_snippet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate", "--data", str(tmp_path)]) == 0
    assert main([*ACME, "--data", str(tmp_path), "--public-url", "https://chat.example"]) == 0
    printed = capsys.readouterr().out
    assert "https://chat.example/l.js" in printed
    assert "CRISP_WEBSITE_ID" in printed
    assert "create-operator --website" in printed


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "COMMAND"),
        (("fly",), "fly"),
        (("serve", "--port", "eighty"), "--port"),
        (("serve", "--nonsense"), "--nonsense"),
        (("serve", "--no-build", "--workers", "2"), "--workers 2 needs PostgreSQL"),
        (("serve", "--no-build", "--workers", "0"), "--workers must be"),
        (("serve", "--no-build", "--secret", "too short"), "--secret needs at least"),
        (("create-website", "--name", "Acme"), "--domain is missing"),
        (("create-website", "--name", " ", "--domain", "acme.example"), "name"),
        (("create-website", "--name", "Acme", "--domain", "not a domain"), "domain"),
        (("create-token", "--website", "nope"), "website"),
        (("create-token", "--website", "nope", "--tier", "king"), "website"),
        (("migrate", "--database-url", "postgresql://127.0.0.1:1/x"), "database"),
    ],
)
def test_bad_use_is_one_line_and_exit_code_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    migrate.upgrade(f"sqlite:///{tmp_path / 'threadbox.db'}")
    where = () if len(arguments) < 2 else ("--data", str(tmp_path))
    assert main([*arguments, *where]) == 2
    heard = capsys.readouterr()
    assert heard.out == ""
    assert heard.err.startswith("threadbox: ")
    assert heard.err.count("\n") == 1
    assert says in heard.err


@pytest.mark.bound("passwords.PASSWORD_CHARACTERS_LEAST")
def test_a_password_is_never_taken_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    website = _acme(capsys, tmp_path)
    who = ["create-operator", "--website", website, "--email", "a@b.example", "--name", "Ada"]
    assert main([*who, "--password", "x", "--data", str(tmp_path)]) == 2
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main([*who, "--data", str(tmp_path)]) == 2
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main([*who, "--password-stdin", "--data", str(tmp_path)]) == 2
    assert "at least 8" in capsys.readouterr().err


def test_an_operator_may_answer_for_a_second_website(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _acme(capsys, tmp_path)
    second = _acme(capsys, tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("three quiet otters\n"))
    ada = ["--email", "ada@acme.example"]
    create = ["create-operator", "--website", first, *ada, "--name", "Ada", "--password-stdin"]
    created = _json(capsys, tmp_path, *create)
    assert _json(capsys, tmp_path, "add-operator", "--website", second, *ada) == created
    assert _json(capsys, tmp_path, "add-operator", "--website", second, *ada) == created
    stranger = ["add-operator", "--website", second, "--email", "b@acme.example"]
    assert main([*stranger, "--data", str(tmp_path)]) == 2
    assert "no operator with this e-mail" in capsys.readouterr().err


def test_every_option_is_also_a_variable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"NAME": "Acme", "DOMAIN": "acme.example", "JSON": "1"}.items():
        monkeypatch.setenv(f"THREADBOX_{name}", value)
    monkeypatch.setenv("THREADBOX_DATA", str(tmp_path))
    migrate.upgrade(f"sqlite:///{tmp_path / 'threadbox.db'}")
    assert main(["create-website"]) == 0
    assert "website_id" in json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_help_teaches_with_examples(command: object, capsys: pytest.CaptureFixture[str]) -> None:
    name = command.name  # type: ignore[attr-defined]
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    printed = capsys.readouterr().out
    assert "examples:" in printed
    assert f"threadbox {name}" in printed
    assert "THREADBOX_DATA" in printed


def test_migrating_twice_is_harmless(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = _json(capsys, tmp_path, "migrate")
    again = _json(capsys, tmp_path, "migrate")
    assert first["before"] is None
    assert again["before"] == again["after"] == first["after"]


def test_what_is_kept_can_be_read_by_nobody_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.chmod(0o755)
    _acme(capsys, tmp_path)
    for kept in tmp_path.glob("threadbox.db*"):
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600, kept


def test_the_doctor_finds_a_sound_folder_sound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _acme(capsys, tmp_path)
    main(["doctor", "--data", str(tmp_path), "--json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    about = {finding["about"]: finding["verdict"] for finding in found}
    assert about["database"] == about["schema"] == about["clock"] == "good"


def test_the_doctor_finds_a_damaged_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _acme(capsys, tmp_path)
    path = tmp_path / "threadbox.db"
    content = bytearray(path.read_bytes())
    content[4096 * 2 : 4096 * 2 + 512] = b"\xff" * 512
    path.write_bytes(content)
    (tmp_path / "secret.key").write_text("x" * 64)
    (tmp_path / "secret.key").chmod(0o644)
    assert main(["doctor", "--data", str(tmp_path)]) == 1
    printed = capsys.readouterr().out
    assert "BAD  database" in printed
    assert "BAD  secret" in printed


def test_a_second_server_on_the_same_folder_is_refused_and_creating_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(tmp_path):
        assert main(["serve", "--no-build", "--port", "0", "--data", str(tmp_path)]) == 2
        assert "another Threadbox serves" in capsys.readouterr().err
        assert _json(capsys, tmp_path, *ACME)["website_id"]


def test_a_port_in_use_is_said_on_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(tmp_path / "one") as door:
        arguments = ["serve", "--no-build", "--port", str(door.port), "--data", str(tmp_path)]
        assert main(arguments) == 2
        assert "Address already in use" in capsys.readouterr().err


def test_a_websites_settings_change_while_the_server_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(tmp_path) as door:
        site = ("set-website", "--website", door.website)
        changed = _json(
            capsys, tmp_path, *site, "--name", "Acme 2", "--accent", "#0F766E", "--replies-in",
            "hour", "--welcome", "Hello!", "--locale", "pt-BR", "--domains",
            "www.acme.example, https://acme.test/x,acme.example",
        )  # fmt: skip
        assert changed["domains"] == ["www.acme.example", "acme.test", "acme.example"]
        look = door.boot().json()["website"]
        assert look == {
            "id": door.website, "name": "Acme 2", "accent": "#0f766e", "welcome": "Hello!",
            "locale": "pt-BR", "replies_in": "hour",
        }  # fmt: skip
        assert door.boot(origin="https://shop.acme.test").status_code == 200
        with door.visitor() as wire:
            assert wire.welcome["website"] == look
        _json(capsys, tmp_path, *site, "--welcome", "none", "--replies-in", "none")
        look = door.boot().json()["website"]
        assert (look["welcome"], look["replies_in"], look["name"]) == (None, None, "Acme 2")
        assert main([*site, "--data", str(tmp_path)]) == 0
        assert "accent      #0f766e" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--accent", "red", "six hexadecimal digits"),
        ("--accent", "#12345", "six hexadecimal digits"),
        ("--domains", ",", "domain"),
        ("--domains", "acme.example,not a domain", "domain"),
        ("--locale", "x", "pt-BR"),
        ("--replies-in", "soon", "minutes, hour, hours or day"),
        ("--name", " ", "name"),
        ("--welcome", "x" * 501, "at most 500"),
    ],
)
def test_a_setting_that_cannot_be_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, value: str, says: str
) -> None:
    website = _acme(capsys, tmp_path)
    before = _json(capsys, tmp_path, "set-website", "--website", website)
    site = ("set-website", "--website", website, "--data", str(tmp_path))
    assert main([*site, "--name", "Changed", option, value]) == 2
    assert says in capsys.readouterr().err
    assert _json(capsys, tmp_path, "set-website", "--website", website) == before
