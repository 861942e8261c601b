# The two commands of a newcomer are `make data` and `make test`; both set up .venv first, and only when something changed.
PYTHON ?= python3
BIN := .venv/bin
# One more than there are cores: tests wait much, for servers and browsers and for what they start.
WORKERS ?= $(shell expr $$(nproc 2>/dev/null || echo 2) + 1)
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
CODE := flows schemas tests training bench supply notebooks/run.py

.DEFAULT_GOAL := help
.PHONY: help data test check format notebooks browser lock supply clean viewer

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

data: .venv/.runtime  ## set up, read raw/ and publish a release in outputs/
	@$(BIN)/attache publish
	@echo "Next: open outputs/latest/viewer.html in a browser, or ask $(BIN)/attache --help"

test: .venv/.dev browser  ## set up and run every test
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: .venv/.dev  ## lint, formatting, types (strict), import contracts
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.dev  ## mend what ruff can mend
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

notebooks: .venv/.dev browser  ## run the notebooks on the latest release, store what they show, draw the README's pictures
	$(BIN)/python notebooks/run.py

# The viewer is tested in the Chromium of the system's packages. Without it, and without the right to install it, its tests
# are skipped, and pytest says so.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Chromium, in which the viewer is tested"; \
			{ apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends chromium; } \
				>/dev/null 2>&1 || echo "Chromium cannot be installed: the viewer's tests are skipped" >&2; \
		else \
			echo "No Chromium: the viewer's tests are skipped (apt-get install chromium)" >&2; \
		fi; }

lock:  ## pin the dependencies anew with their hashes (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-strip-extras --no-header --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.txt
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --upgrade \
		--constraints requirements.txt \
		--no-strip-extras --no-header --no-emit-index-url --no-emit-find-links --quiet --output-file requirements-dev.txt

supply:  ## write the bill of materials and the licences of what is locked anew
	$(BIN)/python -m supply.sbom
	$(BIN)/python -m supply.licences

viewer:  ## build the viewer's bundle anew from web/ (needs node 20)
	cd web && npm ci --no-audit --no-fund && npm run check && npm run build

clean:  ## remove .venv, caches and what an interrupted run left; releases stay
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find flows schemas tests training notebooks -name __pycache__ -prune -exec rm -rf {} +

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "attache needs Python 3.11 or later, and $(PYTHON) is older or missing: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Setting up .venv (once)"
	@$(PYTHON) -m venv .venv
	@touch $@

# The lock names every package, so pip need not resolve (--no-deps). setuptools, which builds the editable install, is in
# it as a dependency of spaCy.
.venv/.runtime: requirements.txt pyproject.toml .venv/.python
	@echo "Installing the locked dependencies (a minute or two)"
	@$(PIP) install --no-deps --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	@echo "Installing what the tests need"
	@$(PIP) install --no-deps --require-hashes -r requirements-dev.txt
	@touch $@
