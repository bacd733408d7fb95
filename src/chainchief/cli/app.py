"""The command line itself: every command under its name."""

from __future__ import annotations

import sys

import typer

from chainchief.cli import audit, imports, log, work
from chainchief.cli.arguments import MISUSE, asked_language
from chainchief.cli.printing import complain
from chainchief.cli.steps import STEP_COMMANDS
from chainchief.errors import ChainChiefError

app = typer.Typer(
    name="chainchief",
    help="Regional industrial chain resilience: assessed, observed and simulated, from one workbook.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
COMMANDS = (
    work.demo,
    work.new,
    imports.template,
    imports.read,
    imports.check,
    imports.annotate,
    imports.changes,
    imports.undo,
    audit.audit,
    work.report,
    work.export,
    work.serve,
    log.log_command,
    work.redo,
)

for _command in COMMANDS:
    app.command(_command.__name__.removesuffix("_command"))(_command)
for _name, _step in STEP_COMMANDS.items():
    app.command(_name)(_step)


def main() -> None:
    """Run the command line; a mistake of the user's is a sentence and exit code 2."""
    try:
        app()
    except ChainChiefError as error:
        complain(error.say(asked_language(sys.argv)))
        sys.exit(MISUSE)
