# The door to everything. Each target is one script of scripts/, which says what it does and takes arguments.
.DEFAULT_GOAL := help
.PHONY: help setup run test test-long check bench docs system-deps lock clean

help: ## what can be made
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' Makefile | expand -t 22

setup: ## .venv, translations and front end, from the lock files
	@scripts/setup

run: setup ## the whole site on this machine: http://localhost:8400 (MADANG_PORT, MADANG_HOME, DATABASE_URL)
	@exec .venv/bin/madang up

test: ## all tests but the long ones
	@scripts/test

test-long: ## all tests, room by room, on the embedded and on Debian's PostgreSQL; goes on where it stopped
	@scripts/setup dev
	@.venv/bin/python scripts/long_tests.py

check: ## style, types, walls, templates, migrations, translations, documentation
	@scripts/check

bench: ## all benchmarks, one JSON line each (QUICK=1 for smaller ones)
	@scripts/bench

docs: ## the book, into site/
	@scripts/setup dev
	@.venv/bin/mkdocs build --strict

system-deps: ## optional parts from Debian (apt-get, by sudo where needed)
	@scripts/system_deps

lock: ## the lock files anew from pyproject.toml
	@scripts/lock

clean: ## what `make setup` made; var/ stays
	@rm -rf .venv node_modules site src/madang/blocks/ui/static/ui/build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
