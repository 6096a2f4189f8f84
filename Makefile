# The commands of every day. `make` lists them.

PYTHON ?= python3
BIN := .venv/bin

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

.venv: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q -c constraints.txt -e '.[test,browser]'
	touch .venv

setup: .venv ## install everything for development, and the pre-commit hooks
	$(BIN)/pip install -q pre-commit
	$(BIN)/pre-commit install

serve: .venv ## start the demo at http://localhost:8000/
	$(BIN)/python manage.py demo

test: .venv ## the suite on SQLite
	$(BIN)/python -m pytest -n auto

postgres: .venv ## what uses the database, on PostgreSQL and Redis (DATABASE_URL, REDIS_URL)
	DATABASE_URL=$${DATABASE_URL:-postgres://postgres@127.0.0.1:5432/postgres} \
	REDIS_URL=$${REDIS_URL:-redis://127.0.0.1:6379/15} \
	$(BIN)/python -m pytest -n 2 --database-only

axe: ## axe-core, for the tests of accessibility (needs npm)
	bash tests/browser/install.sh

browser: .venv ## the browser tests in Chromium
	$(BIN)/python -m pytest -n 2 -m browser tests/browser

independent: .venv ## other projects' programs read what the site publishes
	$(BIN)/pip install -q -c constraints.txt -e '.[test,independent]'
	$(BIN)/pip install -q -c constraints.txt --no-deps arena-rank
	ARENA_NEEDS_PACKAGES=1 $(BIN)/python -m pytest -n 2 -m independent

slow: .venv ## what CI leaves out: weather, soak, exhaustive pages
	$(BIN)/python -m pytest -n 2 -m slow

lint: .venv ## format, lint, types, import contracts, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	git ls-files 'templates/*.html' | xargs $(BIN)/djade --check --target-version 5.2

format: .venv ## mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	git ls-files 'templates/*.html' | xargs $(BIN)/djade --target-version 5.2

ci: ## everything CI runs
	bash .ci/run

.PHONY: help setup serve test postgres axe browser independent slow lint format ci
