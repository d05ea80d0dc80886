"""The commands, put together."""

from __future__ import annotations

from typing import Annotated

import typer

from cscheck import __version__
from cscheck.cli import (
    audit,
    compare,
    config,
    demo,
    doctor,
    due,
    explain,
    init,
    inspect,
    platforms,
    reconcile,
    rules,
    template,
    trend,
)
from cscheck.cli.help import App

app = App(
    name="cscheck",
    help="Audits a shop's customer service against the rules of Chinese e-commerce platforms.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cscheck {__version__}")
        raise typer.Exit


@app.callback()
def _about(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Audits a shop's customer service against the rules of Chinese e-commerce platforms."""


app.command("audit", epilog="Example: cscheck audit -p kuaishou --date 2026-11-20 exports/")(
    audit.audit_command
)
app.command(
    "compare",
    epilog="Example: cscheck compare reply_3min -p kuaishou --set within=90s exports/",
)(compare.compare_command)
app.command("config", epilog="Example: cscheck config --shop main")(config.config_command)
app.command("demo", epilog="Example: cscheck demo sample/ -p kuaishou --date 2026-11-20")(
    demo.demo_command
)
app.command("doctor", epilog="Example: cscheck doctor --lang zh")(doctor.doctor_command)
app.command("due", epilog="Example: cscheck due -p kuaishou --within 12h exports/")(due.due_command)
app.command(
    "explain", epilog="Example: cscheck explain ship_48h 2300000000000003 -p kuaishou exports/"
)(explain.explain_command)
app.command("init", epilog="Example: cscheck init -p kuaishou --shop flagship")(init.init_command)
app.command("inspect", epilog="Example: cscheck inspect orders.csv -p kuaishou")(
    inspect.inspect_command
)
app.command("platforms", epilog="Example: cscheck platforms")(platforms.platforms_command)
app.command(
    "reconcile",
    epilog="Example: cscheck reconcile --rule reply_3min --reported 83.2% -p kuaishou exports/",
)(reconcile.reconcile_command)
app.command("template", epilog="Example: cscheck template to_fill_in/ -p kuaishou")(
    template.template_command
)
app.add_typer(rules.app, name="rules")
app.command("trend", epilog="Example: cscheck trend --history history.db --days 14")(
    trend.trend_command
)
