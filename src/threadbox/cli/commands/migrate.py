"""`threadbox migrate`: bringing the database up to date beforehand."""

from threadbox.cli.command import JSON, Command, Given, say, say_json
from threadbox.data_folder import bring_up_to_date, make_data_folder, standing_of


def _migrate(given: Given) -> int:
    make_data_folder(given.config)
    before = standing_of(given.config)
    bring_up_to_date(given.config)
    after = standing_of(given.config)
    if given.wants_json:
        say_json({"before": before.current, "after": after.current})
    elif before.current == after.current:
        say(f"The database is up to date ({after.current}).")
    else:
        say(f"Migrated from {before.current or 'nothing'} to {after.current}.")
    return 0


MIGRATE = Command(
    name="migrate",
    says="Bring the database's schema to this version.",
    more="`serve` does it by itself; this is for doing it beforehand. Safe to repeat.",
    examples="  threadbox migrate\n  threadbox migrate --database-url postgresql://…",
    run=_migrate,
    options=(JSON,),
)
