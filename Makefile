# `make` prints what it can do. Plain GNU make, Python 3.11 or newer and pip; nothing else.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/run.stamp
DEV := $(VENV)/dev.stamp
PYTHON ?=
ARGS ?=
WORKERS ?= 2
MUNICIPALITY ?= hustadvika
REQUIRE := from sys import exit, version_info; exit(version_info < (3, 11))
QUICK := not slow and not server and not root and not browser and not prefect
CHECKED := flytt flows tasks practice tests $(wildcard bench)

.PHONY: help
help: ## Print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'
	@echo "  Options: ARGS='…' is passed on, PYTHON=… chooses the interpreter, WORKERS=n the test workers."

$(BIN)/python:
	@python=""; \
	for candidate in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	  if "$$candidate" -c '$(REQUIRE)' >/dev/null 2>&1; then python="$$candidate"; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Flytt needs Python 3.11 or newer, and found none on PATH." >&2; \
	  echo "Install one (Debian: apt-get install python3 python3-venv), or say: make PYTHON=/path/to/python3.11 setup" >&2; \
	  exit 2; \
	fi; \
	"$$python" -m venv $(VENV) || { rm -rf $(VENV); exit 2; }

# Both lists are complete and carry hashes, so nothing is resolved here; the editable install may fetch nothing.
define install
	@$(BIN)/python -m pip install -qq --require-hashes --no-deps -r $(1)
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@touch $(2)
endef

$(RUN): requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Flytt needs to run (one to two minutes the first time) …"
	$(call install,requirements/run.txt,$(RUN))

$(DEV): requirements/dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Flytt needs to run and to be tested (one to two minutes the first time) …"
	$(call install,requirements/dev.txt,$(DEV))
	@touch $(RUN)

.PHONY: setup
setup: $(DEV) ## Make .venv with everything, tests included (instant when nothing changed)

.PHONY: rehearse
rehearse: $(RUN) ## Rehearse a whole municipality on this machine (MUNICIPALITY=hustadvika)
	$(BIN)/flytt rehearse $(MUNICIPALITY) $(ARGS)

.PHONY: what-if
what-if: $(RUN) ## Rehearse an overrun, a cancellation, a rollback and a moved window, and see what users are told
	$(BIN)/flytt rehearse $(MUNICIPALITY) --what-if overrun --what-if cancelled --what-if rolled-back --what-if moved $(ARGS)

.PHONY: serve
serve: $(RUN) ## Start the Prefect server with its UI and the deployments
	$(BIN)/flytt serve $(ARGS)

.PHONY: test
test: $(DEV) ## The full suite; what needs root, servers or a browser skips with its reason
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

.PHONY: fast
fast: lint changed-types fast-tests ## Lint, types of what changed and the fast tests, in under a minute

# Compiled files are kept even where the environment says no: otherwise every worker compiles every file anew.
.PHONY: fast-tests
fast-tests: export PYTHONDONTWRITEBYTECODE :=
fast-tests: $(DEV) ## Only the fast tests
	$(BIN)/python -m pytest -n $(WORKERS) -q -m "$(QUICK)" -p no:schemathesis $(ARGS)

.PHONY: lint
lint: $(DEV) ## Style, formatting and who may import whom
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/ruff format --check $(CHECKED)
	$(BIN)/lint-imports --no-cache --no-logo

.PHONY: types
types: $(DEV) ## Strict types over everything
	$(BIN)/basedpyright

.PHONY: changed-types
changed-types: $(DEV) ## The same of what changed since it was last found right, and of all that imports it
	$(BIN)/python -m tests.typed

.PHONY: format
format: $(DEV) ## Put the code in shape
	$(BIN)/ruff check --fix $(CHECKED)
	$(BIN)/ruff format $(CHECKED)

.PHONY: runbooks
runbooks: $(DEV) ## Write the operators' page of each runbook again, from its YAML
	$(BIN)/python -m flytt.mapping.runbook_page

.PHONY: pictures
pictures: $(DEV) ## Take the documents' pictures of notices, board and calendar again (needs Chromium)
	$(BIN)/python -m tests.browser.pictures

.PHONY: bench
bench: $(DEV) ## Measure Flytt beside the tools people would use instead
	$(BIN)/python -m bench $(ARGS)

.PHONY: bench-shares
bench-shares: $(DEV) ## Measure moving file shares beside rsync and rclone (as root)
	$(BIN)/python -m bench.shares $(ARGS)

.PHONY: bench-graph
bench-graph: $(DEV) ## Measure moving a tenant: beside its limits, plain httpx and a kill (half an hour)
	$(BIN)/python -m bench.graph $(ARGS)

.PHONY: bench-board
bench-board: $(DEV) ## Measure the notice board: how fresh, and what its readers cost a running move
	$(BIN)/python -m bench.board $(ARGS)

.PHONY: ci
ci: ## What runs on a new machine: system parts, checks, every test, no skips
	.ci/run

# Needs uv on PATH (or UV=/path/to/uv). Neither file may name where packages come from; tests/test_house.py looks.
UV ?= uv
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-strip-extras
.PHONY: lock
lock: ## Pin requirements/*.in again, with hashes (ARGS=--upgrade for newer versions; needs uv)
	cd requirements && $(LOCK) $(ARGS) run.in -o run.txt && $(LOCK) $(ARGS) dev.in -o dev.txt

.PHONY: clean
clean: ## Remove .venv, caches and results
	rm -rf $(VENV) *.egg-info build dist ci-output .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
