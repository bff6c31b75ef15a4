# 照办 · zhaoban. `make run` is all that a newcomer needs; `make help` lists the rest.
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help setup run demo test check lock clean forget

PYTHON ?=
FIND := PYTHON="$(PYTHON)" sh scripts/find-python.sh
VENV := .venv/bin/python

help: ## 列出所有目标 · list the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## 准备环境（可重复运行）· get everything ready; run it as often as you like
	@python=$$($(FIND)) && "$$python" -m scripts.setup

run: setup ## 启动全部进程，Ctrl-C 停止 · start everything; PORT=8001 make run takes another port
	@exec ./zhaoban up

demo: ## 在另一个终端里演示整个流程 · play the whole main job against the running system
	@exec ./zhaoban demo

test: ## 准备环境并运行全部检查与测试 · set up, then run every check and test
	@python=$$($(FIND)) && "$$python" -m scripts.setup --tests
	@exec $(VENV) -m scripts.checks

check: ## 提交前的快速检查（不含测试）· the quick checks before a commit, without the tests
	@exec $(VENV) -m scripts.checks --quick

lock: ## 由 pyproject.toml 更新 requirements.lock · renew the lock file
	@exec $(VENV) -m scripts.lock

clean: ## 删除构建产物与缓存（数据保留）· delete what was built; data, keys and models stay
	rm -rf .venv var/setup var/node .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf console/node_modules console/dist miniprogram/node_modules miniprogram/dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

forget: ## 删除本机存储的全部试用数据（会先询问）· delete all local trial data, after a question
	@exec $(VENV) -m app.up.forget
