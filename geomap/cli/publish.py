"""`geomap publish`: a reduced copy for the public, by a policy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap.cli.options import force_option, json_option, suffix_of
from geomap.cli.work import Work, takes_incidents
from geomap.errors import UsageError

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.publish import Memory, Policy, Published, Report


def _print_template(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from geomap.publish import TEMPLATE

    click.echo(TEMPLATE, nl=False)
    context.exit()


@click.command("publish", short_help="Write a reduced copy for the public, by a policy.")
@click.option(
    "--template",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_template,
    help="Print a policy to start from, and end.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="PATH",
    help="File to write: .html, .png, .svg, .pdf or a data format; may be repeated. Without it only the "
    "report is made.",
)
@click.option("--policy", "policy_file", required=True, metavar="FILE.yaml", help="What may pass.")
@click.option(
    "--key", "key_file", required=True, metavar="FILE", help="Key of the ids and memory of releases: private."
)
@click.option("--new-key", is_flag=True, help="Make the key: for a first release.")
@force_option
@json_option
@takes_incidents
def command(
    work: Work,
    outputs: tuple[str, ...],
    policy_file: str,
    key_file: str,
    new_key: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Write a copy of INPUT for the public. It starts from nothing: what the policy names passes.

    Places of sensitive rows are shown as a fixed area, never as a circle or a moved point. What was
    removed and how many share each published place, date and kind goes to standard output: that report
    is for you alone. Keep the key: it makes ids the same from release to release, and remembers what
    each release showed.

    \b
    geomap publish --template > public.yaml
    geomap publish incidents.csv --policy public.yaml --key public.key --new-key -o public.html
    geomap publish incidents.csv --policy public.yaml --key public.key -o public.html -o public.geojson
    """
    from geomap.files import check_output
    from geomap.publish import TooFewError, publish, read_policy, write_memory

    policy = read_policy(policy_file)
    memory = _memory(key_file, new_key, work)
    for output in outputs:
        _require_writable(output)
        check_output(output, force=force)
    with work.located() as found:
        try:
            made = publish(found.table, policy, found.gazetteer, memory, language=work.remark_language)
        except TooFewError as error:
            _say(error.report, as_json)
            raise
        _say(made.report, as_json)
        for output in outputs:
            _write(made, policy, found.gazetteer, output, work)
    if outputs:
        write_memory(made.memory, key_file)
    _finish(made, outputs, key_file, work)


def _memory(key_file: str, new_key: bool, work: Work) -> Memory:
    from geomap.publish import new_memory, read_memory

    path = Path(key_file)
    if new_key:
        if path.exists():
            raise UsageError(f"{path} exists already.", hint="Leave --new-key out to publish with that key.")
        return new_memory()
    memory = read_memory(path)
    if path.stat().st_mode & 0o077:
        work.console.note(f"{path} can be read by others on this machine. Run: chmod 600 {path}")
    return memory


def _require_writable(output: str) -> None:
    from geomap.export import format_of
    from geomap.figure import FORMATS

    if suffix_of(output) not in ("html", *FORMATS):
        format_of(output, None)


def _say(report: Report, as_json: bool) -> None:
    if as_json:
        import json

        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        return
    for line in report.lines():
        click.echo("".join(char if char.isprintable() else "�" for char in line))


def _write(made: Published, policy: Policy, gazetteer: Gazetteer, output: str, work: Work) -> None:
    """One output; its title is the policy's, never the input's name."""
    from geomap.export import write
    from geomap.figure import FORMATS, Options
    from geomap.files import write_bytes
    from geomap.pipeline import make_figure, make_map

    title, ending = policy.title or "Incidents", suffix_of(output)
    if ending == "html":
        subtitle = " ".join(part for part in (policy.subtitle, made.notice) if part)
        options: dict[str, Any] = {"title": title, "subtitle": subtitle, "language": work.remark_language}
        label = {"en": "Shown as", "es": "Se muestra como"}[work.remark_language]
        labels = {name: label if name == "published_as" else "" for name in made.extra_columns}
        options |= {"columns": {"*": "", **labels}, "provenance": _shown(made, work)}
        make_map(made.table, gazetteer=gazetteer, **options).save(output)
    elif ending in FORMATS:
        drawn = Options(title=title, caption=made.notice, language=work.remark_language)
        write_bytes(
            output,
            make_figure(made.table, ending, gazetteer=gazetteer, options=drawn, reporter=work.console),
        )
    else:
        write(made.table, output, force=True, provenance=made.provenance(), notify=work.console.note)


def _shown(made: Published, work: Work) -> dict[str, Any]:
    """What the page says of its making, under words of its language."""
    label = {"en": "Published copy", "es": "Copia publicada"}[work.remark_language]
    return {label if name == "published" else name: text for name, text in made.provenance().items()}


def _finish(made: Published, outputs: tuple[str, ...], key_file: str, work: Work) -> None:
    hidden = sum(made.report.levels.values())
    said = f"{made.report.rows} incidents, the places of {hidden} generalised or withheld."
    if not outputs:
        work.console.done(f"{said} Nothing was written. Next: the same with -o public.html")
        return
    work.console.done(f"{', '.join(outputs)}: {said} Keep {key_file} private, and for the next release.")
