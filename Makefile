# newskit: what there is to make. `make` lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEPENDENCIES := $(VENV)/.dependencies
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test lint types bench model-clean model-plain docs clean lock

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

$(DEPENDENCIES): requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit("newskit needs Python 3.11 or later: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP) --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

$(READY): $(DEPENDENCIES) pyproject.toml
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)  ## Extract the seed article and show what was found
	@mkdir -p build
	$(BIN)/newskit extract seeds/*.txt -o build/demo.jsonl
	$(BIN)/newskit view build/demo.jsonl

test: lint types  ## Lint, check types and run all tests
	$(BIN)/python -m pytest

lint: $(READY)  ## Check style with ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)  ## Check types with mypy
	@mkdir -p build/types && ln -sfn ../../cli build/types/newskit_cli
	$(BIN)/mypy

bench: $(READY)  ## Measure newskit beside its peers (see docs/benchmarks.md)
	$(BIN)/python benchmarks/run.py $(BENCH)

model-clean: $(READY)  ## Train the weights of clean: make model-clean DATA=folder (see docs/clean.md)
	$(PIP) catboost
	@mkdir -p build/clean
	$(BIN)/python benchmarks/train_clean.py $(DATA) --predictions build/clean
	$(BIN)/python benchmarks/train_metadata.py $(DATA) build/clean

model-plain: $(READY)  ## Train the weights of plain text: make model-plain DATA=folder (see docs/clean_plain.md)
	$(PIP) lightgbm resiliparse
	@mkdir -p build/plain
	$(BIN)/python benchmarks/plain_scrapes.py $(DATA)/fundus258 build/plain/scrapes --styles 9
	for set in postlight:3 trafilatura:2 wcxb:1; do \
	  name=$${set%:*}; \
	  $(BIN)/newskit clean -q --keep-all $(DATA)/$$name/dev.input.jsonl.gz -o build/plain/$$name.jsonl && \
	  $(BIN)/python benchmarks/plain_scrapes.py $(DATA)/$$name build/plain/taught-$$name --sound 0 \
	    --styles $${set#*:} --records build/plain/$$name.jsonl --but $(DATA)/fundus258/dev.gold.jsonl || exit 1; \
	done
	$(BIN)/python benchmarks/train_plain.py $(DATA)/plain build/plain/scrapes --taught build/plain/taught-* \
	  --predictions build/plain/cv --out build/plain/weights.npz

docs: $(READY)  ## Check that every transcript, option and link in the docs is true
	$(BIN)/python -m pytest tests/test_docs.py

lock:  ## Pin all dependencies anew, with versions and hashes (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url \
	  --no-header --group dev pyproject.toml requirements/build.in -o requirements/dev.txt

clean:  ## Remove everything that was made
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
