.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

help:  ## Show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/installed: setup.cfg pyproject.toml
	@echo "Setting up $(VENV)" >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e . >&2
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@echo "Setting up $(VENV) for development" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]' >&2
	@touch $@

run: $(VENV)/installed  ## Set up and serve (settings: EMULATOR_... variables, see README)
	@exec $(BIN)/python -m azure_scheduler_emulator serve

test: $(VENV)/installed-dev  ## Set up and run every test
	$(BIN)/python -m pytest

check: $(VENV)/installed-dev  ## What CI runs: format, lint, types, import contracts, generated documents, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check
	$(BIN)/python -m pytest

docs: $(VENV)/installed-dev  ## Write the documents that are made from the code
	$(BIN)/python docs/generate.py

# The unmodified npm clients and the storage emulator of the acceptance tests, at the versions they are tested with.
NPM_PACKAGES := azure-asm-scheduler@0.10.2 azure-scheduler@0.10.4 azure-common@0.9.27 moment@2.31.0 azurite@3.35.0 \
	azure-arm-scheduler@1.2.0-preview ms-rest kudu-api@1.4.1 azure@0.10.6 node-forge@1.4.0 \
	@azure/arm-appservice@19.0.0 azure-arm-website@5.7.0

node:  ## Install the npm clients and Azurite for the acceptance tests
	npm install --prefix .node --no-package-lock --no-save --no-audit --no-fund --loglevel=error $(NPM_PACKAGES)
	mkdir -p .node/azure-cli && cp tests/acceptance/azure_cli/package.json .node/azure-cli/
	npm install --prefix .node/azure-cli --no-package-lock --no-audit --no-fund --loglevel=error

AZ := .az

az:  ## Install the Azure CLI for its acceptance test: 1 GB in an environment of its own, not needed by make test
	test -x $(AZ)/bin/python || $(PYTHON) -m venv $(AZ)
	$(AZ)/bin/python -m pip install --quiet --disable-pip-version-check 'azure-cli >=2.60, <3'

bench: $(VENV)/installed-dev  ## Measure beside moto_server and APScheduler
	test -x $(BIN)/moto_server || $(BIN)/python -m pip install --quiet 'moto[server]'
	$(BIN)/python benchmarks/run.py

format: $(VENV)/installed-dev  ## Put the code in the project's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: help run test check docs node az bench format
