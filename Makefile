# gapmap.  `make help` lists the targets and these variables; any may be set on the command line.

#: compiler
CC = gcc
#: your own compiler flags; those that the code needs are added in any case
CFLAGS ?= -O2 -g
#: your own linker flags
LDFLAGS ?=
#: 1: a warning is an error
WERROR =
#: 0: let gcc optimise each file alone
LTO = 1
#: sanitizers, such as address,undefined; they build in a folder of their own
SAN =
#: folder of everything that is built
BUILD = build$(if $(SAN),/san-$(subst $(comma),-,$(SAN)))
#: where to install
PREFIX = /usr/local
#: man pages below it
MANDIR = $(PREFIX)/share/man
#: put before all installed paths, for packagers
DESTDIR =
#: finds PCRE2, utf8proc and jansson
PKG_CONFIG ?= pkg-config
#: libstemmer, which has no pkg-config file
STEMMER_LIBS ?= -lstemmer
#: SHA-256
MD_LIBS ?= -lmd
#: documents of `make demo`, default those of the sample
DOCS ?=
#: their language (BCP 47)
DOCLANG ?= en
#: folder of Universal Dependencies' files, default ../shared/ud
UD ?=
#: 1: show the commands
V =
#: seconds for each fuzzer of `make fuzz`
FUZZ_SECONDS = 60

# The one place of the version.
VERSION = 0.1.0

comma := ,
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-print-directory
# In front of a command: shows a word and the target, or with V=1 the command.
say = $(if $(V),,@echo '  $(1)' $@;)

# ---- what there is ----

tools := $(patsubst tools/%.c,%,$(wildcard tools/*.c))
units := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*.c))
conformance := $(patsubst tests/conformance/%.c,%,$(wildcard tests/conformance/*.c))
fuzzers := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))
pages := $(wildcard tools/*.[157])
lexicons = $(shell find lexicons -type f)

# tools/NAME.c is gm-NAME, but tools/gapmap.c is gapmap; its page likewise.
named = $(patsubst gm-gapmap%,gapmap%,$(addprefix gm-,$(1)))
bins := $(addprefix $(BUILD)/bin/,$(call named,$(tools)))
library := $(BUILD)/lib/libgapmap.a
lib_objects := $(patsubst %.c,$(BUILD)/%.o,$(wildcard lib/*.c))

# ---- flags ----

warnings := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wwrite-strings -Wvla -Wconversion -Wsign-conversion
libraries := libpcre2-8 libutf8proc jansson
pkg_cflags := $(shell $(PKG_CONFIG) --cflags $(libraries) 2>/dev/null)
pkg_libs := $(shell $(PKG_CONFIG) --libs $(libraries) 2>/dev/null)
stemmer_version := $(or $(shell dpkg-query -W -f='$${Version}' libstemmer-dev 2>/dev/null | \
	sed 's/^[0-9]*://; s/[-+].*//'),unknown)

needed_cflags = -std=c11 -D_POSIX_C_SOURCE=200809L -Ilib $(warnings) $(if $(filter 1,$(WERROR)),-Werror) \
	$(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer) \
	-DGAPMAP_VERSION='"$(VERSION)"' -DGAPMAP_DATADIR='"$(PREFIX)/share/gapmap"' \
	-DGAPMAP_SRCDIR='"$(CURDIR)"' -DSTEMMER_VERSION='"$(stemmer_version)"' \
	$(pkg_cflags)
# Those of dictionaries in other formats: only what reads them is linked with them.
convert_libraries := yaml-0.1 expat raptor2
pkg_cflags += $(shell $(PKG_CONFIG) --cflags $(convert_libraries) 2>/dev/null)
convert_libs := $(shell $(PKG_CONFIG) --libs $(convert_libraries) 2>/dev/null)
libs = $(pkg_libs) $(STEMMER_LIBS) $(MD_LIBS) -pthread
# gcc optimises programs as a whole (the pipe is 5 % faster); its objects hold plain code too, with which tests,
# that are many, are linked at once.
lto := $(if $(SAN),,$(if $(filter 1,$(LTO)),$(shell $(CC) -v 2>&1 | grep -q '^gcc version' && echo yes)))
compile = $(CC) $(needed_cflags) $(CFLAGS) $(if $(lto),-flto=auto -ffat-lto-objects) -pthread -MMD -MP
link = $(CC) $(if $(SAN),-fsanitize=$(SAN)) $(CFLAGS) $(LDFLAGS)
link_program = $(link) $(if $(lto),-flto=auto)
link_test = $(link) $(if $(lto),-fno-lto)

# ---- building ----

#! all: build the programs (default)
.PHONY: all
all: $(bins)

# Rewritten only when a flag changes, and then everything is built again.
.PHONY: FORCE
define flags
$(compile)
$(link_program) $(libs)
endef
$(BUILD)/flags: export FLAGS = $(flags)
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' "$$FLAGS" | cmp -s - $@ || printf '%s\n' "$$FLAGS" >$@

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(compile) -c -o $@ $<

# Made anew, so that the object of a removed module does not stay in it.
$(library): $(lib_objects)
	@mkdir -p $(@D)
	$(call say,AR)rm -f $@ && $(AR) rcs $@ $^

define program
$(BUILD)/$(1): $(BUILD)/$(2).o $(library)
	@mkdir -p $$(@D)
	$$(call say,LD)$$($(3)) -o $$@ $$^ $$(libs)
endef
$(foreach t,$(tools),$(eval $(call program,bin/$(call named,$(t)),tools/$(t),link_program)))
$(foreach t,$(units),$(eval $(call program,unit/$(t),tests/unit/$(t),link_test)))
$(foreach t,$(conformance),$(eval $(call program,conformance/$(t),tests/conformance/$(t),link_test)))

$(BUILD)/bin/gm-lexicon $(BUILD)/bin/convert: libs += $(convert_libs)

.PRECIOUS: $(BUILD)/%.o
-include $(wildcard $(BUILD)/lib/*.d $(BUILD)/tools/*.d $(BUILD)/tests/*/*.d)

# ---- trying ----

#! setup: install the Debian packages that building and testing need
.PHONY: setup
setup:
	scripts/setup test

#! demo: set up, build, and run on the sample, or on DOCS
.PHONY: demo
demo: export DOCS := $(DOCS)
demo: export DOCLANG := $(DOCLANG)
demo:
	scripts/setup build
	$(MAKE) all
	BUILD='$(BUILD)' scripts/demo

# ---- testing ----

test_programs := $(addprefix $(BUILD)/unit/,$(units)) $(addprefix $(BUILD)/conformance/,$(conformance))
run_tests = BUILD='$(BUILD)' scripts/run-tests

#! check: set up, build, and run all tests: unit conformance bats man
.PHONY: check
check:
	scripts/setup test
	$(MAKE) all $(test_programs)
	$(run_tests) unit conformance bats man

#! unit: the tests of the library's modules
#! conformance: the test files of the Unicode standard
#! bats: the tests of the programs
#! man: the manual pages
.PHONY: unit conformance bats man
unit conformance bats man: all $(test_programs)
	$(run_tests) $@

#! check-san: the same tests with the address and undefined-behaviour sanitizers
.PHONY: check-san
check-san:
	$(MAKE) check SAN=address,undefined BUILD=$(BUILD)/san-address-undefined

#! check-ud: sentence ends beside those of the treebanks in UD, and of ICU
.PHONY: check-ud
check-ud: all
	BUILD='$(BUILD)' scripts/check-ud --check

#! check-boundaries: sentence ends beside those marked by hand in corpora/gold, those held out apart
.PHONY: check-boundaries
check-boundaries: all
	BUILD='$(BUILD)' scripts/check-boundaries --check

#! check-words: where words are cut by language, in UD's treebanks and LibreOffice's help
.PHONY: check-words
check-words: all
	scripts/setup test languages
	BUILD='$(BUILD)' UD='$(UD)' scripts/check-words --check

#! lint: layout, levels, headers, static analysis, shell code, manual pages
.PHONY: lint
lint: export NEEDED_CFLAGS = $(needed_cflags)
lint:
	scripts/setup lint
	scripts/lint

#! table-check: make the Unicode tables again and compare
.PHONY: table-check
table-check:
	@mkdir -p $(BUILD)
	scripts/gen-ucd >$(BUILD)/ucd_table.h.tmp
	cmp $(BUILD)/ucd_table.h.tmp lib/ucd_table.h

#! fuzz: run each fuzzer of tests/fuzz for FUZZ_SECONDS; FUZZERS='NAME ...' only those
FUZZERS = $(fuzzers)
fuzz_build = $(BUILD)/fuzz
.PHONY: fuzz
fuzz:
	$(MAKE) CC=clang BUILD=$(fuzz_build) SAN=address,undefined,fuzzer-no-link \
		$(addprefix $(fuzz_build)/bin/,$(FUZZERS))
	BUILD='$(BUILD)' FUZZ_SECONDS='$(FUZZ_SECONDS)' tests/fuzz/run $(FUZZERS)

# By the `make` above, so that the flags are those of its library.
define fuzzer
$(BUILD)/bin/$(1): $(BUILD)/tests/fuzz/$(1).o $(library)
	@mkdir -p $$(@D)
	$$(call say,LD)$$(link) -fsanitize=fuzzer -o $$@ $$^ $$(libs)
endef
$(foreach t,$(fuzzers),$(eval $(call fuzzer,$(t))))

#! bench: build the corpora of 100 and 20 MB if they are not there, and measure
.PHONY: bench
bench:
	scripts/setup bench
	$(MAKE) all
	test -e $(BUILD)/bench/en100.txt || tests/bench/make-corpus $(BUILD)/bench
	test -e $(BUILD)/bench/multi20.txt || tests/bench/make-corpus-multi $(BUILD)/bench
	BUILD='$(BUILD)' tests/bench/run

# ---- installing ----

bin_dir = $(DESTDIR)$(PREFIX)/bin
data_dir = $(DESTDIR)$(PREFIX)/share/gapmap
man_dir = $(DESTDIR)$(MANDIR)
# tools/NAME.1 as DIR/man1/gm-NAME.1
installed_page = $(man_dir)/man$(subst .,,$(suffix $(1)))/$(call named,$(notdir $(1)))

#! install: programs, man pages and lexicons below DESTDIR/PREFIX
.PHONY: install
install: all
	install -d $(bin_dir) $(data_dir)
	install -m 755 $(bins) $(bin_dir)
	$(foreach p,$(pages),install -D -m 644 $(p) $(call installed_page,$(p)) &&) true
	$(foreach f,$(lexicons),install -D -m 644 $(f) $(data_dir)/$(f) &&) true

#! uninstall: what install made, and folders that are empty then
.PHONY: uninstall
uninstall:
	rm -f $(addprefix $(bin_dir)/,$(notdir $(bins))) $(foreach p,$(pages),$(call installed_page,$(p)))
	@cd '$(CURDIR)' && find lexicons -type f | while IFS= read -r file; do rm -f "$(data_dir)/$$file"; done
	@# Folders are removed from the inside while they are empty; below DESTDIR only those on install's own paths.
	@if [ -d '$(data_dir)' ]; then find '$(data_dir)' -depth -type d -empty -delete; fi
	@for dir in '$(PREFIX)/bin' '$(PREFIX)/share/gapmap' $(foreach n,1 5 7,'$(MANDIR)/man$(n)'); do \
		if [ -n '$(DESTDIR)' ] && [ -d '$(DESTDIR)/' ]; then \
			(cd '$(DESTDIR)/' && for path in "./$$dir"; do while [ "$$path" != . ] && [ "$$path" != ./ ]; do \
				if [ -d "$$path" ]; then rmdir "$$path" 2>/dev/null || break; fi; path=$$(dirname "$$path"); \
			done; done); \
		fi; done

# The same commit gives the same bytes: order, owner, mode and time do not come from this machine.
#! dist: a reproducible tarball of what git knows
.PHONY: dist
dist:
	@mkdir -p $(BUILD)
	git ls-files -z | LC_ALL=C sort -z | tar --null --no-recursion -T - --format=gnu --owner=0 --group=0 \
		--numeric-owner --mode=u+rwX,go+rX,go-w --mtime="@$$(git log -1 --format=%ct 2>/dev/null || echo 0)" \
		--transform='s|^|gapmap-$(VERSION)/|S' -cf $(BUILD)/dist.tar
	gzip -9nc $(BUILD)/dist.tar >$(BUILD)/gapmap-$(VERSION).tar.gz
	rm $(BUILD)/dist.tar

#! clean: remove what was built; the corpus of `make bench` stays
.PHONY: clean
clean:
	if [ -d $(BUILD) ]; then find $(BUILD) -mindepth 1 -maxdepth 1 ! -name bench -exec rm -rf {} +; fi

#! help: this list
.PHONY: help
help:
	@echo 'Targets:'
	@sed -n 's/^#! \([a-z-]*\): /\1|/p' $(firstword $(MAKEFILE_LIST)) | awk -F '|' '{ printf "  %-13s%s\n", $$1, $$2 }'
	@echo 'Variables:'
	@awk '/^#: / { why = substr($$0, 4); next } \
		why { name = $$1; sub(/^[A-Z_]+ *[?:]?= */, ""); printf "  %-13s%s [%s]\n", name, why, $$0; why = "" }' \
		$(firstword $(MAKEFILE_LIST))
