# Two commands matter: `make run` and `make test`. Both set up what they need, and both are safe
# to repeat. `make help` prints the lines marked ##.

MAKEFLAGS += --no-print-directory
PYTHON ?= $(shell tools/find-python)
BIN := .venv/bin
QUIETLY := tools/quietly
# Options for `threadbox demo`, as in: make run ARGS="--port 8099 --data DIR"
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test quick check dev bench gauntlet build lock audit protocol limits pictures clean tools packages front-end browser programs

help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 } \
	      /^## / { printf "\n%s\n", substr($$0, 4) }' Makefile

## Every day
run: front-end $(BIN)/.run ## Start the demo: its page, the inbox and a sign-in are printed
	@exec $(BIN)/threadbox demo $(ARGS)

test: front-end programs ## Run every test: TypeScript, Python, both databases, three browsers
	@cd web && npm run --silent test -- --reporter=dot
	@tools/test-python $(BIN)

quick: $(BIN)/.dev packages ## Run the tests that need no server and no browser (under two minutes)
	@cd web && npm run --silent test -- --reporter=dot
	@$(BIN)/pytest -q -m "not postgres and not valkey and not browser and not slow"

check: $(BIN)/.dev packages ## Look at format, lint, types, shape, docs and byte budgets
	@$(BIN)/python -m tools.check

dev: front-end $(BIN)/.dev ## Start the demo and start it again whenever a source file changes
	@exec $(BIN)/python -m tools.dev $(ARGS)

bench: $(BIN)/.dev ## Measure, beside baselines, in ten minutes: make bench ARGS="sends idle … | --quick | --full"
	@$(BIN)/python -m bench $(ARGS)

gauntlet: $(BIN)/.dev ## Attack it: make gauntlet ARGS="--full | G001 … | --sabotage | --list"
	@$(BIN)/python -m tests.gauntlet $(ARGS)

build: front-end $(BIN)/.dev ## Make sdist, wheel and its locked requirements in dist/; the wheel needs no Node
	@$(QUIETLY) "sdist and wheel" $(BIN)/python -m build --no-isolation --outdir dist
	@cp requirements/run.txt dist/requirements.txt
	@ls -1 dist

## Now and then
lock: $(BIN)/.dev ## Resolve the dependencies of pyproject.toml into requirements/*.txt
	@tools/lock $(BIN)/uv

audit: $(BIN)/.dev packages ## Ask for known vulnerabilities of what is locked, Python's and npm's
	@$(BIN)/python -m tools.audit $(BIN)/uv

protocol: $(BIN)/.dev ## Write protocol.ts, limits.ts and protocol/ anew from the code
	@$(BIN)/python -m threadbox.wire.typescript > web/client/src/protocol.ts
	@$(BIN)/python -m threadbox.wire.typescript_limits > web/client/src/limits.ts
	@$(BIN)/python -m tests.protocol.write

limits: $(BIN)/.dev ## Write docs/limits.md anew from the code and the marks of the tests
	@$(BIN)/python -m tools.limits

pictures: front-end browser ## Take the pictures of the README anew
	@$(BIN)/python -m tools.pictures

clean: ## Remove everything that make has made, but no data
	@rm -rf .venv .cache build dist src/threadbox/static web/node_modules
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results
	@echo "clean: threadbox-data/ and threadbox-demo/ are still there"

# What the above stand on. A stamp file is newer than what it was made from.

tools:
	@tools/check-tools $(PYTHON)

$(BIN)/python: | tools
	@$(QUIETLY) "virtual environment in .venv" $(PYTHON) -m venv .venv

$(BIN)/.run: requirements/run.txt pyproject.toml $(BIN)/python
	@$(QUIETLY) "Python packages of requirements/run.txt" tools/install-python run
	@touch $@

$(BIN)/.dev: requirements/dev.txt $(BIN)/.run
	@$(QUIETLY) "Python packages of requirements/dev.txt" tools/install-python dev
	@touch $@

packages: tools
	@$(PYTHON) -m tools.front_end --packages

front-end: tools
	@$(PYTHON) -m tools.front_end

browser: $(BIN)/.dev
	@$(BIN)/python -m tools.chromium

programs: $(BIN)/.dev
	@$(BIN)/python -m tools.programs
