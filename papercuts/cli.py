"""The command `papercuts`."""

import argparse
import os
import sys

from papercuts import config
from papercuts.commands import (
    coverage,
    demo,
    doctor,
    fixed_in,
    imports,
    instance,
    klm,
    notes,
    plan,
    rank,
    serve,
    similar,
)

COMMANDS = (serve, instance, imports, rank, similar, plan, coverage, klm, notes, fixed_in, doctor, demo)


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit status.

    0: done. 1: the answer is no (no set fits, rows of an import are wrong), or nobody reads it. 2: cannot start, or
    what was asked or handed in is not understood.
    """
    try:
        return _run(arguments)
    except BrokenPipeError:  # who read it has enough, as `head` has
        # Source: the documentation of Python's signal module, on SIGPIPE; what is left goes nowhere at the end, too
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except config.ConfigError as error:
        print(f"papercuts: {error}", file=sys.stderr)
    except PermissionError as error:
        where = error.filename
        print(f"papercuts: no permission for {where}. Choose a folder with PAPERCUTS_INSTANCE.", file=sys.stderr)
    return 2


def _run(arguments: list[str] | None) -> int:
    try:
        given = sys.argv[1:] if arguments is None else arguments
        options = parser().parse_args(klm.guarded(given))
        return int(options.run(options))
    finally:
        sys.stdout.flush()  # here, where it is seen when nobody reads any more


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    main_parser = argparse.ArgumentParser(prog="papercuts", description="What was seen at visits, ranked.")
    choices = main_parser.add_subparsers(required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add(choices)
    return main_parser


if __name__ == "__main__":
    sys.exit(main())
