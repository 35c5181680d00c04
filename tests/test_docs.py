"""Every command of the documentation runs, and so does its Python.

Fenced ```console blocks hold commands after "$ "; blocks of other languages with a title are
files; ```python blocks run in the order of the page. Each page has a folder of its own, with the
founding data as `incidents.csv`. "# exit 4" behind a command is the exit code that it must have.
A comment before a block takes it out: "<!-- needs the network -->", "<!-- not run: why -->".
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from geomap.cli import main

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

_BLOCK = re.compile(
    r"(?:<!-- (?P<mark>[^>]*?) -->\s*\n)?^(?P<indent> *)```(?P<language>\w*)(?P<more>[^\n]*)\n"
    r"(?P<body>.*?)^(?P=indent)```",
    re.MULTILINE | re.DOTALL,
)
_EXIT = re.compile(r"\s+# exit (\d)\s*$")
_EXTRAS = {"figure": "matplotlib", "publish": "matplotlib", "annex": "docx", ".xlsx": "openpyxl"}


@dataclass(frozen=True)
class Block:
    language: str
    body: str
    mark: str
    title: str


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _BLOCK.finditer(text):
        title = re.search(r'title="([^"]+)"', match["more"])
        found.append(Block(match["language"], match["body"], match["mark"] or "", title[1] if title else ""))
    return found


def commands(block: Block) -> list[tuple[str, int]]:
    found = []
    for line in block.body.splitlines():
        if line.lstrip().startswith("$ "):
            wanted = _EXIT.search(line)
            command = _EXIT.sub("", line.lstrip()[2:])
            found.append((command, int(wanted[1]) if wanted else 0))
    return found


def test_no_command_hides_from_the_tests() -> None:
    # A block of shell would not be run; a console block without a command says nothing.
    for page in PAGES[1:]:
        for block in blocks(page):
            assert block.language not in ("sh", "bash", "shell"), f"{page.name}: use ```console and $"
            if block.language == "console":
                assert commands(block), f"{page.name}: a console block without a command"


@pytest.fixture(scope="module")
def founding_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The founding map, which some pages take up."""
    path = tmp_path_factory.mktemp("founding") / "map.html"
    source = ROOT / "geodata" / "peru-prisons" / "incidents.csv"
    assert CliRunner().invoke(main, ["map", str(source), "-o", str(path)]).exit_code == 0
    return path


SAMPLES = {
    "desk.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>',
    "method.md": "# Our method\n\nTwo people read each report.\n",
}
"""Files that a reader has and a page does not show."""


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, founding_page: Path) -> Path:
    """A folder with what the pages take for granted, and a compiled gazetteer of its own."""
    from geomap.gazetteer import Gazetteer

    with Gazetteer.open() as gazetteer:
        compiled = gazetteer.path
    cache = tmp_path / "cache"
    cache.mkdir()
    os.link(compiled, cache / compiled.name)
    monkeypatch.setenv("GEOMAP_CACHE", str(cache))
    folder = tmp_path / "work"
    (folder / "output").mkdir(parents=True)
    (folder / "figures").mkdir()
    shutil.copytree(ROOT / "geodata" / "peru-prisons", folder / "geodata" / "peru-prisons")
    shutil.copy(ROOT / "geodata" / "peru-prisons" / "incidents.csv", folder / "incidents.csv")
    for name in ("map.html", "peru.html", "output/peru-prisons.html"):
        shutil.copy(founding_page, folder / name)
    for name, text in SAMPLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_runs(page: Path, workplace: Path) -> None:
    names: dict[str, object] = {}
    for block in blocks(page):
        if block.title:
            (workplace / block.title).write_text(block.body, encoding="utf-8")
        if block.mark.startswith(("needs the network", "not run: ")):
            continue
        if block.language == "console":
            for command, wanted in commands(block):
                require_extras(command)
                clear_output(command)
                code, said = run(command)
                assert code == wanted, f"{page.name}: $ {command}\n{said}"
        elif block.language == "python":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(block.body, page.name, "exec"), names)


def clear_output(command: str) -> None:
    """Remove what a command will write: a page shows ways to make one file, not one after another."""
    words = shlex.split(command, comments=True)
    for option, name in pairwise(words):
        if option in ("-o", "--output") and name != "-":
            Path(name).unlink(missing_ok=True)


def require_extras(command: str) -> None:
    for word, module in _EXTRAS.items():
        if word in command:
            pytest.importorskip(module, reason=f"$ {command} needs {module}")


def run(command: str) -> tuple[int, str]:
    """Exit code of a command and what it said; plain geomap commands run in this process, which is quick."""
    words = shlex.split(command, comments=True)
    target = None
    if len(words) > 2 and words[-2] == ">":
        target, words = words[-1], words[:-2]
    if words[0] != "geomap" or {"|", "<", "&&", ";"} & set(words):
        shell = f'geomap() {{ "{sys.executable}" -m geomap "$@"; }}; {command}'
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        ran = subprocess.run(["bash", "-c", shell], env=env, capture_output=True, text=True, timeout=600)
        return ran.returncode, ran.stdout + ran.stderr
    result = CliRunner().invoke(main, words[1:])
    if target is not None:
        Path(target).write_text(result.stdout, encoding="utf-8")
    return result.exit_code, result.output


def test_the_site_builds_strictly(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs", reason="the site needs MkDocs: pip install 'geomap-incidents[docs]'")
    pytest.importorskip("mkdocstrings", reason="the site needs mkdocstrings: pip install '….[docs]'")
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--quiet",
        "--site-dir",
        str(tmp_path / "site"),
    ]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=600)
    assert ran.returncode == 0, ran.stderr
    index = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "Incident reports to maps" in index
    assert not re.search(r'(?:src|href)="https?://(?:fonts|cdn|unpkg)', index)
