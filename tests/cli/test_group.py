"""The group: lazy, documented, and the only place where errors become messages."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from geomap.cli import COMMANDS, main

HEAVY = ("pandas", "geopandas", "folium", "pyarrow", "shapely", "numpy", "rich", "pyproj")


def _modules_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_help_imports_nothing_heavy() -> None:
    loaded = _modules_after("from geomap.cli import main\nmain(['--help'], standalone_mode=False)")
    assert "geomap.cli" in loaded
    assert not loaded.intersection(HEAVY)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_command_help_imports_nothing_heavy(name: str) -> None:
    loaded = _modules_after(f"from geomap.cli import main\nmain([{name!r}, '--help'], standalone_mode=False)")
    assert not loaded.intersection(HEAVY)


def test_locate_does_without_geopandas() -> None:
    loaded = _modules_after(
        "import geomap.pipeline, geomap.gazetteer, geomap.georeference, geomap.cli.locate"
    )
    assert not loaded.intersection({"pandas", "geopandas", "folium", "pyarrow"})


def _all_commands(command: click.Command, path: str) -> list[tuple[str, click.Command]]:
    found = [(path, command)]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            found += _all_commands(child, f"{path} {name}")
    return found


@pytest.mark.parametrize(("path", "command"), _all_commands(main, "geomap"))
def test_everything_is_documented(path: str, command: click.Command) -> None:
    assert command.help, path
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{path} {parameter.name}"


@pytest.mark.parametrize(("name", "short_help"), COMMANDS.items())
def test_short_help_is_the_command_s_own(name: str, short_help: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.short_help == short_help


def test_unknown_command_is_a_usage_error(run) -> None:
    result = run("mpa")
    assert result.exit_code == 2
    assert "mpa" in result.stderr


def test_a_defect_is_said_without_a_traceback(run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.delenv("GEOMAP_DEBUG", raising=False)
    monkeypatch.setattr("geomap.pipeline.open_gazetteer", broken)
    result = run("locate", "Lima")
    assert result.exit_code == 1
    assert "boom" in result.stderr
    assert "Traceback" not in result.stderr
