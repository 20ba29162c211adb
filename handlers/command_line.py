"""How the command line tells a fault: one Chinese line, and exit code 2."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Any

import click

from knowledge import ChapuError

from . import terminal_texts


class Fault(click.ClickException):
    """A fault told in one line, with exit code 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print the sentence alone."""
        click.echo(self.message, err=True)


class Commands(click.Group):
    """Commands of which any ends with a sentence where the fault is the reader's to mend, the command's own words among them."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command line; what a terminal cannot show, or a pipe brings in another encoding, is shown as �."""
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="replace")
        try:
            code = super().main(*args, **extra | {"standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message())
            sys.exit(Fault.exit_code)
        except click.UsageError as error:
            Fault(_usage_fault(error)).show()
            sys.exit(Fault.exit_code)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        """Run one command."""
        try:
            return super().invoke(ctx)
        except ChapuError as error:
            raise Fault(str(error)) from None


def _usage_fault(error: click.UsageError) -> str:
    """What is wrong with the words of a command, and where to see how it is written."""
    name = (error.param.name or "").upper() if isinstance(error, click.BadParameter) and error.param else ""
    path = f"bot.py {error.ctx.info_name}" if error.ctx and error.ctx.parent else "bot.py"
    match error:
        case click.NoSuchOption():
            fault = terminal_texts.NO_OPTION.format(name=error.option_name)
        case click.exceptions.NoSuchCommand():
            fault = terminal_texts.NO_COMMAND.format(name=error.command_name)
        case click.BadOptionUsage():
            fault = terminal_texts.MISSING.format(name=error.option_name)
        case click.MissingParameter():
            fault = terminal_texts.MISSING.format(name=name)
        case click.BadParameter():
            fault = terminal_texts.BAD_VALUE.format(name=name)
        case _:
            fault = terminal_texts.TOO_MANY
    return terminal_texts.USAGE.format(fault=fault, path=path)
