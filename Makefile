# Every verb works on a fresh machine with Python >= 3.11 and make; the environment is made when it is missing.
VENV ?= .venv
PYTHON ?= python3
WORKERS ?= 2
TEST_ARGS ?=
BIN = $(VENV)/bin
# The examples raise flags of rules on purpose; their format, targets and accepted flags must be sound.
SOUND = --format concise --select KPF3 --select KPF5 --select KPF9
READY = $(VENV)/.ready

.PHONY: help demo test slow dev lint types docs format bench bench-large clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 13

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "kpiframe needs Python 3.11 or later; set PYTHON=…" >&2; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

dev: $(READY)  ## set up the environment

demo: $(READY)  ## score the example brand and write its report
	$(BIN)/kpiframe demo

test: $(READY)  ## the test suite without its long runs
	$(BIN)/python -m pytest -n $(WORKERS) -m 'not slow' $(TEST_ARGS)

slow: $(READY)  ## the long runs
	$(BIN)/python -m pytest -n $(WORKERS) -m slow $(TEST_ARGS)

lint: $(READY)  ## code style, import contracts, generated pages, shipped definitions and examples
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check
	$(BIN)/kpiframe lint $(SOUND) definitions $(wildcard examples/*/)

types: $(READY)  ## mypy, strict
	$(BIN)/mypy

format: $(READY)  ## let ruff lay out the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(READY)  ## write the generated pages under docs/
	$(BIN)/python docs/generate.py

bench: $(READY)  ## measure against hand-written SQL, bare starts and peers (KPIFRAME_PEERS)
	$(BIN)/python tests/bench/run.py $(BENCH_ARGS)

bench-large: $(READY)  ## the same with 10 million rows, and a CSV over 2 GB: minutes, and 4 GB of scratch space
	$(BIN)/python tests/bench/run.py --large $(BENCH_ARGS)

clean:  ## remove the environment and every cache
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
