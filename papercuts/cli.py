"""The command `papercuts`."""

import argparse
import sys

from papercuts import config
from papercuts.commands import coverage, demo, imports, instance, klm, plan, rank, serve

COMMANDS = (serve, instance, imports, rank, plan, coverage, klm, demo)


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit status: 0 done, 1 found something wrong, 2 cannot start."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except config.ConfigError as error:
        print(f"papercuts: {error}", file=sys.stderr)
    except PermissionError as error:
        where = error.filename
        print(f"papercuts: no permission for {where}. Choose a folder with PAPERCUTS_INSTANCE.", file=sys.stderr)
    return 2


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    main_parser = argparse.ArgumentParser(prog="papercuts", description="What was seen at visits, ranked.")
    choices = main_parser.add_subparsers(required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add(choices)
    return main_parser


if __name__ == "__main__":
    sys.exit(main())
