"""`threadbox serve` and `threadbox demo`: the server, and the server with something to look at."""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path

from threadbox import __version__
from threadbox.app import Running, serve
from threadbox.cli.command import Command, Given, Option, say, snippet
from threadbox.cli.workers.supervisor import Supervisor
from threadbox.config import Config
from threadbox.data_folder import bring_up_to_date, remember_address
from threadbox.demo.seed import EMAIL
from threadbox.gateways.server.uvicorn_server import listeners
from threadbox.logs import configure_logs
from threadbox.prepared_data import admitted
from threadbox.store.database import Database
from threadbox.views.websites import websites

_CHECKOUT = Path(__file__).resolve().parents[3]
_BUILDER = Path("tools") / "front_end.py"
_EVERY_SETTING = tuple(field.name for field in fields(Config))
_FOR_A_DEMO = tuple(name for name in _EVERY_SETTING if name != "workers")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_NO_BUILD = Option(
    name="no_build",
    says="In a source checkout, do not bring the front end up to date first.",
    is_flag=True,
)


def _serve(given: Given) -> int:
    config = given.config
    _bring_front_end_up_to_date(given)
    configure_logs(config.log_format, config.log_level)
    if config.workers > 1:
        return _serve_by_several(config)
    serve(config, lambda app: _started(config, app))
    return 0


def _started(config: Config, app: Running) -> None:
    remember_address(config, app.url)
    _say_where(config, app.url, app.database.read_now(websites))


def _serve_by_several(config: Config) -> int:
    """What has to be done once is done here, before any of the processes starts."""
    bring_up_to_date(config)
    with closing(Database.open(config.database)) as database:
        admitted(config, database, demo=False)
        known = database.read_now(websites)
    sockets = listeners(config, config.workers)
    url = config.address(sockets[0].getsockname()[1])
    remember_address(config, url)
    Supervisor(config, sockets, lambda: _say_where(config, url, known)).run()
    return 0


def _demo(given: Given) -> int:
    _bring_front_end_up_to_date(given)
    configure_logs(given.config.log_format, given.config.log_level)
    config = replace(given.config, workers=1)
    serve(config, lambda app: _demo_started(config, app), demo=True)
    return 0


def _demo_started(config: Config, app: Running) -> None:
    remember_address(config, app.url)
    _say_demo(app)
    if config.host not in _LOOPBACK:
        say(f"It listens on {config.host}: whoever reaches this machine reaches it.")


def _bring_front_end_up_to_date(given: Given) -> None:
    """In a source checkout, builds what changed. An installed wheel never looks for Node."""
    is_checkout = (_CHECKOUT / "web").is_dir() and (_CHECKOUT / _BUILDER).is_file()
    if not is_checkout or "no_build" in given.flags:
        return
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-m", "tools.front_end"], cwd=_CHECKOUT, env=environment, check=False
    )
    if done.returncode != 0:
        say("The front end could not be built; serving what there is.")


def _say_where(config: Config, url: str, known: Sequence[object]) -> None:
    say(
        f"Threadbox {__version__} serves {url}\n"
        f"  inbox   {url}/inbox/\n"
        f"  script  {url}/l.js\n"
        f"  data    {config.data.resolve()}"
    )
    if not known:
        say(_first_steps(config, url))
    say("Stop it with Ctrl+C.")


def _first_steps(config: Config, url: str) -> str:
    where = "" if config.data == Config().data else f" --data {config.data}"
    where += " --database-url …" if config.database_url else ""
    return f"""
There is no website yet. Next, in another terminal:

  threadbox create-website --name "My shop" --domain shop.example{where}
  threadbox create-operator --website WEBSITE_ID --email you@shop.example --name You{where}

Then sign in at {url}/inbox/ and put this into every page of the site:

{snippet(url, "WEBSITE_ID")}
"""


def _say_demo(app: Running) -> None:
    say(
        f"Threadbox {__version__}, the demo\n\n"
        f"  a customer's site   {app.url}/demo/\n"
        f"  the inbox           {app.url}/inbox/\n\n"
        f"  sign in as          {EMAIL}\n"
        f"  password            {app.demo_password}\n\n"
        "Open both side by side, submit the support form, and answer. Stop it with Ctrl+C."
    )


SERVE = Command(
    name="serve",
    says="Serve the chatbox, the inbox and everything between.",
    more=(
        "Creates the data folder and brings the database up to date if need be. On its first\n"
        "start it says what to do next. One server may use a SQLite data folder at a time; the\n"
        "create-… commands work while it runs. With PostgreSQL, --workers N starts N processes\n"
        "on one port; SIGHUP then restarts them one after the other, SIGTERM ends them."
    ),
    examples=(
        "  threadbox serve\n"
        "  threadbox serve --host 0.0.0.0 --port 80 --public-url https://chat.example.com\n"
        "  THREADBOX_DATABASE_URL=postgresql://… threadbox serve --workers 4 --log-format json"
    ),
    run=_serve,
    options=(_NO_BUILD,),
    settings=_EVERY_SETTING,
)
DEMO = Command(
    name="demo",
    says="Serve a demo: a hosting provider's client area, an operator, and a past worth reading.",
    more=(
        "The same server as `serve`, with a website named Acme Hosting in it and its client\n"
        "area at /demo/. Starting it again keeps what was written, and the password. It has a\n"
        "folder of its own, and listens on this machine only unless --host is typed."
    ),
    examples="  threadbox demo\n  threadbox demo --port 8099 --data /tmp/threadbox-demo",
    run=_demo,
    options=(_NO_BUILD,),
    settings=_FOR_A_DEMO,
    defaults={"data": "threadbox-demo"},
    typed_only=frozenset({"host"}),
)
