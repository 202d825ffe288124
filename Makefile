# What a user and a contributor need; `make help` lists it. Everything happens in .venv, which is made anew
# whenever the locked versions change.

PYTHON ?= python3
PORT ?= 8080
# Three at a time also on two cores, since many tests wait: for clocks, leases and starts of mongod.
TOGETHER := -n 3 --dist worksteal
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header --upgrade

# The tests start many processes: none of them should compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: .venv/run ## Serve on http://127.0.0.1:8080 (or PORT=) with a local MongoDB; the first time, play the demo day
	@exec $(BIN)/lrs demo --serve --port $(PORT)

.PHONY: demo
demo: .venv/run ## Play the demo day in a temporary folder and write its reports to out/
	@$(BIN)/lrs demo

.PHONY: test
test: .venv/dev ## Run every test
	$(BIN)/pytest $(TOGETHER)

.PHONY: test-fast
test-fast: .venv/dev ## Run the tests that take less than a minute
	$(BIN)/pytest $(TOGETHER) tests/unit tests/api

.PHONY: conformance
conformance: .venv/dev ## Run the public suite in SUITE=dir for both versions
	$(BIN)/python -m tests.conformance.public_suite $(or $(SUITE),$(error SUITE names no checkout of the public suite))

.PHONY: check
check: .venv/dev ## Lint, check types and import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@mkdir -p build/types && ln -sfn ../../plugins build/types/lrs_plugins && ln -sfn ../../schemas build/types/lrs_schemas
	$(BIN)/mypy -p lrs -p lrs_plugins -p lrs_schemas -p bench -p tests
	$(BIN)/lint-imports

.PHONY: format
format: .venv/dev ## Format the code
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

.PHONY: bench
bench: .venv/dev ## Measure the service against ceilings, with stores of several sizes (or SIZES="10000 100000")
	$(BIN)/python -m bench $(addprefix --size ,$(SIZES))

.PHONY: lock
lock: .venv/dev ## Choose the newest versions anew and lock them
	$(BIN)/pip install --quiet uv
	$(LOCK) --group build --output-file requirements/build.txt
	$(LOCK) pyproject.toml --output-file requirements/service.txt
	$(LOCK) pyproject.toml --extra local --group build --output-file requirements/run.txt
	$(LOCK) pyproject.toml --extra local --extra parquet --group dev --output-file requirements/dev.txt

.PHONY: clean
clean: ## Remove what was built and installed here; the data folder stays
	rm -rf .venv build out *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/run: requirements/run.txt pyproject.toml
	@$(call install,run)

.venv/dev: requirements/dev.txt pyproject.toml
	@$(call install,dev)
	@touch .venv/run

# Installs the locked versions of requirements/$(1).txt and the project itself, editable.
define install
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "CME LRS needs Python 3.11 or newer: run make PYTHON=python3.11")'
	echo "Installing into .venv ..."
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$(1).txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch .venv/$(1)
endef
