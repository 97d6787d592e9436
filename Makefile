# Every target sets itself up: nothing is needed but Python 3.11 or newer and make.
# Paths are relative, so a folder with spaces in its name is no trouble.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
RUN := .venv/bin/python -m
# Notebooks that keep what they show; it is compared with what they show now.
KEPT := notebooks/reproduction.ipynb notebooks/tutorial.ipynb

# Caches and configuration stay here: a read-only home is enough, and nobody's own
# settings can change a published page.
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PYTHONDONTWRITEBYTECODE =
export MPLBACKEND = agg
export IPYTHONDIR = $(CURDIR)/.cache/ipython
export JUPYTER_CONFIG_DIR = $(CURDIR)/.cache/jupyter
export JUPYTER_DATA_DIR = $(CURDIR)/.cache/jupyter
export JUPYTER_RUNTIME_DIR = $(CURDIR)/.cache/jupyter/runtime
export MPLCONFIGDIR = $(CURDIR)/.cache/matplotlib
# Two processes share two cores; threads inside each would wait for one another.
export OPENBLAS_NUM_THREADS = 1

.PHONY: help setup report test cluster lint notebooks lab bench lock clean

help: ## say what there is to make
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 10

setup: .venv/.complete

.venv/.complete: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' || \
	  { echo "this Python has no venv; on Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Setting up .venv (once; a few minutes on a slow line) ..."
	@$(PYTHON) -m venv .venv
	@$(RUN) pip install --quiet --no-cache-dir --require-hashes --no-deps -r requirements.lock
	@$(RUN) pip install --quiet --no-cache-dir --no-build-isolation --no-deps -e .
	@$(RUN) pip check --quiet
	@.venv/bin/python -c 'from itperception.published.bounds import exact_tails as e; e.prepare()'
	@touch .venv/.complete
	@echo "Set up."

report: setup ## write every wave's page to reports/ (what has not changed is skipped)
	@$(RUN) itperception report

test: setup lint ## run every check: style, tests, doctests, notebooks, pages in a browser
	@$(RUN) pytest -n 2 --dist worksteal --doctest-modules itperception tests --ignore=tests/browser \
	  --ignore=tests/spark
	@$(RUN) pytest -n 2 --dist loadfile --nbval --nbval-sanitize-with tests/nbval.cfg $(KEPT)
	@$(RUN) pytest --nbval-lax notebooks/explore.ipynb
	@$(RUN) itperception report
	@$(RUN) pytest tests/browser -rs

# Spark is 600 MB, and pandas reads text otherwise where Arrow is: it is beside .venv.
.cache/spark/.complete: spark.lock .venv/.complete
	@echo "Installing Spark in .cache/spark (once) ..."
	@$(RUN) pip install --quiet --no-cache-dir --no-build-isolation --require-hashes --no-deps \
	  --upgrade --target .cache/spark -r spark.lock
	@touch .cache/spark/.complete

cluster: setup .cache/spark/.complete ## check counting on Spark on this machine (needs Java 17)
	@PYTHONPATH=.cache/spark $(RUN) pytest tests/spark -rs

lint: setup ## check style and formatting
	@$(RUN) ruff check --quiet .
	@$(RUN) ruff format --quiet --check .

notebooks: setup ## run the reproduction and the tutorial again and store what they show
	@$(RUN) jupyter nbconvert --log-level=ERROR --to notebook --execute --inplace $(KEPT)
	@$(RUN) itperception clean-notebooks notebooks/*.ipynb || true

lab: setup ## open JupyterLab on the notebooks
	@$(RUN) jupyterlab --notebook-dir=.

bench: setup ## measure against what a user would pick instead
	@$(RUN) benchmarks.results --write benchmarks/results.md
	@$(RUN) benchmarks.exact --write docs/exact.md
	@$(RUN) benchmarks.calibration --write docs/calibration.md

lock: ## pin every version again (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --upgrade \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
	  --quiet -o requirements.lock
	echo 'pyspark[connect]' | uv pip compile - -c requirements.lock --universal \
	  --python-version 3.11 --upgrade --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-annotate --no-header --quiet -o spark.lock \
	  $(foreach name,numpy pandas python-dateutil typing-extensions tzdata,--no-emit-package $(name))

clean: ## delete all that a command has made, but not data/raw
	rm -rf .venv .cache .pytest_cache .ruff_cache build *.egg-info
	find data/processed reports -mindepth 1 ! -name .gitkeep -delete
	find . -name __pycache__ -prune -exec rm -rf {} +
