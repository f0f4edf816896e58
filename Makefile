# Every target sets itself up: a machine with Python 3.11 or newer, pip and make is enough.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
CONFIG ?= config.yaml
# a temporary home for byte code keeps a read-only checkout usable
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help install install-dev run test check format bench eval weigh docs picture lock clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --no-deps --editable .
	@touch $@ $(VENV)/.installed

install: $(VENV)/.installed ## create .venv and install the service into it

install-dev: $(VENV)/.installed-dev

run: install ## start the service on the embedded default with the demonstration township
	$(BIN)/shuoshi --config $(CONFIG) run

test: install-dev ## run the whole test suite; EVERY=1: every test on both databases
	$(BIN)/pytest -n auto $(if $(EVERY),--every-database)

format: install-dev ## put the code in the house form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: install-dev ## format, lint, types, rules, tests: what CI runs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/shuoshi rules test
	$(BIN)/pytest -n auto

bench: install-dev ## every benchmark, ratios against a baseline measured in the same run; SWEEPING=1, LEDGER=1, QUARTER=1: the large ones
	$(BIN)/python -m bench $(if $(SWEEPING),--sweeping) $(if $(LEDGER),--large-ledger) $(if $(QUARTER),--quarter)

weigh: install-dev ## give points to every word and rule anew, from the messages in bench/written
	$(BIN)/python -m bench.weighing --write

eval: install-dev ## the classifier on the labelled files beside a trained model; CORPUS=dir for another directory
	$(BIN)/python -m bench.evaluation $(if $(CORPUS),--corpus $(CORPUS))
	$(BIN)/python -m bench.likeness

docs: install-dev ## draw docs/moves.md and docs/officials.md anew from the tables of moves and verbs
	$(BIN)/shuoshi docs moves > docs/moves.md
	$(BIN)/shuoshi docs officials > docs/officials.md

picture: install-dev ## take the pictures of the README anew (needs Chromium)
	$(BIN)/python docs/make_picture.py

lock: install-dev ## write the hashed locks again from pyproject.toml
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --extra dev pyproject.toml -o requirements-dev.lock

clean: ## remove .venv and caches; data stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache build *.egg-info
