"""`--help` in the reader's language and as wide as the terminal: nothing cut off, columns in line.

Help stands in English beside the flags that it explains; `cscheck.text.help_zh` has the Chinese.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from cscheck.cli.environment import has_colour, language, width
from cscheck.cli.settled import chosen_shop, defaults, name_variables, settings_at_hand
from cscheck.errors import CscheckError
from cscheck.text import Lang, word
from cscheck.text.help_zh import HELP

_WIDEST = 100
_SAY_IT_THEMSELVES = ("doctor",)
"""Commands that tell what is wrong with a config beside all else."""
Run = TypeVar("Run", bound=Callable[..., Any])


class Command(TyperCommand):
    """A command whose help is ours; one with `--config` takes what stands there."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.is_configured = any(param.name == "config" for param in self.params)
        if self.is_configured:
            name_variables(self.params)

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        """With a config parses twice: the first time to know which part of it is meant."""
        if not self.is_configured or {"--help", "-h"} & set(args):
            return super().make_context(info_name, args, parent, **extra)
        asked = {**extra, "resilient_parsing": True}
        given = super().make_context(info_name, list(args), parent, **asked).params
        try:
            settings = settings_at_hand(given["config"])
        except CscheckError:
            if info_name not in _SAY_IT_THEMSELVES:
                raise
            settings = None
        if settings is not None:
            shop = chosen_shop(settings, given)
            extra["default_map"] = defaults(settings, shop, str(info_name))
        return super().make_context(info_name, args, parent, **extra)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        return ["[OPTIONS]", *map(_name, _arguments(self, ctx))]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_page(self, ctx))


class Group(TyperGroup):
    """A group of commands whose help is ours."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_page(self, ctx))


class App(typer.Typer):
    """A program, or a part of one, all of whose commands have such help."""

    def __init__(self, **settings: Any) -> None:
        settings = {"cls": Group, "add_completion": False, "no_args_is_help": True, **settings}
        super().__init__(**settings)

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Run], Run]:
        return super().command(name, **{"cls": Command, **settings})


def help_page(command: Any, ctx: Any) -> str:
    """What a command does, its arguments and options, and an example."""
    from rich.text import Text

    from cscheck.report.console import rendered

    lang = _language()
    wide, colour = min(width(sys.stdout, None), _WIDEST), has_colour(sys.stdout)
    usage = " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)])
    parts: list[Any] = [Text(word("help_usage", lang) + usage), Text()]
    for paragraph in _paragraphs(command):
        parts += [Text(translated(paragraph, lang), overflow="fold"), Text()]
    for heading, rows in _sections(command, ctx, lang):
        parts += [Text(word(heading, lang), style="bold"), _table(rows, wide), Text()]
    if command.epilog:
        example = command.epilog.removeprefix("Example: ")
        parts += [Text(word("help_example", lang), style="bold"), Text(f"  {example}")]
    return rendered(parts, wide, colour=colour)


def translated(text: str, lang: Lang) -> str:
    """A sentence of the help; as it stands in the code, where it has no translation."""
    return HELP.get(text, text) if lang == "zh" else text


def sentences(command: Any) -> Iterator[str]:
    """Every sentence that the help of a command, and of those inside it, may say."""
    yield from _paragraphs(command)
    yield from (each.help for each in command.params if each.help)
    for inner in getattr(command, "commands", {}).values():
        yield from sentences(inner)


def _language() -> Lang:
    """The language of `--lang`, which help comes before, or that of the environment."""
    before, flag, after = " ".join(sys.argv).partition(" --lang")
    return language(after.lstrip("= ").split(" ")[0] if before and flag else None)


def _paragraphs(command: Any) -> list[str]:
    text = inspect.cleandoc(command.help or "")
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n") if paragraph]


def _sections(command: Any, ctx: Any, lang: Lang) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The headings of the page, each with its names and what they mean."""
    if arguments := _arguments(command, ctx):
        yield "help_arguments", [(_name(each), _meaning(each, lang)) for each in arguments]
    if inner := getattr(command, "commands", {}):
        rows = [(name, translated(_paragraphs(each)[0], lang)) for name, each in inner.items()]
        yield "help_commands", rows
    options = [each for each in command.get_params(ctx) if each.param_type_name == "option"]
    yield "help_options", [(_flags(each), _meaning(each, lang)) for each in options]


def _arguments(command: Any, ctx: Any) -> list[Any]:
    return [each for each in command.get_params(ctx) if each.param_type_name == "argument"]


def _name(argument: Any) -> str:
    return str(argument.metavar or argument.name)


def _flags(option: Any) -> str:
    """`-p, --platform NAME`; the short one in a place of its own."""
    short = next((flag for flag in option.opts if not flag.startswith("--")), None)
    long = next(flag for flag in option.opts if flag.startswith("--"))
    shown = f"{short}, {long}" if short else f"    {long}"
    return shown if option.is_flag or option.metavar is None else f"{shown} {option.metavar}"


def _meaning(param: Any, lang: Lang) -> str:
    said = translated(word("help_help", lang) if param.name == "help" else param.help or "", lang)
    default = param.default
    if isinstance(default, (str, int)) and not isinstance(default, bool):
        said += word("help_default", lang).format(default=default)
    return said


def _table(rows: list[tuple[str, str]], wide: int) -> Any:
    from rich.padding import Padding
    from rich.text import Text

    from cscheck.report.console import Column, aligned_tables

    block = [[Text(name), Text(meaning)] for name, meaning in rows]
    columns = [Column(""), Column("", folds=True)]
    (table,) = aligned_tables(columns, [block], wide - 2, headed=False)
    return Padding(table, (0, 0, 0, 2))
