"""Secrets and what people write never stand in a log line, at any level, nor in figures."""

import json
from collections.abc import Callable
from contextlib import closing, suppress

import httpx2
from websockets.exceptions import ConnectionClosed

from tests.gateways.front_door import DOMAIN, PAGE, PASSWORD, Wire, assemble, connected
from tests.threadbox_server import ThreadboxServer
from threadbox.store.database import Database

SECRET = "canary-of-the-signing-secret-0123456789abcdef"
METRICS_TOKEN = "canary-of-the-metrics-token"
KEY = "canary-of-an-interface-key"
WRONG = "canary of a wrong password"
TOKEN_ID = "canary-of-a-TOKEN-id-9f8e7d6c5b4a39281706"
MESSAGE = "canary of a message"
NOTE = "canary of a note"
TOPIC = "canary of a topic"
BROKEN = "canary of a broken frame"
ADDRESS = "https://www.acme.example/reset?token=canary-of-a-reset-link"


def test_no_secret_and_no_message_stands_in_the_log(
    new_server: Callable[..., ThreadboxServer], database_url: str
) -> None:
    options = ("--log-level", "debug", "--log-format", "json", "--secret", SECRET)
    server = new_server(database_url, *options, "--metrics-token", METRICS_TOKEN)
    server.start()
    with closing(Database.open(database_url, owner=False)) as database:
        site = assemble(server.port, database).website
    sign_in = f"{server.url}/operator/sign-in"
    ours = {"Origin": server.url}
    ada = {"email": f"ada@{DOMAIN}", "password": PASSWORD}
    assert httpx2.post(sign_in, json={**ada, "password": WRONG}, headers=ours).status_code == 401
    assert httpx2.post(sign_in, content=BROKEN, headers=ours).status_code == 400
    signed_in = httpx2.post(sign_in, json=ada, headers=ours)
    cookie = signed_in.headers["set-cookie"].partition(";")[0]
    asked = json.dumps({"website": site, "token_id": TOKEN_ID, "merge": True})
    boot = httpx2.post(f"{server.url}/visitor/boot", content=asked, headers={"Origin": PAGE})
    token = boot.json()["token"]
    _talk(server, site, token, cookie)
    shown = {"Authorization": f"Basic {KEY}", "Cookie": cookie}
    assert httpx2.get(f"{server.url}/v1/x?key={KEY}", headers=shown).status_code == 404
    figures = httpx2.get(
        f"{server.url}/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"}
    )
    assert figures.status_code == 200
    server.stop()

    written = server.output()
    events = {json.loads(line)["event"] for line in written.splitlines() if line[:1] == "{"}
    assert {"serving", "refused", "stopped"} <= events, "it did speak, and at length"
    canaries = {SECRET, METRICS_TOKEN, PASSWORD, WRONG, MESSAGE, NOTE, TOPIC, BROKEN, KEY, TOKEN_ID}
    canaries |= {token, token.partition(".")[2], cookie.partition("=")[2], "canary"}
    assert not [canary for canary in canaries if canary in written]
    assert not [canary for canary in canaries if canary in figures.text]


def _talk(server: ThreadboxServer, website: str, token: str, cookie: str) -> None:
    """A conversation with everything in it that goes wrong in one."""
    hello = {"type": "hello", "version": 1}
    with (
        connected(f"{server.socket_url}/visitor", PAGE, {}) as visitor,
        connected(f"{server.socket_url}/operator", server.url, {"Cookie": cookie}) as operator,
    ):
        linus, ada = Wire(visitor), Wire(operator)
        linus.say(**hello, website=website, token=token, page={"url": ADDRESS})
        session = linus.hear("welcome")["session"]
        ada.say(**hello)
        ada.hear("welcome")
        linus.do("open")
        linus.do("start_thread", topic=TOPIC)
        linus.do("send", text=MESSAGE)
        linus.ask("send", text=MESSAGE * 1_000)
        linus.ask("start_thread", topic=f"{TOPIC}\0")
        linus.say(type=BROKEN, id="broken-0001")
        linus.say(type="send", id="broken-0002", text=[BROKEN])
        linus.connection.send(BROKEN)
        ada.do("send", conversation=session, text=NOTE, note=True)
        assert linus.is_alive()
        with suppress(ConnectionClosed):
            linus.say(**hello, website=website, token=BROKEN)
