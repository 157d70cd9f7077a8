"""What holds for the repository as a whole."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from packaging.requirements import Requirement

from netlib.chapters import CHAPTERS

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
MODULES = {name: c.number for c in CHAPTERS.values() for name in c.modules}


def name_of(requirement: str) -> str:
    return re.split(r"[<>=!~ \[]", requirement)[0].lower()


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements() -> list[str]:
    return PROJECT["dependencies"] + [
        r for e in PROJECT["optional-dependencies"].values() for r in e
    ]


def test_environment_has_the_packages_of_pyproject() -> None:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    conda = [entry for entry in listed if isinstance(entry, str)]
    # Not by these names on conda-forge.
    left_to_pip = {
        "playwright",
        "resvg-py",
        "pypandoc-binary",
        "typst",
        "zxing-cpp",
        "axe-playwright-python",
    }
    ours = {r for r in requirements() if name_of(r) not in left_to_pip}
    assert sorted(c for c in conda if name_of(c) not in {"python", "pip"}) == sorted(ours)
    assert f"python{PROJECT['requires-python']}" in conda
    assert listed[-1] == {"pip": [".[handouts,lab,test]"]}


def needed(names: set[str]) -> set[str]:
    """Return the packages and all that they need on this machine."""
    found: set[str] = set()
    while names:
        name = names.pop()
        found.add(name)
        for text in metadata.requires(name) or []:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                names |= {canonical(requirement.name)} - found
    return found


def test_constraints_hold_a_version_of_everything() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", pin) for pin in pins)
    pinned = {canonical(name_of(pin)) for pin in pins}
    ours = needed({canonical(name_of(requirement)) for requirement in requirements()})
    assert ours - {"setuptools"} <= pinned


def imported(path: Path) -> set[str]:
    """Every module of netlib that a file imports, by its name below netlib."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: a relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.split(".")[1] for name in found if name.startswith("netlib.")}


def test_imports_go_one_way() -> None:
    assert not imported(ROOT / "netlib" / "checks.py")
    for name, chapter in MODULES.items():
        earlier = {other for other, number in MODULES.items() if number <= chapter}
        allowed = {"checks", *earlier} - {name}
        assert imported(ROOT / "netlib" / f"{name}.py") <= allowed, name
    # What is kept is a file, and trains in the place of what netlib has for it.
    besides = {
        "mine.py": {"backward", "error", "numerical"}, "kept.py": {"files"}, "recall.py": {"files"},
        "worksheet_paper.py": {"forward", "letters"},  # the table of phi; indices in small print
    }  # fmt: skip
    folders = {
        "drawing": {"checks", "chapters", "drawing", "letters"},
        "explore": {"checks", "chapters", "drawing", "explore", "letters", *MODULES},
        "exercises": {"chapters", "checks", "derivation", "exercises", "forward", "numerical"},
        "grading": {"chapters", "derivation", "exercises", "files", "grading"},
        "publish": {"chapters", "drawing", "explore", "derivation", "exercises", "publish"},
    }
    for folder, others in folders.items():
        for path in (ROOT / "netlib" / folder).glob("*.py"):
            assert imported(path) <= others | besides.get(path.name, set()), path.name
    # What is judged is looked up by name in `judged`; only the arena trains, and needs a beginning.
    for path in (ROOT / "netlib" / "derivation").rglob("*.py"):
        more = {"training"} if path.name == "arena.py" else set()
        assert imported(path) <= {"checks", "derivation", "numerical", *more}, path.name


def test_what_runs_notebooks_can_reach_no_answers() -> None:
    for name in ("server", "cells", "shut", "plain", "__init__"):
        assert imported(ROOT / "netlib" / "grading" / f"{name}.py") <= {"grading"}, name


def test_no_judge_can_reach_what_it_judges() -> None:
    # Through imports of imports as well, and without SymPy until it is needed.
    folder = ROOT / "netlib" / "derivation"
    judges = ("judges.loops", "judges.numbers", "judges.symbols", "judges.symbolic")
    for judge in judges:
        reached, waiting = set(), {judge}
        while waiting:
            name = waiting.pop()
            reached.add(name)
            tree = ast.parse((folder / f"{name.replace('.', '/')}.py").read_text())
            for node in ast.walk(tree):
                if isinstance(node, ast.Import):
                    assert not any(a.name.startswith("netlib") for a in node.names), name
                    assert not any(a.name == "importlib" for a in node.names), name
                if isinstance(node, ast.ImportFrom) and node.module:
                    assert node.module != "importlib", name
                    if node.module.startswith("netlib"):
                        package, _, module = node.module.removeprefix("netlib.").partition(".")
                        assert package in {"checks", "derivation", "numerical"}, (
                            f"{name} imports {node.module}"
                        )
                        inside = {f"judges.{a.name}" for a in node.names}
                        names = inside if module == "judges" else {module}
                        waiting |= names - reached if package == "derivation" else set()
        assert reached <= {*judges, "networks", "numerical"}, judge


def test_the_package_takes_all_its_files_along() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    taken = {
        path
        for package, globs in patterns["package-data"].items()
        for pattern in globs
        for path in (ROOT / package.replace(".", "/")).glob(pattern)
    }
    taken |= {ROOT / file for files in patterns["data-files"].values() for file in files}
    others = {
        path
        for path in (ROOT / "netlib").rglob("*")
        if path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts
    }
    assert others == taken


def test_the_extension_goes_where_jupyter_looks_for_it() -> None:
    # As jupyterlab_server lists them: package.json, and from it the file to load.
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    placed = {
        f"{folder}/{Path(file).name}": ROOT / file
        for folder, files in project["tool"]["setuptools"]["data-files"].items()
        for file in files
    }
    (folder,) = {name.partition("/package.json")[0] for name in placed if "package.json" in name}
    about = json.loads(placed[f"{folder}/package.json"].read_text())
    assert folder == f"share/jupyter/labextensions/{about['name']}"
    loaded = about["jupyterlab"]["_build"]["load"]
    source = ROOT / "netlib" / "explore" / "labextension"
    assert placed[f"{folder}/{loaded}"] == source / loaded
    assert f'const NAME = "{about["name"]}";' in (source / loaded).read_text()
    assert f"/{about['name']}\n" in (ROOT / "Makefile").read_text()
    assert {path for path in source.rglob("*") if path.is_file()} == set(placed.values())


def test_readme_links_lead_somewhere() -> None:
    readme = (ROOT / "README.md").read_text()
    for target in re.findall(r"\]\(([^)#]+)\)", readme) + re.findall(r'src="([^"]+)"', readme):
        assert "://" in target or (ROOT / target).exists(), target


def test_readme_lists_the_notebooks_and_their_minutes() -> None:
    readme = (ROOT / "README.md").read_text()
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        minutes = re.search(r"\*\*Time\*\* (\d+) minutes", path.read_text())
        assert minutes
        row = next(line for line in readme.splitlines() if f"notebooks/{path.name}" in line)
        assert row.rstrip(" |").endswith(f"| {minutes[1]}")


def test_only_public_names_of_packages_are_written_down() -> None:
    for name in ["pyproject.toml", "constraints.txt", "environment.yml", "Makefile", ".ci/run"]:
        text = (ROOT / name).read_text()
        assert "://" not in text, name


@pytest.mark.parametrize("folder", ["a clone", "an empty folder"])
@pytest.mark.parametrize("way", ["a module", "a script", "a line"])
def test_a_folder_called_netlib_is_not_taken_for_the_package(
    folder: str, way: str, tmp_path: Path
) -> None:
    # Python puts the folder it was started in, or the script's, in front of all others.
    if folder == "a clone":
        (tmp_path / "netlib").symlink_to(ROOT)
    else:
        (tmp_path / "netlib").mkdir()
    source = "from netlib.digits import load_digits; print(load_digits().test.labels.size)"
    (tmp_path / "script.py").write_text(source)
    train = ["-m", "netlib", "train", "--epochs", "1", "--hidden", "5"]
    arguments, said = {
        "a module": (train, "test accuracy"),
        "a script": (["script.py"], "10000"),
        "a line": (["-c", source], "10000"),
    }[way]
    done = subprocess.run(
        [sys.executable, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert said in done.stdout, done.stderr


@pytest.mark.slow
def test_every_test_has_a_time_out_and_an_endless_one_ends(tmp_path: Path) -> None:
    settings = ROOT / "pyproject.toml"
    options = tomllib.loads(settings.read_text())["tool"]["pytest"]["ini_options"]
    assert 60 < options["timeout"] < 900
    (tmp_path / "test_endless.py").write_text(
        "import threading\n"
        "def test_busy():\n    while True: pass\n"
        "def test_waiting():\n    threading.Event().wait()\n"
        "def test_stubborn():\n    while True:\n        try: threading.Event().wait()\n"
        "        except Exception: pass\n"
        "def test_short(): pass\n"
    )
    command = [sys.executable, "-m", "pytest", "-c", str(settings), str(tmp_path)]
    # As where Ctrl-C does nothing: `nohup ... &`, cron.
    command = ["bash", "-c", 'trap "" INT; exec "$@"', "bash", *command, "-o", "timeout=1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert len(re.findall(r"FAILED .* - Failed: Timeout", done.stdout)) == 3, done.stdout
    assert "3 failed, 1 passed" in done.stdout


def test_training_needs_no_pictures_and_no_notebook() -> None:
    source = (
        "import sys, netlib, netlib.training, netlib.backward, netlib.recipes; print(*sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True
    )
    roots = {name.split(".")[0] for name in found.stdout.split()}
    assert "numpy" in roots
    assert not roots & {"matplotlib", "sympy", "IPython", "ipywidgets", "anywidget", "PIL"}
    only = subprocess.run(
        [sys.executable, "-c", "import sys, netlib; print(*sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "numpy" not in {name.split(".")[0] for name in only.stdout.split()}


def test_each_class_has_a_name_of_its_own() -> None:
    places: dict[str, list[str]] = {}
    for path in sorted((ROOT / "netlib").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_a_letter_is_spelled_and_never_taken_apart() -> None:
    """What looks at the characters of a name to find out what it is called belongs in letters."""
    decoding = re.compile(
        r"int\(\w+\[-1\]\)|startswith\(\"(dE|W|o_|s_|sigma)|removeprefix\(\"dE|partition\(\"[_\[]"
        r"|split\(\"_\"\)|endswith\(\"\]\"\)"
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for folder in ("drawing", "explore")
        for path in (ROOT / "netlib" / folder).rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if decoding.search(line)
    ]
    assert found == []


def test_the_readme_lists_the_notebooks_of_the_table() -> None:
    rows = [
        line for line in (ROOT / "README.md").read_text().splitlines() if "](notebooks/" in line
    ]
    assert rows == [
        f"| [{c.number} {c.title}](notebooks/{c.file}) | {c.afterwards} | {c.minutes} |"
        for c in CHAPTERS.values()
    ]
    assert sorted(p.name for p in (ROOT / "notebooks").glob("*.ipynb")) == [
        c.file for c in CHAPTERS.values()
    ]


def test_every_chapter_is_measured_and_has_its_hint_done() -> None:
    from benchmarks.explorers import MOVED

    assert set(MOVED) == set(CHAPTERS)
    hints = (ROOT / "tests" / "journeys" / "test_hints.py").read_text()
    assert set(re.findall(r"def test_(\d\d)_", hints)) == set(CHAPTERS)


def test_the_link_that_brings_notebooks_is_composed_as_it_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (code,) = re.findall(r"```python\n(.+?)```", (ROOT / "docs/class.md").read_text(), re.DOTALL)
    exec(code, {})
    link = urlsplit(capsys.readouterr().out.strip())
    assert (link.netloc, link.path) == ("HUB", "/hub/user-redirect/git-pull")
    assert parse_qs(link.query) == {
        "repo": ["https://GIT/YOU/REPOSITORY"],
        "branch": ["main"],
        "targetPath": ["REPOSITORY"],
        "urlpath": [f"lab/tree/REPOSITORY/notebooks/{CHAPTERS['05'].file}"],
    }
