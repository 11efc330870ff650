# dev.py does the work, with nothing but Python's standard library; without make, call it directly.
.PHONY: help run test check bench lock
.DEFAULT_GOAL := help
PYTHON ?= python3
ARGS ?=
COMPILE = uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 $(ARGS)

help: ## Print the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Install, load the catalog and the demo, and serve the site on http://localhost:8000/
	@$(PYTHON) dev.py run

test: ## Run the tests on SQLite and on a real PostgreSQL (ARGS="-k name" goes to pytest)
	@$(PYTHON) dev.py test $(ARGS)

check: ## Lint, format, types, migrations and the API's schema
	@$(PYTHON) dev.py check

bench: ## Measure the API at size (after make test; ARGS="postgresql --keep var" go to the program)
	@.venv/bin/python -m tests.benchmarks.api $(ARGS)

lock: ## Resolve the requirements again (needs uv; ARGS=--upgrade for newer indirect ones)
	@$(COMPILE) requirements.txt -o requirements.lock
	@$(COMPILE) tests/requirements.txt -o tests/requirements.lock -c requirements.lock
