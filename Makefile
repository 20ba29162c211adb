# make run    the bot: in Telegram with CHAPU_TOKEN, in the browser without          make check   ruff, mypy, and the program without the development extras
# make test   the whole test suite                   make clean   take the made things away
PYTHON ?= python3
PIP = PIP_CONSTRAINT=constraints.txt $(1)/bin/python -m pip install --use-pep517 --quiet --disable-pip-version-check
BIN = .venv/bin

.PHONY: run test check clean
run: .venv/run
	@if [ -n "$$CHAPU_TOKEN" ]; then exec $(BIN)/python bot.py run; else exec $(BIN)/python sandbox.py; fi

test: .venv/dev
	$(BIN)/python -m pytest

check: .venv/dev .venv-bare/run
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	.venv-bare/bin/python bot.py --help > /dev/null

# .venv-bare is what a user has: it shows an import that only the development extras would satisfy.
%/run: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "茶铺需要 Python 3.11 或更新的版本，现在是 " + sys.version.split()[0] + "；可用 make run PYTHON=python3.12 指定。")'
	@test -x $*/bin/pip || $(PYTHON) -m venv $* || { rm -rf $*; echo "建不了 Python 环境：请先安装 python3-venv（Debian、Ubuntu：apt install python3-venv），再运行一次。"; exit 1; }
	@echo "正在准备 $* ……第一次约需半分钟。"
	@$(call PIP,$*) --editable .
	@touch $@

.venv/dev: .venv/run
	@$(call PIP,.venv) --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv .venv-bare *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
