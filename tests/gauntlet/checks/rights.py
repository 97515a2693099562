"""H, I and J: who may reach what, and from where."""

from tests.gauntlet.ground import Ground, asked, booted, require, until
from tests.gauntlet.oracle import judge
from tests.gauntlet.people import Frame, Visitor, connected, operator, visitor
from tests.gauntlet.stage import DOMAIN, PAGE

FOREIGN = (
    "https://evil.example", f"https://{DOMAIN}.evil.example", f"https://evil{DOMAIN}", "null",
    f"https://{DOMAIN}@evil.example", "",
)  # fmt: skip


async def other_websites(ground: Ground) -> None:
    """G106: an operator of another website cannot see, change, or hear of a conversation."""
    await ground.start()
    linus = await visitor(ground)
    thread = (await linus.do("start_thread", topic="Ours"))["thread"]
    mallory = await operator(ground, ground.cast.mallory)
    before = (await judge(ground)).lines
    where = {"conversation": linus.session}
    for command, fields in (
        ("send", {"text": "hello"}),
        ("send", {"text": "hello", "note": True}),
        ("start_thread", {"topic": "Theirs"}),
        ("end_thread", {"thread": thread}),
        ("end_thread", {}),
        ("rename_thread", {"thread": thread, "topic": "Theirs"}),
        ("assign_thread", {"thread": thread, "operator": None}),
        ("reopen_thread", {"thread": thread}),
        ("select_thread", {}),
        ("read", {"seq": 1}),
        ("set_state", {"state": "resolved"}),
        ("conversation", {}),
        ("history", {}),
    ):
        reason = await mallory.refused(command, **where, **fields)
        require(reason == "conversation_not_found", "G106", command, reason)
    listed = await mallory.ask("list", state="all")
    require(listed["conversations"] == [], "G106 listed elsewhere", listed)
    require((await judge(ground)).lines == before, "G106 changed from elsewhere")
    await linus.do("send", text="do you hear me?")
    await judge(ground)
    require(mallory.heard == [], "G106 heard elsewhere", mallory.heard)


async def operators_secrets(ground: Ground) -> None:
    """G108: notes, traces of renames, owners and data of threads reach no visitor, by no road."""
    await ground.start()
    linus, ada = await visitor(ground), await operator(ground)
    where = {"conversation": linus.session}
    canary = "canary-4711"
    thread = (await ada.do("start_thread", topic="Seen", data={"secret": canary}, **where))[
        "thread"
    ]
    await ada.do("send", text=f"{canary} note", note=True, **where)
    await ada.do("rename_thread", thread=thread, topic=f"now {canary[:6]}", **where)
    await ada.do("rename_thread", thread=thread, topic="Seen again", **where)
    await ada.do("send", text="an answer", **where)
    me = ada.welcomes[0]["operator"]["id"]
    await ada.do("assign_thread", thread=thread, operator=me, **where)
    await judge(ground)
    again = Visitor(ground, linus.token)
    await again.come()
    page = await again.ask("history")
    for told in (linus.heard, again.welcomes, page, linus.welcomes):
        require(canary not in str(told), "G108 a note or data", told)
        require("assigned" not in str(told), "G108 an owner", told)
        require("renamed" not in str(told) or "mark': None" in str(told), "G108 a trace", told)
        require(ada.desk.email not in str(told), "G108 an address", told)
    require(canary in str(ada.heard), "operators have it")


async def wrong_credentials(ground: Ground) -> None:
    """G111: wrong, empty and foreign credentials on every transport."""
    await ground.start()
    for password in ("", "wrong", "three quiet otter", "three quiet otters "):
        answer = await asked(
            ground.server.port, "POST", "/operator/sign-in",
            {"email": ground.cast.ada.email, "password": password},
            Origin=ground.server.url, Content_Type="application/json",
        )  # fmt: skip
        require(answer.status == 401 and "set-cookie" not in answer.headers, "G111", answer)
    name = ground.cast.ada.cookie.partition("=")[0]
    token = await booted(ground.server, ground.cast.acme)
    for cookie in ("", f"{name}=", f"{name}=wrong", f"{name}={token}", "other=thing"):
        answer = await asked(ground.server.port, "GET", "/operator/me", Cookie=cookie)
        require(answer.json() is None, "G111 /operator/me", cookie, answer)
        code = await _closed_with(ground, "/operator", ground.server.url, Cookie=cookie)
        require(code == 4401, "G111 /operator", cookie, code)


async def forged_tokens(ground: Ground) -> None:
    """G112: a token that the server did not make opens nothing."""
    await ground.start()
    linus, mira = await visitor(ground), await visitor(ground)
    await linus.do("send", text="private")
    session, _, signature = linus.token.partition(".")
    elsewhere = await _boot_elsewhere(ground)
    forged = [
        session, f"{session}.", f"{session}.{'A' * 43}", f"{session}.{signature[:-1]}",
        f"{session}.{signature[::-1]}", f"{session}.{mira.token.partition('.')[2]}",
        f"{mira.session}.{signature}", elsewhere, "", "null",
    ]  # fmt: skip
    for token in forged:
        code = await _closed_with(ground, "/visitor", PAGE, token=token)
        require(code == 4401, "G112 a forged token", token, code)
        issued = await booted(ground.server, ground.cast.acme, token)
        require(issued != token, "G112 a client's own choice was taken over", token)
        require(not issued.startswith(session), "G112 somebody else's session", token)
    await judge(ground)


async def foreign_origins(ground: Ground) -> None:
    """G139: foreign, missing, `null`, prefix and suffix origins open no socket."""
    await ground.start()
    token = await booted(ground.server, ground.cast.acme)
    for origin in FOREIGN:
        code = await _closed_with(ground, "/visitor", origin, token=token)
        require(code == 4403, "G139 /visitor", origin, code)
        code = await _closed_with(ground, "/operator", origin, Cookie=ground.cast.ada.cookie)
        require(code == 4403, "G139 /operator", origin, code)
    code = await _closed_with(ground, "/operator", PAGE, Cookie=ground.cast.ada.cookie)
    require(code == 4403, "G139 /operator from a customer's page", code)
    other_port = ground.server.url[:-1] + ("1" if ground.server.url[-1] != "1" else "2")
    code = await _closed_with(ground, "/operator", other_port, Cookie=ground.cast.ada.cookie)
    require(code == 4403, "G139 /operator from another port", code)
    for origin in FOREIGN:
        answer = await asked(
            ground.server.port, "POST", "/visitor/boot", {"website": ground.cast.acme},
            Content_Type="text/plain", **({"Origin": origin} if origin else {}),
        )  # fmt: skip
        require(answer.status == 403, "G139 boot", origin, answer)
    tab = Visitor(ground, token)
    await tab.come()


async def headers(ground: Ground) -> None:
    """G179 and G142: the headers of each kind of answer; the inbox cannot be framed."""
    await ground.start()
    for path in ("/inbox/", "/healthz", "/operator/me", "/nowhere"):
        answer = await asked(ground.server.port, "GET", path)
        policy = answer.headers.get("content-security-policy", "")
        require("frame-ancestors 'none'" in policy, "G142", path, answer.headers)
        require("default-src 'none'" in policy, "G179", path, policy)
        require("unsafe" not in policy, "G131", path, policy)
        require(answer.headers.get("x-content-type-options") == "nosniff", "G179", path)
        require(answer.headers.get("referrer-policy") == "no-referrer", "G179", path)
        require("server" not in answer.headers, "G178", path, answer.headers)
    answer = await asked(ground.server.port, "GET", "/inbox/")
    if answer.status == 200:  # built
        policy = answer.headers["content-security-policy"]
        require("require-trusted-types-for 'script'" in policy, "G131", policy)


async def _closed_with(
    ground: Ground, path: str, origin: str, *, token: str | None = None, **cookie: str
) -> int:
    """Says hello from `origin`: the code the socket was closed with; 0 if it was welcomed."""
    heard: list[Frame] = []
    named = {"Origin": origin, **cookie}
    line = await connected(
        f"ws://127.0.0.1:{ground.server.port}{path}",
        heard.append,
        **{name: value for name, value in named.items() if value},
    )
    hello: Frame = {"type": "hello", "version": 1, "website": ground.cast.acme}
    line.say(hello if token is None else hello | {"token": token})
    await until(
        lambda: line.over.is_set() or any(frame["type"] == "welcome" for frame in heard),
        f"a welcome or a close at {path}",
    )
    if line.over.is_set():
        return line.close_code
    line.transport.disconnect(graceful=False)
    return 0


async def _boot_elsewhere(ground: Ground) -> str:
    answer = await asked(
        ground.server.port, "POST", "/visitor/boot", {"website": ground.cast.elsewhere},
        Origin="https://other.example", Content_Type="text/plain",
    )  # fmt: skip
    require(answer.status == 200, "boot elsewhere", answer)
    return str(answer.json()["token"])
