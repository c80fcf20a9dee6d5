# `make` lists what there is. Needs only make and Python 3.11 or newer.
.DEFAULT_GOAL := help
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
PY := .venv/bin/python
.PHONY: help run test bench fix lint lock clean screenshots _base _dev

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; do \
		printf '  make %-12s %s\n' "$$name" "$$text"; done

run: _base ## everything in one terminal; PORT=8123 chooses the port, DEMO=0 starts empty
	@exec $(PY) -m config.local.run

test: _dev ## what the build checks: lint, types, contracts, migrations, templates, all tests, coverage
	@exec $(PY) -m scripts.check

bench: _dev ## measure against the limits
	@exec $(PY) -m bench all

fix: _dev ## format, and repair what the linter can
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format --quiet . ; $(PY) -m ruff check .

lint: _dev ## the quick checks of `make test`, without the tests
	@exec $(PY) -m scripts.check --quick

screenshots: _dev ## the pictures of the pages, into test-results/screenshots
	@SCREENSHOTS=1 exec $(PY) -m pytest tests/browser --quiet

lock: _dev ## write the pinned requirements anew from pyproject.toml
	@exec $(PY) -m scripts.lock

clean: ## remove what was built, and the local database with all its data
	@exec $$(test -x $(PY) && echo $(PY) || echo python3) -m scripts.clean

_base:
	@python3 scripts/set_up.py base

_dev:
	@python3 scripts/set_up.py dev
