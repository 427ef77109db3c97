# Every target sets up what it needs. Needed beforehand: Python 3.11+ and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
SOURCES := bot handlers jobs sandbox benchmarks tests

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo run test near lint format bench fuzz chaos audit sbom site pictures lock migration clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(VENV)/.runtime ## .venv with what running needs; the command is .venv/bin/kith

setup-dev: $(VENV)/.dev

$(VENV)/.runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Kith needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Kith needs into $(VENV) (once) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@# As a plain path: the finder that is the default costs every start of Python 15 ms
	@$(PIP) --quiet install --no-deps --no-build-isolation --config-settings editable_mode=compat --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing what the tests need into $(VENV) (once) ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

demo: setup ## a whole program on your machine, in your browser, without a Slack account
	@$(BIN)/kith demo

run: setup ## Kith against a real workspace (SLACK_BOT_TOKEN, SLACK_APP_TOKEN)
	@$(BIN)/kith run

test: setup-dev ## every test
	@$(BIN)/python -m pytest

near: setup-dev ## the tests of what changed against main, in under a minute
	@$(BIN)/python -m tests.near

lint: setup-dev ## ruff, mypy --strict, import-linter
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: setup-dev ## let ruff write what it can, then name what it cannot mend
	@$(BIN)/ruff check --fix --show-fixes $(SOURCES); found=$$?; $(BIN)/ruff format $(SOURCES) && exit $$found

bench: setup-dev ## measure (PART="home pairing" for some): JSON to benchmarks/results/, tables in docs/performance.md
	@$(BIN)/python -m benchmarks $(PART)

fuzz: setup-dev ## 100,000 odd payloads to Kith (NUMBER=…) by HTTP, Socket Mode and the page, on both databases; SEED=… repeats a run
	@$(BIN)/python -m pytest -n 0 tests/handlers/test_fuzz.py tests/web/test_fuzz.py --fuzz $$(($(or $(NUMBER),100000) / 6)) --fuzz-seed $(or $(SEED),0)

chaos: setup-dev ## fifty kills, and nothing lost or doubled
	@$(BIN)/python -m benchmarks.chaos

$(VENV)/audit/.ready: requirements-audit.lock
	@echo "Installing what auditing needs into $(VENV)/audit (once) ..."
	@$(PYTHON) -m venv $(VENV)/audit
	@$(VENV)/audit/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-audit.lock
	@touch $@

audit: $(VENV)/audit/.ready ## known vulnerabilities of what requirements.lock pins (asks the package index)
	@$(VENV)/audit/bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off -r requirements.lock

sbom: $(VENV)/audit/.ready ## what Kith is made of: CycloneDX 1.6 in build/kith.cdx.json, from requirements.lock
	@mkdir -p build
	@PYTHONWARNINGS=ignore $(VENV)/audit/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible \
	  --spec-version 1.6 --output-format JSON --output-file build/kith.cdx.json
	@echo "build/kith.cdx.json"

$(VENV)/site/.ready: requirements-site.lock
	@echo "Installing what the site needs into $(VENV)/site (once) ..."
	@$(PYTHON) -m venv $(VENV)/site
	@$(VENV)/site/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-site.lock
	@touch $@

site: $(VENV)/site/.ready ## the documents as a site in build/site; a link that leads nowhere is an error
	@$(VENV)/site/bin/mkdocs build --strict --quiet

pictures: setup-dev ## take the pictures of the documents anew, from the demo (ONLY="home digest" for some); needs Chromium
	@$(BIN)/python -m tests.browser.pictures $(ONLY)

migration: setup-dev ## a migration from the models (NAME="add wins"); until the first release the one that there is, written anew
	@$(BIN)/python -m bot.db.migrations.make "$(NAME)"

lock: ## resolve the locks anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --group build -o requirements.lock
	@(sed -nE 's/^([a-zA-Z0-9].*[^ \\])( \\)?$$/\1/p' requirements.lock; echo .) > requirements.txt  # for hosts that know no hashes
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --group dev -c requirements.lock -o requirements-dev.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --group audit -o requirements-audit.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --group site -o requirements-site.lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache *.egg-info
