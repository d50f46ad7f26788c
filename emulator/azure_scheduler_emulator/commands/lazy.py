"""How does a group have many commands and load none of them? ``serve`` must not wait for what it does not use."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import ClassVar

import click


class LazyGroup(click.Group):
    """A group that imports a command when it is called, completed or listed."""

    #: Module of each command, in which the command has the name that it has here.
    modules: ClassVar[Mapping[str, str]] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*super().list_commands(ctx), *self.modules})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command."""
        if cmd_name in self.modules:
            found = getattr(import_module(self.modules[cmd_name]), cmd_name)
            if isinstance(found, click.Command):
                return found
        return super().get_command(ctx, cmd_name)


class DefaultGroup(click.Group):
    """A group that means one of its commands when none is named: ``clock --json`` is ``clock show --json``."""

    #: Name of that command.
    default = "list"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default in its place."""
        # A shell that completes asks what could stand here.
        unnamed = not args and not ctx.resilient_parsing
        if unnamed or (args and args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = [self.default, *args]
        return super().parse_args(ctx, args)
