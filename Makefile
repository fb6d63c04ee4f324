STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME ?= 10s

.PHONY: help run test lint generate conformance fuzz bench bench-orm bench-restart soak-slowloris soak-keyset deps

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## serve the three example programs on http://127.0.0.1:8000
	go run ./examples

test: deps ## run all tests: unit, browser, Python, HTTP/2, and every fuzz target for FUZZTIME (10s)
	go vet ./...
	go test ./...
	cd bench && go vet ./... && go test ./...
	.ci/fuzz $(FUZZTIME)

lint: ## gofmt, go vet, staticcheck, and addresses that name no column
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "not gofmt-ed: $$unformatted"; exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...
	go run ./orm/internal/columncheck/cmd ./...
	cd bench && go vet ./... && go run $(STATICCHECK) ./...

generate: ## cut the snippets of the documentation from the tested examples
	go generate ./...

conformance: ## run the peers' recorded cases in the folder CORPORA; V=1 lists the failures
	go run ./internal/conformance

fuzz: ## run every fuzz target for FUZZTIME, as in make fuzz FUZZTIME=10m
	.ci/fuzz $(FUZZTIME)

bench: deps ## measure Combo and its peers side by side: over an hour, on a quiet machine
	cd bench && go run ./cmd/bench run && go run ./cmd/bench pairs && go run ./cmd/bench inproc && go run ./cmd/bench orm && go run ./cmd/bench report

bench-orm: deps ## measure queries by Combo's ORM and its peers: five minutes, on a quiet machine
	cd bench && go run ./cmd/bench orm && go run ./cmd/bench report

bench-restart: ## restart a server 50 times under load and count what failed: a minute
	go run ./server/internal/restart -restarts 50 -requests 200000

soak-slowloris: ## hold 400 slow connections against a server while others use it
	go run ./server/internal/slowloris

soak-keyset: deps ## ask for pages in the depth of 1,000,000 rows: half a minute
	cd bench && go test ./orm -count 1 -run TestKeyset -v -orm.keyset 1000000

deps: # what the tests need besides Go
	@.ci/deps
