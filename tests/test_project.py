"""What holds for the repository as a whole."""

import ast
import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CHAPTERS = ["notation", "forward", "error", "jacobian", "backward", "digits", "training"]


def name_of(requirement: str) -> str:
    return re.split(r"[<>=!~ \[]", requirement)[0].lower()


def requirements() -> list[str]:
    return PROJECT["dependencies"] + [
        r for e in PROJECT["optional-dependencies"].values() for r in e
    ]


def test_environment_has_the_packages_of_pyproject() -> None:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    conda = [entry for entry in listed if isinstance(entry, str)]
    assert sorted(c for c in conda if name_of(c) not in {"python", "pip"}) == sorted(requirements())
    assert f"python{PROJECT['requires-python']}" in conda
    assert listed[-1] == {"pip": ["-e ."]}


def test_constraints_hold_a_version_of_everything_and_nothing_else() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", pin) for pin in pins)
    assert {name_of(r) for r in requirements()} <= {name_of(pin) for pin in pins}


def test_imports_go_one_way() -> None:
    for chapter, name in enumerate(CHAPTERS):
        tree = ast.parse((ROOT / "netlib" / f"{name}.py").read_text())
        used = {
            part
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "netlib"
            for part in [*(node.module or "").split(".")[1:2], *(a.name for a in node.names)]
        }
        modules = {p.stem for p in (ROOT / "netlib").iterdir() if p.suffix in {"", ".py"}}
        assert used & modules <= {"checks", *CHAPTERS[:chapter]}, name


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
