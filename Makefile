.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Exact versions, so that tomorrow's environment is today's: make constraints takes newer ones.
INSTALL := -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# How many processes share the tests; each has the tests of whole files.
JOBS ?= 2

help:  ## Show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/installed: setup.cfg pyproject.toml constraints.txt
	@echo "Setting up $(VENV)" >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python $(INSTALL) -e . >&2
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@echo "Setting up $(VENV) for development" >&2
	@$(BIN)/python $(INSTALL) -e '.[dev]' >&2
	@touch $@

run: $(VENV)/installed  ## Set up and serve (settings: EMULATOR_... variables, see docs/settings.md)
	@exec $(BIN)/python -m azure_scheduler_emulator serve

test: $(VENV)/installed-dev  ## Set up and run every test
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

lint: $(VENV)/installed-dev  ## Check format, style, types, import contracts and generated documents
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check

check: lint test  ## Both

matrix: $(VENV)/installed-dev  ## Run the unit and integration tests on every other Python of this machine
	.ci/matrix

docs: $(VENV)/installed-dev  ## Write the documents that are made from the code
	$(BIN)/python docs/generate.py

format: $(VENV)/installed-dev  ## Put the code in the project's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

constraints:  ## Take the newest versions that setup.cfg allows (with the oldest Python: PYTHON=python3.11)
	$(PYTHON) -m venv --clear .matrix/newest
	.matrix/newest/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev,amqp,export,otel,readers]'
	( sed -n '/^#/p' constraints.txt; .matrix/newest/bin/python -m pip freeze --exclude-editable ) > .matrix/newest.txt
	mv .matrix/newest.txt constraints.txt

# The unmodified npm clients and the storage emulator of the acceptance tests, at the versions they are tested with.
NPM_PACKAGES := azure-asm-scheduler@0.10.2 azure-scheduler@0.10.4 azure-common@0.9.27 moment@2.31.0 azurite@3.35.0 \
	azure-arm-scheduler@1.2.0-preview ms-rest kudu-api@1.4.1 azure@0.10.6 node-forge@1.4.0 vscode-azurekudu@0.2.3 \
	azure-pipelines-tasks-azure-arm-rest@3.272.1 @azure/arm-appservice@19.0.0 azure-arm-website@5.7.0 axe-core@4.14.1 \
	openapi-typescript@7.13.0 openapi-fetch@0.17.0 typescript@5.9.3

node:  ## Install the npm clients, Azurite and what tests kits/node for the acceptance tests
	npm install --prefix .node --no-package-lock --no-save --no-audit --no-fund --loglevel=error $(NPM_PACKAGES)
	mkdir -p .node/azure-cli && cp tests/acceptance/azure_cli/package.json .node/azure-cli/
	npm install --prefix .node/azure-cli --no-package-lock --no-audit --no-fund --loglevel=error
	mkdir -p .node/kit && cp kits/node/package.json .node/kit/
	npm install --prefix .node/kit --no-package-lock --no-audit --no-fund --loglevel=error

# What the console brings along of others, at the versions of its README; unchanged.
VENDORED := emulator/azure_scheduler_emulator/console/static/vendor

vendor:  ## Fetch the console's script library and fonts again from npm
	rm -rf .vendor && mkdir .vendor
	cd .vendor && npm pack --silent htmx.org@4.0.1 @fontsource-variable/ibm-plex-sans@5.3.0 @fontsource/ibm-plex-mono@5.3.0
	for each in .vendor/*.tgz; do mkdir "$${each%.tgz}" && tar -xzf "$$each" -C "$${each%.tgz}" --strip-components=1; done
	cp .vendor/htmx.org-*/dist/htmx.min.js .vendor/htmx.org-*/dist/ext/hx-sse.min.js $(VENDORED)/
	cp .vendor/fontsource-variable-*/files/ibm-plex-sans-latin-wght-normal.woff2 $(VENDORED)/
	cp .vendor/fontsource-ibm-*/files/ibm-plex-mono-latin-[46]00-normal.woff2 $(VENDORED)/
	cp .vendor/htmx.org-*/LICENSE $(VENDORED)/LICENSE-htmx.txt
	cp .vendor/fontsource-variable-*/LICENSE $(VENDORED)/LICENSE-ibm-plex-sans.txt
	cp .vendor/fontsource-ibm-*/LICENSE $(VENDORED)/LICENSE-ibm-plex-mono.txt
	rm -rf .vendor

AZ := .az

az:  ## Install the Azure CLI for its acceptance test: 1 GB in an environment of its own, not needed by make test
	test -x $(AZ)/bin/python || $(PYTHON) -m venv $(AZ)
	$(AZ)/bin/python -m pip install --quiet --disable-pip-version-check 'azure-cli >=2.60, <3'

bench: $(VENV)/installed-dev  ## Measure beside moto_server and APScheduler
	test -x $(BIN)/moto_server || $(BIN)/python -m pip install --quiet 'moto[server]'
	$(BIN)/python benchmarks/run.py

bench-quick: $(VENV)/installed-dev  ## Compare the processor time of requests with what is recorded, in a minute
	$(BIN)/python benchmarks/processor.py

.PHONY: help run test lint check matrix docs format constraints node vendor az bench bench-quick
