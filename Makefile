# Short verbs for people; `make` alone lists them. Extra arguments go in ARGS: make test ARGS="tests/core -x"

.DEFAULT_GOAL := help
.PHONY: help install demo run test check format lock bench torture clean

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
COMPILE := $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" pyproject.toml

# The first of these that is a working Python 3.11 or newer makes the environment; PYTHON=… goes before them.
PYTHONS := $(PYTHON) python3.13 python3.12 python3.11 python3
IS_NEW := import sys; sys.exit(sys.version_info < (3, 11))
HAS_VENV := import ensurepip, venv

help: ## list the verbs
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

install: $(VENV)/.runtime ## make .venv and install what the bot needs

demo: install ## the whole bot against local stand-ins, with a page in the browser
	@$(BIN)/plantain demo $(ARGS)

run: install ## the bot on Discord and the Gemini API, from DISCORD_TOKEN and GEMINI_API_KEY
	@$(BIN)/plantain run $(ARGS)

test: $(VENV)/.development ## every test, on all cores
	@$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal $(ARGS)

check: $(VENV)/.development ## style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(VENV)/.development ## put style right where a tool can
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

bench: $(VENV)/.development ## time and memory against local stand-ins, beside the floor
	@$(BIN)/python -m tests.benchmarks $(ARGS)

torture: $(VENV)/.development ## hundreds of turns amid faults and kill -9, then everything is counted
	@$(BIN)/python -m tests.torture $(ARGS)

lock: $(VENV)/.development ## pin versions and hashes anew (ARGS=--upgrade for newer versions)
	$(COMPILE) --group build --group dev --output-file requirements-dev.lock $(ARGS)
	$(COMPILE) --group build --constraints requirements-dev.lock --output-file requirements.lock

clean: ## remove .venv and what tools left behind, never data
	rm -rf $(VENV) *.egg-info build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(BIN)/python:
	@new= usable=; \
	for python in $(PYTHONS); do \
		$$python -c '$(IS_NEW)' 2>/dev/null || continue; new=$$python; \
		$$python -c '$(HAS_VENV)' 2>/dev/null && usable=$$python && break; \
	done; \
	if [ -n "$$usable" ]; then $$usable -m venv --clear $(VENV); \
	elif [ -n "$$new" ]; then \
		echo "$$new cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; \
	else \
		echo "Plantain needs Python 3.11 or newer: install it, or name it with make PYTHON=/path/to/python" >&2; exit 1; \
	fi

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what Plantain needs into $(VENV) …"
	@$(PIP) --require-hashes --requirement requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.runtime
	@$(PIP) --require-hashes --requirement requirements-dev.lock
	@touch $@
