"""`papercuts demo`: sample data for looking around."""

import argparse

from papercuts import actions, config, queries
from papercuts.commands.instance import at_work
from papercuts.db import db
from papercuts.web.clock import utc_now
from papercuts.web.rendering import setting


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `demo`."""
    text = "Fill an empty instance with sample data; one that has anything of its own stays as it is."
    commands.add_parser("demo", help=text, description=text).set_defaults(run=demo)


def demo(options: argparse.Namespace) -> int:
    """Load the sample data where there is room for it."""
    with at_work():
        try:
            actions.sample.load(by=None, at=utc_now())
        except ValueError as error:
            print(f"{error} Nothing was added.")
        else:
            _keep()
    return 0


def fill() -> None:
    """Load the sample data unless it is here. Raises ConfigError where somebody has begun something of their own.

    It asks the database, in which the sample data is whole or not at all: a start that was interrupted left nothing.
    """
    if setting().has_sample_data:
        return
    if not queries.settings.is_untouched():
        folder = config.instance_folder()
        raise config.ConfigError(
            f"{folder} has data of its own and no sample data, so it is not served as a demo. Serve it as what it is: "
            f"PAPERCUTS_INSTANCE={folder} ./run. Without PAPERCUTS_INSTANCE, ./run demo takes a folder of its own."
        )
    actions.sample.load(by=None, at=utc_now())
    _keep()


def _keep() -> None:
    db.session.commit()
    print("The sample data is loaded. An administrator can remove it in the settings.", flush=True)
