"""`threadbox rotate-secret`: another key for the server, while the one before is still accepted."""

from threadbox.actions.audit import note
from threadbox.cli.administration import act, opened
from threadbox.cli.command import JSON, WHERE, BadUse, Command, Given, Option, say, say_json
from threadbox.config import BadSetting, Config
from threadbox.domain.administration import ActName
from threadbox.secret_key import Keys, check_of, keep, make, read, secret_path
from threadbox.store.key_check import keep_key_check

_STEPS = ("prepare", "drop", "lost")


def _rotate_secret(given: Given) -> int:
    config = given.config
    steps = [name for name in _STEPS if name in given.flags]
    if len(steps) > 1:
        raise BadUse("give at most one of --prepare, --drop and --lost.")
    if config.secret is not None and "lost" not in steps:
        raise BadUse(
            f"the key comes from --secret or THREADBOX_SECRET. Write it into"
            f" {secret_path(config)} (chmod 600) and take the setting away; then rotate."
        )
    step = steps[0] if steps else "rotate"
    with opened(config) as database:
        keys = _wanted(config, step)
        # The line first: a key that changed without one could not be explained later.
        database.write_now(None, note, act(_ACTS[step], about=step))
        database.write_now(None, keep_key_check, check_of(keys.secrets))
    if step != "lost":
        keep(secret_path(config), keys)
    elif config.secret is None:
        make(secret_path(config), keys)
    if given.wants_json:
        say_json({"step": step, "former": len(keys.former), "prepared": keys.next is not None})
    else:
        say(_SAYS[step])
    return 0


def _wanted(config: Config, step: str) -> Keys:
    """The keys after this step. Raises `BadSetting` and `BadUse` when it cannot be taken."""
    if config.secret is not None:
        return Keys(signs=config.secret, conversations=config.secret)
    path = secret_path(config)
    is_there = path.exists()
    if step == "lost":
        if is_there:
            raise BadSetting(f"{path} is there: nothing is lost.")
        return Keys.new()
    if not is_there:
        raise BadSetting(
            f"{path} is missing: put it back from a copy; if it is lost, rotate-secret --lost."
        )
    before = read(path)
    if step == "drop" and not before.former:
        raise BadUse("there is no former key to drop.")
    return {"prepare": before.prepared, "rotate": before.rotated, "drop": before.dropped}[step]()


_ACTS: dict[str, ActName] = {
    "prepare": "secret_prepared",
    "rotate": "secret_rotated",
    "drop": "secret_dropped",
    "lost": "secret_rotated",
}
_SAYS = {
    "prepare": (
        "A new key is accepted from now on, and does not sign yet. Copy secret.key to every\n"
        "machine of this Threadbox; then run rotate-secret on one of them, and copy it again."
    ),
    "rotate": (
        "A new key signs from now on; running servers have it already. What the former one\n"
        "signed is still accepted: visitors keep their conversations, and get a new token with\n"
        "their next visit. Each website has a new identity secret (threadbox identity): give it\n"
        "to the website's server. When that is done, and visitors had time to come back:\n"
        "threadbox rotate-secret --drop."
    ),
    "drop": (
        "The former key is accepted no more. Visitors who have not been here since the rotation\n"
        "begin anew; those whom a secret of the page identifies keep their conversation."
    ),
    "lost": (
        "A new key was made. Every visitor begins anew, also those whom a secret of the page\n"
        "identifies, and each website has a new identity secret (threadbox identity)."
    ),
}

ROTATE_SECRET = Command(
    name="rotate-secret",
    says="Sign with a new secret.key; the former one is accepted until it is dropped.",
    more=(
        "Running servers on this machine take it up at once. On several machines: --prepare\n"
        "first, copy secret.key to all of them, then rotate-secret, and copy it again. --drop\n"
        "ends the former key. --lost makes a new key where the file is gone for good."
    ),
    examples=(
        "  threadbox rotate-secret\n"
        "  threadbox rotate-secret --drop\n"
        "  threadbox rotate-secret --lost"
    ),
    run=_rotate_secret,
    options=(
        Option(name="prepare", says="Accept a new key without signing with it.", is_flag=True),
        Option(name="drop", says="Accept the former key no more.", is_flag=True),
        Option(name="lost", says="The file is lost: make a new one.", is_flag=True),
        JSON,
    ),
    settings=(*WHERE, "secret"),
)
