"""The command line: one lazy group. A command's module is imported only when the command runs, so that help is instant."""

import importlib
import sys

import click

from pipeline.errors import SitrepError

# command -> (module, first line of help). The list of commands is this table and nothing else.
COMMANDS: dict[str, tuple[str, str]] = {
    "build": ("pipeline.commands.build", "Run the stages whose inputs changed (wraps dvc repro)."),
    "publish": ("pipeline.commands.publish", "Publish the candidate as an immutable release."),
    "verify": ("pipeline.commands.verify", "Check a release: sums, laws, keys, accounting, digests."),
    "info": ("pipeline.commands.info", "Show what a release holds and where it came from."),
    "adopt": ("pipeline.commands.adopt", "Make a release the previous one, so that its ids live on."),
    "add": ("pipeline.commands.add", "Copy a raw file into raw/FEED/, hash it, and write its origin card beside it."),
    "code": ("pipeline.commands.code", "Code news prose to claims: what, when, where, who, how many, who says so."),
    "geoparse": ("pipeline.commands.geoparse", "Find the places in running text."),
    "geocode": ("pipeline.commands.geocode", "Give place names coordinates."),
    "actors": ("pipeline.commands.actors", "Give actor names registry ids and types."),
    "sources": ("pipeline.commands.sources", "Give source names registry ids and grades."),
    "normalize": ("pipeline.commands.normalize", "Turn one raw file of FEED into claims, rejects and accounting."),
    "query": ("pipeline.commands.query", "Ask a release in SQL, in a sandbox."),
    "explain": ("pipeline.commands.explain", "Show everything an event was concluded from."),
    "diff": ("pipeline.commands.diff", "Show what changed between two releases."),
    "export": ("pipeline.commands.export", "Write a release in another format."),
    "registry": ("pipeline.commands.registry", "Check the curated reference tables."),
    "harvest": ("pipeline.commands.harvest", "Propose places from a feed that names them with coordinates."),
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and first lines, and imports a command only to run it or to show its help."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        return importlib.import_module(COMMANDS[name][0]).command

    def resolve_command(self, context: click.Context, args: list[str]):
        import difflib

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else " See 'sitrep --help'."
            context.fail(f"No such command '{args[0]}'.{hint}")
        return super().resolve_command(context, args)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option("0.1.0", prog_name="sitrep")
def sitrep() -> None:
    """Build conflict-event datasets from reports, and ask them questions.

    \b
    Example:
      sitrep build && sitrep publish
      sitrep query "SELECT country_name, count(*) FROM events GROUP BY 1"
    """


def main() -> None:
    """Run the command line; errors that a user can mend are one line and an exit code."""
    try:
        sys.exit(sitrep.main(standalone_mode=False) or 0)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except SitrepError as error:
        click.echo(f"sitrep: {error}", err=True)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("sitrep: interrupted", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # the last resort: a fault of ours, told in one line; SITREP_TRACEBACK=1 shows where
        import os

        if os.environ.get("SITREP_TRACEBACK"):
            raise
        click.echo(f"sitrep: internal error: {type(error).__name__}: {' '.join(str(error).split())[:500]} (SITREP_TRACEBACK=1 shows where)", err=True)
        sys.exit(1)
