# The doors of the project. Needs only Python >= 3.11 and make; everything else is installed into .venv.

PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin/python
READY  := $(VENV)/.ready
DEMO_ARGS ?=
BENCH_ARGS ?=
TEST_ARGS ?=
# A file's tests stay in one worker, because they share what was expensive to make; tests/conftest.py has their order.
WORKERS ?= -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
# The tests start some hundred processes of the program: each would compile its two hundred modules anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test lint check unit property conformance integration e2e knocks architecture system-postgres hard \
	bench lock stop clean

help: ## Show this list
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# The lock has hashes and no addresses; pip takes the packages from wherever this machine is set up to take them.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version)'
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY) ## The main job end to end, then the pages (DEMO_ARGS="--no-serve --out DIR")
	$(VENV)/bin/hocba demo $(DEMO_ARGS)

test: $(READY) ## Every test (TEST_ARGS="-k name" for some)
	$(RUN) -m pytest $(WORKERS) $(TEST_ARGS)

lint: $(READY) ## ruff, mypy strict, import-linter
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

check: lint test ## Both halves; CI runs it, then system-postgres

system-postgres: $(READY) ## integration and e2e on the system's PostgreSQL, in a cluster of their own (hard: the whole suite)
	.ci/system-postgres $(MAKE) integration e2e TEST_ARGS="-m 'not one_server' $(TEST_ARGS)"

hard: $(READY) ## All kills, the whole suite on both servers, the full-school demo (HOCBA_SEED plays the kills again)
	.ci/hard

unit property conformance integration e2e knocks architecture: $(READY) ## One level of tests: rules, invariants, vectors, real stores, whole program, kills and failures, source
	$(RUN) -m pytest $(WORKERS) tests/$@ $(TEST_ARGS)

bench: $(READY) ## Speed beside what others would use; exit 1 where a figure is missed (BENCH_ARGS="NAME ..." for some)
	$(RUN) -m tests.benchmarks $(BENCH_ARGS)

lock: $(READY) ## Write requirements.lock anew from pyproject.toml (needs uv)
	echo "pysha3 ; python_version < '3.6'" | uv pip compile pyproject.toml --extra dev --override /dev/stdin \
		--generate-hashes --no-emit-index-url --universal --no-header -p 3.11 -o requirements.lock

stop: $(READY) ## Stop the embedded PostgreSQL servers of this checkout
	$(RUN) -c 'from pathlib import Path; from api.embedded_postgres import stop; [stop(Path(p)) for p in ("var", "var/test-postgres", "var/benchmarks/test-postgres")]'

clean: ## Remove the virtual environment and caches; data in var/ stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
