# Everything a developer or CI does. `make` alone prints this list.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

GO       ?= go
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
BIN      := bin/atrevete
LDFLAGS  := -s -w -X main.version=$(VERSION)
LINT     := $(GO) tool -modfile=tools/go.mod golangci-lint
# Packages whose coverage is promised, and how much of it, in percent.
COVERED  := salon dialog inbox outbox agent
COVERAGE := 85
comma    := ,
empty    :=
space    := $(empty) $(empty)
COVERPKG := $(subst $(space),$(comma),$(foreach p,$(COVERED),atrevete/internal/$(p)))
# $(TEST) ... $(SUM) runs `go test -json` and prints what people read: failures, skips with their reason, and a total.
TEST     := mkdir -p bin && $(GO) -C tools build -o ../bin/testsum ./testsum && set -o pipefail && $(GO) test -json -timeout 9m
SUM      := | bin/testsum -total bin/tests.txt

.PHONY: help
help: ## this list
	@echo 'Atrévete: a WhatsApp assistant that books a salon. On a fresh machine: make run'
	@echo
	@grep -hE '^[a-z/-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.PHONY: run
run: prepare build ## install what is missing, build, and run everything on http://localhost:8000/chat
	@exec $(BIN) up

.PHONY: prepare
prepare: ## install PostgreSQL and Redis servers if this machine lacks them
	@scripts/prepare.sh servers

.PHONY: build
build: ## build bin/atrevete
	@CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/atrevete

.PHONY: test
test: prepare notes ## every test this machine can run
	@$(TEST) $(if $(COVER),-coverprofile=bin/cover.out -coverpkg=$(COVERPKG)) ./... $(SUM)

.PHONY: test/race
test/race: prepare ## the packages under the race detector
	@$(TEST) -race ./internal/... $(SUM)

.PHONY: test/browser
test/browser: prepare ## only the tests in a real browser (needs Chromium)
	@scripts/prepare.sh browser
	@export REQUIRE_BROWSER=1; $(TEST) -count=1 -run 'Browser' ./... $(SUM)

.PHONY: test/compose
test/compose: ## only the tests of the containers (needs Docker with Compose v2)
	@export REQUIRE_DOCKER=1; $(TEST) -count=1 ./docker/... $(SUM)

.PHONY: test/redisless
test/redisless: prepare ## every transcript through the whole product with Redis absent from start to end
	@export TRANSCRIPTS_WITHOUT_REDIS=all; $(TEST) -count=1 -timeout 25m -run '^TestTranscriptsWithoutRedis$$' ./internal/testkit/stack $(SUM)

.PHONY: notes
notes:
	@command -v chromium chromium-browser google-chrome >/dev/null || echo 'note: no Chromium, so the browser tests are skipped (make test/browser installs it)'
	@docker compose version >/dev/null 2>&1 && docker info >/dev/null 2>&1 || echo 'note: no Docker with Compose v2, so the container tests are skipped'

.PHONY: cover
cover: ## every test with coverage; fails below 85 % in salon, dialog, inbox, outbox, agent
	@$(MAKE) test COVER=1
	@scripts/cover.sh bin/cover.out $(COVERAGE) $(COVERED)

.PHONY: lint
lint: ## formatting, vet and golangci-lint
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$unformatted" ] || { echo "gofmt these files:" $$unformatted; exit 1; }
	@$(GO) vet ./...
	@$(LINT) run ./...

.PHONY: bench
bench: prepare build ## measure, print one table, write docs/benchmarks.md
	@$(BIN) bench --write docs/benchmarks.md

.PHONY: prove
prove: prepare build ## storm the booking engine: ATTEMPTS (default 1000000) from SEED; fails unless everything that must be zero is
	@$(BIN) prove --attempts $(or $(ATTEMPTS),1000000) --seed $(or $(SEED),1)

.PHONY: chaos
chaos: prepare ## disasters for MINUTES (default 30) from SEED while customers book: processes killed, data services wiped and restarted, neighbours failing
	@$(GO) test -count=1 -timeout 0 -run '^TestChaos$$' -v ./internal/testkit/chaos -args -chaos.lasts=$(or $(MINUTES),30)m -chaos.seed=$(or $(SEED),1)

.PHONY: sim
sim: ## N simulated customers (default 1000, from SEED), a quarter in REPEAT wordings: task completion, turns, faults, the ten worst
	@$(GO) test -count=1 -timeout 30m -run 'TestSimulate$$' -v ./internal/testkit/sim -args -sim.n=$(or $(N),1000) -sim.seed=$(or $(SEED),1) -sim.repeat=$(or $(REPEAT),4)

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME (default 10s)
	@for package in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz'); do \
	    echo "$$package $$target"; $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $${FUZZTIME:-10s} $$package || exit 1; \
	  done; \
	done

.PHONY: eval/nlu
eval/nlu: ## how well dates are read: CORPUS=file of phrases with their accepted readings, one JSON object a line
	@[ -n "$(CORPUS)" ] || { echo 'name a file: make eval/nlu CORPUS=phrases.jsonl'; exit 2; }
	@CORPUS=$(abspath $(CORPUS)) $(GO) test -count=1 -run '^TestCorpus$$' -v ./internal/understand/spanish

.PHONY: verify
verify: lint cover ## what must hold before a change is done: lint, every test, coverage

.PHONY: clean
clean: ## remove what was built (not .atrevete, which holds the data of `make run`)
	@rm -rf bin
