# Everything that a developer or CI does with this repository. What is installed once works offline afterwards.

VENV ?= .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run test test-all lint types fast slow bench audit image wheel format clean venv install install-dev

help: ## show this
	@sed -n 's/^\([a-z-]*\):.* ## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

run: install ## serve on port 8080; options: make run ARGS="--seed 7"
	@$(PYTHON) -m mockserver serve $(ARGS)

test: lint types fast ## lint, types and the tests, in a few minutes

test-all: test slow ## also what is slow or needs other programs

lint: install-dev
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: install-dev
	$(PYTHON) -m mypy

fast: install-dev ## the tests alone; options: make fast ARGS="-k paging"
	$(PYTHON) -m pytest -n auto -m "not slow" $(ARGS)

# Playwright leaves an event loop running, with which tests of ours that run one cannot share a process.
slow: install-dev ## the slow tests alone
	$(PYTHON) -m pytest -n auto -m "slow and not needs_browser" $(ARGS)
	$(PYTHON) -m pytest -n auto -m needs_browser $(ARGS)

bench: install-dev ## measure, as ratios to a bare application
	$(PYTHON) -m bench.run $(ARGS)

audit: install-dev ## look up known weaknesses of all that is installed; needs the network
	@$(PIP) install --quiet pip-audit
	$(PIP) freeze --exclude-editable | $(PYTHON) -m pip_audit --strict --disable-pip --no-deps --requirement /dev/stdin

image: install-dev ## build the container image with buildah and try it, as root
	scripts/image_build.sh
	$(PYTHON) scripts/image_smoke.py localhost/mockserver:dev

wheel: install-dev ## build dist/mockserver-*.whl
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .

format: install-dev ## put the code into shape
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

clean: ## remove what was made, the environment too
	rm -rf $(VENV) dist build mockserver/_compiled .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Version managers leave commands that only print an error, and some systems split venv off: only trying tells.
venv:
	@$(PYTHON) -c "" 2>/dev/null && exit 0; \
	for name in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	  if $$name -c "import ensurepip, sqlite3, sys, venv; sys.exit(sys.version_info < (3, 11))" >/dev/null 2>&1; then \
	    echo "Making $(VENV) with $$($$name --version)"; \
	    exec $$name -m venv --clear $(VENV); \
	  fi; \
	done; \
	echo "mockserver needs Python 3.11 or newer with its venv module; none was found." >&2; exit 1

# A copy of pyproject.toml says what is installed: its time of change would not survive a checkout.
install: venv
	@cmp -s pyproject.toml $(VENV)/installed.toml || { \
	  echo "Installing into $(VENV), this once" && \
	  $(PIP) install --quiet --editable . && cp pyproject.toml $(VENV)/installed.toml; }

install-dev: venv
	@cmp -s pyproject.toml $(VENV)/installed-dev.toml || { \
	  echo "Installing into $(VENV), this once" && \
	  $(PIP) install --quiet --editable ".[dev]" && \
	  cp pyproject.toml $(VENV)/installed.toml && cp pyproject.toml $(VENV)/installed-dev.toml; }
