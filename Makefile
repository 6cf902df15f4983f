# Everything a person does with the project. `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run setup setup-dev test test-services services services-stop services-status check format lock clean bench-%

PYTHON ?= python3
BIN := .venv/bin
STAMPS := .venv/.stamps

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

run: $(STAMPS)/run ## set up everything, bring in the example acts if the register is empty, serve the site on 127.0.0.1:8000 (REGISTRY_PORT: another port)
	@$(BIN)/registry serve --examples examples

setup: $(STAMPS)/run ## virtual environment and locked dependencies of the product

setup-dev: $(STAMPS)/dev ## the same with the tools of development

$(STAMPS)/venv:
	@PYTHON=$(PYTHON) bash tools/setup/venv.sh
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: requirements.lock pyproject.toml | $(STAMPS)/venv
	@bash tools/setup/install.sh requirements.lock
	@touch $@

$(STAMPS)/dev: requirements-dev.lock pyproject.toml | $(STAMPS)/venv
	@bash tools/setup/install.sh requirements-dev.lock
	@touch $(STAMPS)/run $@

test: $(STAMPS)/dev ## set up everything and pass all tests on the embedded default
	@$(PYTHON) tools/setup/programs.py
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not services" $(PYTEST)

services: ## start real PostgreSQL, OpenSearch and S3 servers on this machine, without Docker
	@$(PYTHON) tools/services start

services-stop: ## stop them
	@$(PYTHON) tools/services stop

services-status: ## tell how they stand
	@$(PYTHON) tools/services status

test-services: $(STAMPS)/dev ## the contract suites and the end-to-end way on the real servers
	@bash tools/setup/test-services.sh $(PYTEST)

check: $(STAMPS)/dev ## style, types, import contracts, docs
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tools/setup/check_docs.py

format: $(STAMPS)/dev ## put the code into the project's form
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

lock: $(STAMPS)/venv ## write the locks anew from pyproject.toml (needs uv in the virtual environment)
	@bash tools/setup/lock.sh

$(STAMPS)/bench: requirements-bench.lock pyproject.toml | $(STAMPS)/venv
	@bash tools/setup/install.sh requirements-bench.lock
	@touch $(STAMPS)/run $(STAMPS)/dev $@

bench-%: $(STAMPS)/bench ## run a benchmark of benchmarks/
	@$(BIN)/python -m benchmarks.$*

clean: ## remove the virtual environment and caches (the data folder stays)
	rm -rf .venv .cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
