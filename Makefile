# Everything this project does, by name. CI runs `make check` and `make test` and nothing else.
# A fresh machine needs Python 3.11 or newer and make; everything else goes into .venv.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test test-all check bench docs winds clean

help:  ## Say what there is
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

demo: .venv/.installed  ## Investigate KAL 007 and say where the report is
	$(BIN)/truecourse investigate kal007 --out out/kal007
	@echo "The report is $(CURDIR)/out/kal007/report.html"

test: .venv/.installed-test  ## Run the tests (some seven minutes on two cores) and write docs/validation.md
	$(BIN)/python -m pytest -n 2 -m "not slow" --write-validation=docs/validation.md

test-all: .venv/.installed-test  ## Run the tests and the long calibrations
	$(BIN)/python -m pytest -n 2 --write-validation=docs/validation.md

check: .venv/.installed-check  ## Lint, format, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.installed  ## Measure speed and memory against peers and write docs/benchmarks.md
	$(BIN)/python benchmarks/run.py

docs: .venv/.installed  ## Write the reference pages and the picture from the program
	$(BIN)/python docs/build.py

winds: .venv/.installed-winds  ## Install what reads netCDF and GRIB: gridded winds, drift of debris

clean:  ## Remove everything made here
	rm -rf .venv out build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps are as new as the installation they stand for: a second run installs nothing.
.venv/.installed: pyproject.toml
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "truecourse needs \
	Python 3.11 or newer, and '$(PYTHON)' is not: give one with make PYTHON=/path/to/python3.11" >&2; exit 1; }
	test -x $(BIN)/python || "$(PYTHON)" -m venv .venv
	$(PIP) install --editable .
	@touch $@

.venv/.installed-%: .venv/.installed
	$(PIP) install --editable ".[$*]"
	@touch $@
