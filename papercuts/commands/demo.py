"""`papercuts demo`: sample data for looking around."""

import argparse

from papercuts import actions
from papercuts.commands.instance import at_work
from papercuts.db import db
from papercuts.web.clock import utc_now


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
            db.session.commit()
            print("The sample data is loaded. An administrator can remove it in the settings.")
    return 0
