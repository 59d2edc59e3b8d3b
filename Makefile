# How lotwise is built, tried, tested and installed. `make` alone lists the targets.
#
# Every target sees to its own set-up (scripts/setup.sh). All Swift is built for release, once: `build`,
# `check`, `test` and `soak` give the same flags, so that none of them compiles what another one has.
# Plain `swift build` and `swift test` work as well (debug, without the flags below).

SWIFT  ?= swift
PYTHON ?= python3
PREFIX ?= /usr/local

# The library loops vectorise once sqrt and its like need not set errno; the results stay the same to the
# last bit. By default for the vector width of this machine; PORTABLE=1: for any x86-64, into a folder of
# its own. Swift's runtime is inside either way (Package.swift), so the program runs on a machine without Swift.
# STATIC=1: as PORTABLE=1, and everything else is inside as well, so that it runs on any Linux.
ifeq ($(STATIC),1)
FOLDER := .build/static
FLAGS  := --scratch-path $(FOLDER) -c release -Xcc -fno-math-errno
export LOTWISE_STATIC := 1
else ifeq ($(PORTABLE),1)
FOLDER := .build/portable
FLAGS  := --scratch-path $(FOLDER) -c release -Xcc -fno-math-errno
else
FOLDER := .build
FLAGS  := -c release -Xcc -fno-math-errno $(if $(filter x86_64,$(shell uname -m)),-Xcc -march=native)
endif
LOTWISE := $(FOLDER)/release/lotwise

# No test asks for @testable, which would compile every module a second time; none is an XCTest.
TEST := $(SWIFT) test $(FLAGS) --disable-testable-imports --disable-xctest

SETUP := SWIFT='$(SWIFT)' PYTHON='$(PYTHON)' scripts/setup.sh

.PHONY: help setup setup-tests planted build mpi mpi-test demo test check diagram reference bench same soak fuzz peers install uninstall deb tarball packages packages-test cluster reports clean
.DEFAULT_GOAL := help

help: ## List the targets
	@sed -n 's/^\([a-z-]*\): *[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

setup: ## Install what a build needs, if it is missing
	@$(SETUP) build

setup-tests: setup
	@$(SETUP) tests

# A program with planted faults, for the tests that see them noticed.
planted: setup-tests
	@$(PYTHON) scripts/planted.py '$(SWIFT)' .build/planted

build: setup ## Build for this machine; PORTABLE=1: for any x86-64; STATIC=1: with everything inside, too
	@$(SWIFT) build $(FLAGS)

mpi: setup ## Build lotwise-mpi as well: the same program as many processes, on one machine or on many (docs/mpi.md)
	@$(SETUP) mpi
	@LOTWISE_MPI=1 $(SWIFT) build $(FLAGS) --product lotwise-mpi
	@echo 'built $(FOLDER)/release/lotwise-mpi; mpirun starts it: mpirun -n 2 $(FOLDER)/release/lotwise-mpi compare SCENARIO'

mpi-test: mpi build ## Run the tests of lotwise-mpi
	@LOTWISE_MPI=1 $(TEST) --filter RanksTests

demo: build ## Build, compare the plans of a scenario, write its report to reports/, replay some cases
	@set -e; printf '\n$$ lotwise compare scenarios/reseller-or-official.yaml\n'; \
	$(LOTWISE) compare scenarios/reseller-or-official.yaml; \
	printf '\n$$ lotwise compare scenarios/reseller-or-official.yaml --out reports/reseller-or-official\n'; \
	$(LOTWISE) compare scenarios/reseller-or-official.yaml --out reports/reseller-or-official --quiet; \
	echo 'The report is reports/reseller-or-official/report.html.'; \
	for case in scenarios/replays/*.yaml; do \
	  case "$$case" in *.expect.yaml) continue;; esac; \
	  printf '\n$$ lotwise replay %s\n' "$$case"; \
	  $(LOTWISE) replay "$$case"; \
	done; \
	printf '\n$$ lotwise check scenarios/reseller-or-official.yaml\n'; \
	$(LOTWISE) check scenarios/reseller-or-official.yaml

test: planted ## Run every test; the last line is the test runner's own
	@$(TEST)

check: setup ## Check the format, build with warnings as errors, check the shape of the tree
	@$(SWIFT) format lint --strict -r Sources Tests Package.swift
	@$(SWIFT) build $(FLAGS) --build-tests
	@$(TEST) --skip-build --filter TidyTests
	@scripts/reports.sh check $(LOTWISE)
	@scripts/reference.sh check $(LOTWISE)
	@$(PYTHON) scripts/keys_in_docs.py $(LOTWISE)

reference: build ## Write docs/reference.md again, every key of every file
	@scripts/reference.sh write $(LOTWISE)

diagram: setup ## Draw docs/modules.md again from the imports of the code
	@$(SWIFT) build $(FLAGS) --build-tests
	@UPDATE_DIAGRAM=1 $(TEST) --skip-build --filter redraw | tail -n 1

reports: build ## Write the reports of reports/ again, after a change that is meant
	@scripts/reports.sh write $(LOTWISE)

REQUESTS ?= 10000000
bench: build ## Time a replay beside a Python loop, comparing plans beside NumPy and Numba, and what certainty costs; REQUESTS=...
	@$(PYTHON) scripts/bench.py --lotwise $(LOTWISE) --folder .build/bench --requests $(REQUESTS)
	@$(PYTHON) scripts/bench_engine.py --lotwise $(LOTWISE) --folder .build/bench --venv .venv-bench
	@$(PYTHON) scripts/bench_certainty.py --lotwise $(LOTWISE) --folder .build/bench

FUTURES ?= 4000
same: setup ## Compare scenarios with builds for several CPUs, and as on several: the bytes must be the same; FUTURES=...
	@$(PYTHON) scripts/same.py --swift '$(SWIFT)' --futures $(FUTURES)

PLANS ?= 2000000
LIVES ?= 300000
SEED  ?= 1
FILES ?= 300000
COMMANDS ?= 20000
RUNS ?= 1000
TIMES ?= 5
soak: setup ## Drive random plans through the ledger, spoilt files through readers and commands, many runs through the intervals, five times the futures through the exact laws; PLANS=... LIVES=... FILES=... COMMANDS=... RUNS=... TIMES=... SEED=...
	@LOTWISE_SOAK=$(PLANS) LOTWISE_SEED=$(SEED) $(TEST) --filter LedgerSimulationTests --skip FlowAuditTests
	@LOTWISE_SOAK=$(LIVES) LOTWISE_SEED=$(SEED) $(TEST) --filter FlowAuditTests
	@LOTWISE_FUZZ=$(FILES) LOTWISE_SEED=$(SEED) $(TEST) --filter 'Random changes|A tampered result'
	@LOTWISE_FUZZ_COMMANDS=$(COMMANDS) LOTWISE_SEED=$(SEED) $(TEST) --filter 'Random commands'
	@LOTWISE_COVERAGE=$(RUNS) $(TEST) --filter CoverageTests
	@LOTWISE_SOAK=$(TIMES) $(TEST) --filter '^SimulationTests\.|CompoundSimulationTests'

SECONDS ?= 300
fuzz: setup ## Let libFuzzer look for a file that crashes the readers; SECONDS=...
	@LOTWISE_FUZZER=1 $(SWIFT) build --scratch-path .build/fuzz -c release -Xswiftc -sanitize=fuzzer --product Fuzzer
	@mkdir -p .build/fuzz/corpus
	@.build/fuzz/release/Fuzzer .build/fuzz/corpus scenarios scenarios/replays \
	  -max_total_time=$(SECONDS) -timeout=2 -max_len=20000 -dict=Tests/Fuzzer/words.dict -artifact_prefix=.build/fuzz/

peers: setup ## Run the tests that compare with other programs, which must be there
	@$(SETUP) peers
	@$(TEST) --filter Peer

$(LOTWISE):
	@$(MAKE) build

install: $(LOTWISE) ## Copy the program, its manual, completions and the scenarios under PREFIX (/usr/local); DESTDIR is honoured
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/share/lotwise'
	install -m 755 $(LOTWISE) '$(DESTDIR)$(PREFIX)/bin/lotwise'
	cp -R scenarios '$(DESTDIR)$(PREFIX)/share/lotwise/'
	install -d '$(DESTDIR)$(PREFIX)/share/man/man1' '$(DESTDIR)$(PREFIX)/share/bash-completion/completions' \
	  '$(DESTDIR)$(PREFIX)/share/zsh/site-functions' '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d'
	$(LOTWISE) man > '$(DESTDIR)$(PREFIX)/share/man/man1/lotwise.1'
	$(LOTWISE) completions bash > '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/lotwise'
	$(LOTWISE) completions zsh > '$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_lotwise'
	$(LOTWISE) completions fish > '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/lotwise.fish'

uninstall: ## Remove what install copied
	rm -f '$(DESTDIR)$(PREFIX)/bin/lotwise'
	rm -rf '$(DESTDIR)$(PREFIX)/share/lotwise'
	rm -f '$(DESTDIR)$(PREFIX)/share/man/man1/lotwise.1' \
	  '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/lotwise' \
	  '$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_lotwise' \
	  '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/lotwise.fish'

packages: setup
	@$(SETUP) packages

deb: packages ## Make a Debian package, for any x86-64, in .build/packages
	@$(MAKE) --no-print-directory build PORTABLE=1
	@MAKE='$(MAKE)' scripts/deb.sh

tarball: packages ## Make an archive with a static program, for any Linux on x86-64, in .build/packages
	@$(MAKE) --no-print-directory build STATIC=1
	@MAKE='$(MAKE)' scripts/tarball.sh

packages-test: deb tarball ## Install and use both packages where nothing else is installed, and remove them again; needs root
	@$(SETUP) packages-test
	@scripts/packages_test.sh

cluster: ## Try scripts/slurm on a Slurm of this one machine, started and stopped for that: an array, a task that dies, the merge
	@$(SETUP) cluster
	@$(MAKE) --no-print-directory build
	@LOTWISE='$(LOTWISE)' scripts/cluster.sh

clean: ## Remove everything that was built or fetched into this folder
	rm -rf .build .venv-peers .venv-bench
