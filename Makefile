# `make run` and `make test` do every step that they need; what is done is remembered by stamps inside the venv.

PYTHON ?= python3
VENV ?= .venv
HOST ?= 127.0.0.1
PORT ?= 8000
# Where pip finds a CPU build of torch, if the default index serves one with CUDA (Linux): the URL of PyTorch's index of CPU builds.
TORCH_INDEX ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help run test lint bench docs messages pins clean browser

help:  ## what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile

run: $(VENV)/.app  ## install what is missing and serve on port 8000, or $$PORT
	$(BIN)/gradwalk serve --host $(HOST) --port $(PORT)

test: $(VENV)/.test browser lint  ## install what is missing, a browser included, and run every check
	$(BIN)/python -m pytest

lint: $(VENV)/.test  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.bench  ## measure, side by side with the alternatives
	$(BIN)/python -m bench

docs: $(VENV)/.test  ## write the tables of the documentation anew from the registries
	$(BIN)/python -m docs.tables

browser:
	@sh .ci/browser

messages: $(VENV)/.app  ## collect new sentences into the catalogues of the other languages
	@mkdir -p build
	$(BIN)/pybabel extract -F app/web/locale/babel.cfg -k text:1 -k wanted:2 --no-location --no-wrap -o build/gradwalk.pot .
	$(BIN)/pybabel update -i build/gradwalk.pot -d app/web/locale -D gradwalk --no-fuzzy-matching --ignore-obsolete --no-wrap

pins: $(VENV)/.torch  ## write constraints.txt anew from the newest versions that pyproject.toml admits
	sh .ci/pins $(PYTHON) "$(TORCH_INDEX)"

clean:  ## remove everything that was made
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Gradwalk needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.torch: constraints.txt $(VENV)/.python
	@sh .ci/torch $(BIN)/python "$(TORCH_INDEX)"
	@touch $@

$(VENV)/.app: pyproject.toml $(VENV)/.torch
	$(PIP) -e .
	@if $(BIN)/python -m pip list --format=freeze | grep -i '^nvidia-'; \
	    then echo "CUDA packages got in: make clean, then make again with TORCH_INDEX=..., see README.md"; exit 1; fi
	@touch $@

$(VENV)/.test: $(VENV)/.app
	$(PIP) -e '.[test]'
	@touch $@

$(VENV)/.bench: $(VENV)/.app
	$(PIP) -e '.[bench]'
	@touch $@
