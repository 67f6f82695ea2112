# SPDX-License-Identifier: BSD-2-Clause
# libmailauth: the whole build.  GNU make; `make help' lists the targets.
#
# In a fresh checkout `make' runs autoconf and configure by itself.  Sources
# are found by wildcard, so a new file needs no line here.

all:

NO_CONFIG_GOALS := clean distclean help
NEEDS_CONFIG := $(filter-out $(NO_CONFIG_GOALS),$(or $(MAKECMDGOALS),all))

# A build folder outside the source tree has read its config.mk already.
ifndef CONFIGURED
srcdir = .
ifneq ($(NEEDS_CONFIG),)
include config.mk
endif
endif

.DELETE_ON_ERROR:
.SECONDARY:
.SUFFIXES:

B := build
JOBS ?= 2
Q = $(if $(V),,@)
# make -s says nothing of what goes well
SILENT := $(findstring s,$(filter-out --%,$(firstword -$(MAKEFLAGS))))
SAY = @$(if $(V)$(SILENT),:,printf '  %-7s %s\n')

# ---- configuring ------------------------------------------------------------

ifneq ($(NEEDS_CONFIG),)

config.mk: $(srcdir)/configure $(srcdir)/config.mk.in
	@if test -x config.status; then \
		./config.status --recheck -q && ./config.status -q; \
	else \
		$(srcdir)/configure -q; \
	fi

$(srcdir)/configure: $(srcdir)/configure.ac
	@command -v autoconf >/dev/null || { echo "autoconf is missing:" \
		"./bootstrap installs what the build needs" >&2; exit 1; }
	@cd $(srcdir) && autoconf

endif

# ---- what there is ----------------------------------------------------------

ABS := $(abspath $(srcdir))
rel = $(patsubst $(srcdir)/%,%,$(sort $(wildcard $(addprefix $(srcdir)/,$(1)))))

UNBOUND_SRC := libmailauth/resolver/unbound.c
LIB_SRC := $(call rel,libmailauth/*/*.c)
ifneq ($(WITH_UNBOUND),1)
LIB_SRC := $(filter-out $(UNBOUND_SRC),$(LIB_SRC))
endif
HEADERS := $(call rel,include/mailauth.h include/mailauth/*.h)
MAP := $(srcdir)/libmailauth/libmailauth.map

PROGRAM_SRC := $(call rel,examples/mailauth-*.c)
COMMON_SRC := $(call rel,examples/common/*.c)
# what a program has besides its own file and the common ones
CHECK_SRC := $(call rel,examples/check/*.c)
SPF_SRC := $(call rel,examples/spf/*.c)
DMARC_SRC := $(call rel,examples/dmarc/*.c)
EXAMPLE_SRC := $(filter-out $(PROGRAM_SRC),$(call rel,examples/*.c))
PROFILES := $(call rel,examples/profiles/*.profile)

SUITE_SRC := $(call rel,tests/check_*.c)
SUPPORT_SRC := $(call rel,tests/support/*.c)
FUZZ_SRC := $(call rel,tests/fuzz/fuzz_*.c)
BENCH_SRC := $(call rel,tests/bench/bench*.c)

DATA := $(call rel,examples/*.txt)
DOCS := $(call rel,README.md NEWS.md SECURITY.md LICENSE)
MAN_PAGES := $(call rel,man/*.1 man/*.3 man/*.5)

LIB_OBJ := $(LIB_SRC:%.c=$(B)/obj/%.o)
COMMON_OBJ := $(COMMON_SRC:%.c=$(B)/obj/%.o)
CHECK_OBJ := $(CHECK_SRC:%.c=$(B)/obj/%.o)
SPF_OBJ := $(SPF_SRC:%.c=$(B)/obj/%.o)
DMARC_OBJ := $(DMARC_SRC:%.c=$(B)/obj/%.o)
SUPPORT_OBJ := $(SUPPORT_SRC:%.c=$(B)/obj/%.o)
PROGRAMS := $(PROGRAM_SRC:examples/%.c=$(B)/bin/%$(EXEEXT))
SUITES := $(SUITE_SRC:tests/%.c=$(B)/tests/%$(EXEEXT))
REPLAYS := $(FUZZ_SRC:tests/fuzz/%.c=$(B)/tests/replay_%$(EXEEXT))

ARCHIVE := $(B)/lib/libmailauth.a
ifeq ($(SHLIB_KIND),dylib)
SHLIB_REAL := libmailauth.$(VERSION).dylib
SHLIB_SONAME := libmailauth.$(SOVERSION).dylib
SHLIB_LINK := libmailauth.dylib
else
SHLIB_REAL := libmailauth.so.$(VERSION)
SHLIB_SONAME := libmailauth.so.$(SOVERSION)
SHLIB_LINK := libmailauth.so
endif
SHLIB := $(B)/lib/$(SHLIB_REAL)

# ---- flags ------------------------------------------------------------------

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wconversion -Wundef -Wvla -Wcast-qual \
	-Wwrite-strings
SAN_FLAGS := $(if $(SANITIZERS),-fsanitize=$(SANITIZERS) \
	-fno-sanitize-recover=all -fno-omit-frame-pointer)
# An assertion is a branch whose other side nobody should reach.
COV_FLAGS := $(if $(COVERAGE),--coverage -O0 -DNDEBUG)

BASE_CFLAGS = -std=c11 $(WARNINGS) $(WERROR) $(CFLAGS) $(SAN_FLAGS) \
	$(COV_FLAGS) -MMD -MP
BASE_CPPFLAGS = -D_POSIX_C_SOURCE=200809L -DMAILAUTH_WITH_UNBOUND=$(WITH_UNBOUND) \
	-I$(srcdir)/include $(CPPFLAGS)
BASE_LDFLAGS = $(CFLAGS) $(SAN_FLAGS) $(COV_FLAGS) $(LDFLAGS)
DEP_LIBS = $(UNBOUND_LIBS) $(LIBS)

FLAGS_lib = -I$(srcdir)/libmailauth $(UNBOUND_CFLAGS) -DMAILAUTH_BUILD \
	-fPIC -fvisibility=hidden $(CALLGRAPH)
FLAGS_prog = -I$(srcdir)/examples -DMAILAUTH_PROFILE_DIR='"$(datadir)/mailauth/profiles"'
FLAGS_test = -I$(srcdir)/libmailauth -I$(srcdir)/tests -I$(srcdir)/examples $(CHECK_CFLAGS) \
	-DTESTS_DIR='"$(ABS)/tests"' -pthread

COMPILE = $(Q)mkdir -p $(@D) && $(CC) $(BASE_CPPFLAGS) $(1) $(BASE_CFLAGS) -c -o $@ $<

all: $(ARCHIVE) $(SHLIB) $(B)/libmailauth.pc $(PROGRAMS) $(B)/share/mailauth/profiles

# Programs look for profiles beside their bin/, so those of the build folder
# find the ones of the source tree.
$(B)/share/mailauth/profiles:
	$(Q)mkdir -p $(@D) && $(LN_S) -f $(ABS)/examples/profiles $@

# ---- the library ------------------------------------------------------------

$(B)/obj/libmailauth/base/version.o: FLAGS_lib += \
	-DMAILAUTH_VERSION_STRING='"$(VERSION)"'

$(B)/obj/libmailauth/%.o: $(srcdir)/libmailauth/%.c config.mk
	$(SAY) CC libmailauth/$*.c
	$(call COMPILE,$(FLAGS_lib))

# A list of the objects, remade only when it changes, so that a removed or
# added source is noticed.
$(B)/objects.list: FORCE
	@mkdir -p $(B) && printf '%s\n' $(LIB_OBJ) >$@.new && \
		if cmp -s $@.new $@; then rm -f $@.new; else mv $@.new $@; fi

$(ARCHIVE): $(LIB_OBJ) $(B)/objects.list
	$(SAY) AR $@
	$(Q)mkdir -p $(@D) && rm -f $@ && $(AR) crD $@ $(LIB_OBJ) && $(RANLIB) $@

ifeq ($(SHLIB_KIND),dylib)
$(B)/exports.list: $(MAP)
	$(Q)sed -n 's/^[[:space:]]*\(mailauth_[a-z0-9_]*\);$$/_\1/p' $< >$@
SHLIB_DEPS := $(B)/exports.list
SHLIB_FLAGS = -dynamiclib -install_name $(libdir)/$(SHLIB_SONAME) \
	-Wl,-exported_symbols_list,$(B)/exports.list
else
SHLIB_DEPS := $(MAP)
SHLIB_FLAGS = -shared -Wl,-soname,$(SHLIB_SONAME) -Wl,--version-script,$(MAP) \
	$(if $(SANITIZERS),,-Wl,-z,defs) -Wl,--as-needed
endif

$(SHLIB): $(LIB_OBJ) $(SHLIB_DEPS) $(B)/objects.list
	$(SAY) LINK $@
	$(Q)mkdir -p $(@D) && \
	$(CC) $(SHLIB_FLAGS) $(BASE_LDFLAGS) -o $@ $(LIB_OBJ) $(DEP_LIBS)
	$(Q)$(LN_S) -f $(SHLIB_REAL) $(B)/lib/$(SHLIB_SONAME)
	$(Q)$(LN_S) -f $(SHLIB_SONAME) $(B)/lib/$(SHLIB_LINK)

# ---- pkg-config -------------------------------------------------------------

PC_IN := $(srcdir)/pkgconfig/libmailauth.pc.in
write_pc = sed \
	-e 's|@prefix@|$(prefix)|' \
	-e 's|@exec_prefix@|$(patsubst $(prefix)%,$${prefix}%,$(exec_prefix))|' \
	-e 's|@libdir@|$(patsubst $(prefix)/%,$${prefix}/%,$(libdir))|' \
	-e 's|@includedir@|$(patsubst $(prefix)/%,$${prefix}/%,$(includedir))|' \
	-e 's|@VERSION@|$(VERSION)|' \
	-e 's|@UNBOUND_REQUIRES@|$(UNBOUND_REQUIRES)|' \
	-e 's|@UNBOUND_LIBS_PRIVATE@|$(UNBOUND_LIBS_PRIVATE)|' \
	-e '/^[A-Za-z.]*: *$$/d' $(PC_IN)

$(B)/libmailauth.pc: $(PC_IN) config.mk
	$(Q)mkdir -p $(@D) && $(write_pc) >$@

# ---- programs and examples --------------------------------------------------

$(B)/obj/examples/%.o: $(srcdir)/examples/%.c config.mk
	$(SAY) CC examples/$*.c
	$(call COMPILE,$(FLAGS_prog) $(call needs_flags,--cflags,$*))

ifneq ($(SHARED_PROGRAMS),)
PROGRAM_LIB := $(SHLIB)
PROGRAM_LIBS := -L$(B)/lib -lmailauth
else
PROGRAM_LIB := $(ARCHIVE)
PROGRAM_LIBS = $(ARCHIVE) $(DEP_LIBS)
endif

$(PROGRAMS): $(B)/bin/%$(EXEEXT): $(B)/obj/examples/%.o $(COMMON_OBJ) $(PROGRAM_LIB)
	$(SAY) LINK $@
	$(Q)mkdir -p $(@D) && $(CC) $(BASE_LDFLAGS) -o $@ $(filter %.o,$^) \
		$(PROGRAM_LIBS)

$(B)/bin/mailauth-check$(EXEEXT): $(CHECK_OBJ)
$(B)/bin/mailauth-spf$(EXEEXT): $(SPF_OBJ)
$(B)/bin/mailauth-dmarc$(EXEEXT): $(DMARC_OBJ)

# Examples that show one thing and are not installed.  What an example needs
# besides the library stands here by the name of its pkg-config module; without
# that module it is left out.
needs_own-resolver := libcares
needs_libevent-loop := libevent_core
needs_milter := milter

needs_flags = $(if $(needs_$(notdir $(2))),$(shell $(PKG_CONFIG) $(1) $(needs_$(notdir $(2)))))
has_needs = $(if $(needs_$(1)),$(shell $(or $(PKG_CONFIG),false) --exists $(needs_$(1)) 2>/dev/null && echo $(1)),$(1))
EXAMPLE_NAMES := $(EXAMPLE_SRC:examples/%.c=%)
EXAMPLES = $(foreach e,$(EXAMPLE_NAMES),$(patsubst %,$(B)/examples/%$(EXEEXT),$(call has_needs,$(e))))

$(B)/examples/%$(EXEEXT): $(B)/obj/examples/%.o $(COMMON_OBJ) $(ARCHIVE)
	$(SAY) LINK $@
	$(Q)mkdir -p $(@D) && $(CC) $(BASE_LDFLAGS) -o $@ $< $(COMMON_OBJ) $(ARCHIVE) \
		$(call needs_flags,--libs,$*) $(DEP_LIBS)

examples: all $(EXAMPLES)

# ---- the demonstration ------------------------------------------------------

demo: all
	@$(if $(SHARED_PROGRAMS),LD_LIBRARY_PATH='$(abspath $(B))/lib') srcdir='$(srcdir)' bindir='$(B)/bin' MAILAUTH_PROFILE_DIR='$(ABS)/examples/profiles' \
		sh $(srcdir)/examples/demo.sh

# ---- tests ------------------------------------------------------------------

$(B)/obj/tests/%.o: $(srcdir)/tests/%.c config.mk
	$(SAY) CC tests/$*.c
	$(call COMPILE,$(FLAGS_test))

$(B)/tests/libsupport.a: $(SUPPORT_OBJ)
	$(Q)mkdir -p $(@D) && rm -f $@ && $(AR) crD $@ $^ && $(RANLIB) $@

$(SUITES): $(B)/tests/%$(EXEEXT): $(B)/obj/tests/%.o $(B)/tests/libsupport.a $(ARCHIVE)
	$(SAY) LINK $@
	$(Q)mkdir -p $(@D) && $(CC) $(BASE_LDFLAGS) $(WRAP) -pthread -o $@ $< \
		$(B)/tests/libsupport.a $(ARCHIVE) $(DEP_LIBS) $(CHECK_LIBS)

# The calls that check_faults.c answers itself.
WRAPPED := access epoll_create1 epoll_ctl getrlimit memfd_create mkstemp poll \
	pthread_sigmask write ub_cancel ub_ctx_config ub_ctx_create_ub_event \
	ub_ctx_debugout ub_ctx_delete ub_ctx_zone_remove ub_resolve_event
ifeq ($(WITH_UNBOUND) $(findstring linux,$(shell $(CC) -dumpmachine)),1 linux)
$(B)/tests/check_faults$(EXEEXT): WRAP := $(WRAPPED:%=-Wl,--wrap=%)
$(B)/obj/tests/check_faults.o: CPPFLAGS += -DTESTS_WRAP=1 $(UNBOUND_CFLAGS)
endif

# Checks that take long or need more than a compiler have targets of their own.
SLOW_CHECKS := check-live check-install check-mail check-abi
SHELL_CHECKS := $(filter-out $(SLOW_CHECKS:%=tests/%.sh),$(call rel,tests/check-*.sh))

MAILAUTH_SHARED ?= $(abspath $(srcdir)/../shared)
TEST_ENV = $(if $(SHARED_PROGRAMS),LD_LIBRARY_PATH='$(abspath $(B))/lib') srcdir='$(ABS)' builddir='$(abspath $(B))' CC='$(CC)' CXX='$(CXX)' \
	NM='$(NM)' CFLAGS='$(CFLAGS)' WITH_UNBOUND='$(WITH_UNBOUND)' \
	SANITIZERS='$(SANITIZERS)' COVERAGE='$(COVERAGE)' SHLIB_KIND='$(SHLIB_KIND)' \
	VERSION='$(VERSION)' MAILAUTH_SHARED='$(MAILAUTH_SHARED)' \
	MAILAUTH_PROFILE_DIR='$(ABS)/examples/profiles' MAKE='$(MAKE)' \
	PKG_CONFIG='$(PKG_CONFIG)'
RUN_TESTS = $(TEST_ENV) sh $(srcdir)/tests/run.sh $(B)/test-logs $(JOBS)

# make check TESTS="check_spf_record check-layers": only those
TESTS ?=
PICKED_SUITES := $(filter $(TESTS:%=$(B)/tests/%$(EXEEXT)),$(SUITES) $(REPLAYS))
PICKED_SHELL := $(filter $(TESTS:%=tests/%.sh),$(call rel,tests/check-*.sh))

need-check:
	@test '$(HAVE_CHECK)' = yes || { echo "Check, the test library, was" \
		"not found: ./bootstrap check installs it; then ./configure" \
		"again" >&2; exit 1; }

ifneq ($(TESTS),)
ifneq ($(words $(TESTS)),$(words $(PICKED_SUITES) $(PICKED_SHELL)))
$(error no such test among TESTS=$(TESTS))
endif
check: need-check all $(PICKED_SUITES) $(if $(PICKED_SHELL),$(EXAMPLES))
	@$(RUN_TESTS) $(PICKED_SUITES) $(PICKED_SHELL:%=$(srcdir)/%)
else
check: need-check all $(SUITES) $(REPLAYS) $(EXAMPLES)
	@$(RUN_TESTS) $(SUITES) $(REPLAYS) $(SHELL_CHECKS:%=$(srcdir)/%)
endif

tests: need-check all $(SUITES) $(REPLAYS)

# make check-spf_record runs tests/check_spf_record, make check-layers the
# shell check tests/check-layers.sh.
check-%:
	@$(MAKE) --no-print-directory check \
		TESTS='$(if $(wildcard $(srcdir)/tests/check-$*.sh),check-$*,check_$*)'

# ---- fuzzing ----------------------------------------------------------------

# `make check' replays seeds and old crashes through a plain main.
$(REPLAYS): $(B)/tests/replay_%$(EXEEXT): $(B)/obj/tests/fuzz/%.o \
		$(B)/obj/tests/fuzz/replay.o $(ARCHIVE)
	$(SAY) LINK $@
	$(Q)mkdir -p $(@D) && $(CC) $(BASE_LDFLAGS) -o $@ $(filter %.o,$^) \
		$(ARCHIVE) $(DEP_LIBS)

# `make fuzz SECONDS=60 FUZZ=fuzz_spf_record' builds all of it with clang and
# runs each target (or only those of FUZZ) for so many seconds.
SECONDS ?= 60
FUZZ ?= $(FUZZ_SRC:tests/fuzz/%.c=%)
FUZZ_CC ?= clang
FUZZ_CFLAGS = -std=c11 -g -O1 -fsanitize=address,undefined \
	-fno-sanitize-recover=all -fno-omit-frame-pointer -MMD -MP
FUZZ_OBJ := $(LIB_SRC:%.c=$(B)/fuzz/obj/%.o)

$(B)/fuzz/obj/libmailauth/base/version.o: FLAGS_fuzz = \
	-DMAILAUTH_VERSION_STRING='"$(VERSION)"'

$(B)/fuzz/obj/%.o: $(srcdir)/%.c config.mk
	$(SAY) FUZZCC $*.c
	$(Q)mkdir -p $(@D) && $(FUZZ_CC) $(BASE_CPPFLAGS) -I$(srcdir)/libmailauth \
		-I$(srcdir)/tests -I$(srcdir)/examples -DTESTS_DIR='"$(ABS)/tests"' $(UNBOUND_CFLAGS) \
		-DMAILAUTH_BUILD $(FLAGS_fuzz) $(FUZZ_CFLAGS) \
		-fsanitize=fuzzer-no-link -c -o $@ $<

$(B)/fuzz/bin/%: $(B)/fuzz/obj/tests/fuzz/%.o $(FUZZ_OBJ)
	$(SAY) LINK $@
	$(Q)mkdir -p $(@D) && $(FUZZ_CC) $(FUZZ_CFLAGS) -fsanitize=fuzzer -o $@ \
		$< $(FUZZ_OBJ) $(DEP_LIBS)

$(B)/fuzz/bin/pack: $(srcdir)/tests/fuzz/pack.c config.mk
	$(SAY) CC tests/fuzz/pack.c
	$(Q)mkdir -p $(@D) && $(CC) $(BASE_CPPFLAGS) -I$(srcdir)/tests $(BASE_CFLAGS) -o $@ $<

# What fuzzing has found stays in build/; this keeps the best of it in tests/fuzz.
fuzz-merge: $(FUZZ:%=$(B)/fuzz/bin/%) $(B)/fuzz/bin/pack
	@sh $(srcdir)/tests/fuzz/merge.sh $(srcdir)/tests/fuzz $(B)/fuzz $(FUZZ)

fuzz: $(FUZZ:%=$(B)/fuzz/bin/%) $(B)/fuzz/bin/pack
	@sh $(srcdir)/tests/fuzz/run.sh $(srcdir)/tests/fuzz $(B)/fuzz \
		$(SECONDS) $(JOBS) $(FUZZ)

# ---- other libraries' verdicts ----------------------------------------------

# Random cases through this library and its peers; see tests/differential.
CASES ?= 100000
SEED ?= 1

differential: all
	@$(TEST_ENV) CASES='$(CASES)' SEED='$(SEED)' sh $(srcdir)/tests/check-differential.sh

# One more peer, from npm, in the build folder.
differential-npm:
	@mkdir -p $(B)/peers && cd $(B)/peers && \
		npm install --no-audit --no-fund --prefix . mailauth

# ---- benchmarks -------------------------------------------------------------

# The peers are optional: each that is installed defines HAVE_LIB_NAME.
PEERS := spf2 opendmarc opendkim
has_lib = $(shell echo 'int main(void) { return 0; }' | \
	$(CC) -x c - -l$(1) -o $(B)/.probe 2>/dev/null && echo $(1); rm -f $(B)/.probe)
BENCH_PEERS = $(foreach p,$(PEERS),$(call has_lib,$(p)))
BENCHES := $(BENCH_SRC:tests/bench/%.c=$(B)/bench/%$(EXEEXT))

$(B)/bench/%$(EXEEXT): $(srcdir)/tests/bench/%.c $(B)/tests/libsupport.a $(ARCHIVE) config.mk
	$(SAY) CC tests/bench/$*.c
	$(eval PEERS_HERE := $(BENCH_PEERS))
	$(Q)mkdir -p $(@D) && $(CC) $(BASE_CPPFLAGS) $(FLAGS_test) $(BASE_CFLAGS) \
		$(PEERS_HERE:%=-DHAVE_LIB_%) -o $@ $< $(BASE_LDFLAGS) $(B)/tests/libsupport.a \
		$(ARCHIVE) $(PEERS_HERE:%=-l%) $(DEP_LIBS) $(CHECK_LIBS) -pthread

# Peers in the same run; the last table says what is aimed for.
bench: all $(BENCHES)
	@set -e; : >$(B)/bench.txt; for bench in $(BENCHES); do \
		$(TEST_ENV) $$bench | tee -a $(B)/bench.txt; done
	@$(TEST_ENV) sh $(srcdir)/tests/bench/instructions.sh $(B)/bench | tee -a $(B)/bench.txt
	@sh $(srcdir)/tests/bench/table.sh $(B)/bench.txt $(SHLIB)

# The figure of tests/PROOF.md, out of the last run.
bench-plot:
	@mkdir -p $(srcdir)/man/figures
	@sh $(srcdir)/tests/bench/table.sh $(B)/bench.txt $(SHLIB) $(srcdir)/man/figures/bench.svg

# ---- other ways to run the tests --------------------------------------------

# Each builds in a folder of its own below build/ and leaves this one alone.
# $(call in_folder,NAME,CONFIGURE ARGUMENTS,MAKE ARGUMENTS)
RECONFIGURE = $(if $(filter 0,$(WITH_UNBOUND)),--without-unbound)
define in_folder
	@mkdir -p $(B)/$(1) && cd $(B)/$(1) && \
	{ test -f config.mk || $(ABS)/configure -q $(RECONFIGURE) $(2); } && \
	$(MAKE) --no-print-directory MAILAUTH_SHARED='$(MAILAUTH_SHARED)' $(3)
endef

# In one process a suite: forking a sanitized one for each test takes ten times
# as long, and a crash fails the suite all the same.
check-sanitizers: export CK_FORK = no
check-sanitizers: $(srcdir)/configure
	$(call in_folder,sanitizers,--enable-sanitizers CC='$(CC)' CFLAGS='-O1 -g',check)

check-tsan: $(srcdir)/configure
	$(call in_folder,tsan,--enable-sanitizers=thread CC='$(CC)' CFLAGS='-O1 -g',check)

# Check itself is not instrumented, so MSan sees only the replays.
check-msan: $(srcdir)/configure
	$(call in_folder,msan,--enable-sanitizers=memory --without-unbound CC=clang CFLAGS='-O1 -g',\
		check TESTS='$(FUZZ_SRC:tests/fuzz/%.c=replay_%)')

check-valgrind: need-check all $(SUITES)
	@CK_FORK=no CK_TIMEOUT_MULTIPLIER=50 TEST_WRAPPER='valgrind -q --error-exitcode=99 --leak-check=full' \
		$(RUN_TESTS) $(SUITES)

# gcc -fanalyzer, clang-tidy, cppcheck: no finding that is not explained.
analyse:
	@cd $(srcdir) && sh tests/analyse.sh '$(abspath $(B))/analyse' $(JOBS) \
		-D_POSIX_C_SOURCE=200809L -DMAILAUTH_WITH_UNBOUND=$(WITH_UNBOUND) \
		-DMAILAUTH_BUILD '-DMAILAUTH_VERSION_STRING="$(VERSION)"' \
		'-DMAILAUTH_PROFILE_DIR="profiles"' -Iinclude -Ilibmailauth -Iexamples

coverage: $(srcdir)/configure
	$(call in_folder,coverage,--enable-coverage CC='$(CC)' CFLAGS='-g',check || echo 'tests failed')
	@sh $(srcdir)/tests/coverage.sh $(ABS) $(B)/coverage $(FLOORS)

# The same, and a floor under what it says: percent of all branches, and of those of
# the readers of records.
check-coverage: FLOORS := 95 99.5
check-coverage: coverage

check-abi: all
	@$(RUN_TESTS) $(srcdir)/tests/check-abi.sh

update-abi: all
	@mkdir -p $(srcdir)/tests/abi
	abidw --no-corpus-path --no-comp-dir-path --no-show-locs \
		--headers-dir $(srcdir)/include \
		--drop-private-types --out-file $(srcdir)/tests/abi/libmailauth.abi \
		$(B)/lib/$(SHLIB_LINK)

# ---- documents --------------------------------------------------------------

doc: $(B)/doc/html/index.html

$(B)/doc/html/index.html: $(HEADERS:%=$(srcdir)/%) $(srcdir)/man/Doxyfile
	$(SAY) DOXYGEN $@
	$(Q)mkdir -p $(B)/doc && cd $(srcdir) && \
		DOC_OUTPUT='$(abspath $(B))/doc' DOC_VERSION='$(VERSION)' \
		doxygen man/Doxyfile

lint-man:
	@$(RUN_TESTS) $(srcdir)/tests/check-man.sh

# ---- installing -------------------------------------------------------------

INSTALL ?= install
D = $(DESTDIR)

install: all
	$(INSTALL) -d $(D)$(bindir) $(D)$(libdir) $(D)$(pkgconfigdir) \
		$(D)$(includedir)/mailauth $(D)$(datadir)/mailauth/profiles \
		$(D)$(docdir) $(D)$(mandir)/man1 $(D)$(mandir)/man3 $(D)$(mandir)/man5
	$(INSTALL) -m 644 $(ARCHIVE) $(D)$(libdir)
	$(INSTALL) -m 755 $(SHLIB) $(D)$(libdir)
	$(LN_S) -f $(SHLIB_REAL) $(D)$(libdir)/$(SHLIB_SONAME)
	$(LN_S) -f $(SHLIB_SONAME) $(D)$(libdir)/$(SHLIB_LINK)
	$(INSTALL) -m 644 $(B)/libmailauth.pc $(D)$(pkgconfigdir)
	@# a prefix given to `make install' alone counts too
	@$(write_pc) >$(D)$(pkgconfigdir)/libmailauth.pc
	$(INSTALL) -m 644 $(srcdir)/include/mailauth.h $(D)$(includedir)
	$(INSTALL) -m 644 $(srcdir)/include/mailauth/*.h $(D)$(includedir)/mailauth
	@set -ex; for f in $(PROGRAMS); do \
		$(INSTALL) -m 755 $$f $(D)$(bindir); done
	@set -ex; for f in $(PROFILES); do \
		$(INSTALL) -m 644 $(srcdir)/$$f $(D)$(datadir)/mailauth/profiles; done
	@set -ex; for f in $(DATA); do \
		$(INSTALL) -m 644 $(srcdir)/$$f $(D)$(datadir)/mailauth; done
	@set -ex; for f in $(MAN_PAGES); do \
		$(INSTALL) -m 644 $(srcdir)/$$f $(D)$(mandir)/man$${f##*.}; done
	@set -ex; for f in $(DOCS); do \
		$(INSTALL) -m 644 $(srcdir)/$$f $(D)$(docdir); done

uninstall:
	rm -f $(D)$(libdir)/libmailauth.a $(D)$(libdir)/$(SHLIB_REAL) \
		$(D)$(libdir)/$(SHLIB_SONAME) $(D)$(libdir)/$(SHLIB_LINK) \
		$(D)$(pkgconfigdir)/libmailauth.pc \
		$(HEADERS:include/%=$(D)$(includedir)/%) \
		$(PROGRAMS:$(B)/bin/%=$(D)$(bindir)/%) \
		$(PROFILES:examples/%=$(D)$(datadir)/mailauth/%) \
		$(DATA:examples/%=$(D)$(datadir)/mailauth/%) \
		$(DOCS:%=$(D)$(docdir)/%)
	rm -f $(foreach m,$(MAN_PAGES),$(D)$(mandir)/man$(patsubst .%,%,$(suffix $(m)))/$(notdir $(m)))
	-rmdir $(D)$(includedir)/mailauth $(D)$(datadir)/mailauth/profiles \
		$(D)$(datadir)/mailauth $(D)$(docdir) 2>/dev/null

# ---- releases ---------------------------------------------------------------

DIST := libmailauth-$(VERSION)

# The same commit and autoconf give the same tarball, octet by octet.
dist: $(DIST).tar.gz

$(DIST).tar.gz: $(srcdir)/configure FORCE
	$(SAY) DIST $@
	$(Q)sh $(srcdir)/tests/dist.sh $(ABS) $(DIST) $(abspath $(B))/dist $(CURDIR)/$@

distcheck: $(DIST).tar.gz
	@sh $(srcdir)/tests/distcheck.sh $(CURDIR)/$(DIST).tar.gz $(abspath $(B))/distcheck \
		'$(MAKE)' '$(MAILAUTH_SHARED)'

check-install: all
	@$(RUN_TESTS) $(srcdir)/tests/check-install.sh

sbom: $(B)/libmailauth.spdx

$(B)/libmailauth.spdx: $(SHLIB) FORCE
	$(SAY) SBOM $@
	$(Q)sh $(srcdir)/tests/sbom.sh $(ABS) $(VERSION) '$(WITH_UNBOUND)' >$@

deb:
	@sh $(srcdir)/pkgconfig/debian/build.sh $(ABS) $(abspath $(B))/deb

# ---- cleaning ---------------------------------------------------------------

clean:
	rm -rf $(B)

distclean: clean
	rm -rf config.mk config.status config.log autom4te.cache
	@if test -f Makefile && head -n 1 Makefile | grep -q 'made by configure'; then \
		rm -f Makefile; fi

FORCE:
define HELP
all              the library, static and shared, and the programs
demo             the main job on the zones of examples/zones
check            all tests that need no network; TESTS="check_x ..." for some,
                 check-NAME for one
check-live       against NSD on the loopback interface
check-install    installs and builds consumers with nothing but pkg-config
check-sanitizers, check-tsan, check-msan, check-valgrind   the tests under these
check-abi        compares the ABI with tests/abi; update-abi stores it anew
examples         the examples that are not commands
bench            measures, side by side with the peers that are installed
fuzz             SECONDS=60 FUZZ="fuzz_x ..." JOBS=2; fuzz-merge keeps the
                 fewest inputs that reach as much in tests/fuzz/*.corpus
differential     CASES=100000 SEED=1, against pyspf and other readings;
                 differential-npm first adds npm's mailauth to them
analyse          gcc -fanalyzer, clang-tidy, cppcheck
coverage         line and branch coverage of the tests; check-coverage: enough?
doc              HTML by doxygen in build/doc/html
lint-man         man pages through mandoc
install, uninstall   DESTDIR, prefix as configured
dist, distcheck  the tarball; a build and installation from it
deb, sbom        Debian packages; a software bill of materials (SPDX)
clean, distclean
endef
export HELP
help:
	@printf '%s\n' "$$HELP"

.PHONY: all analyse bench bench-plot check check-abi check-install check-msan check-sanitizers \
	check-coverage check-tsan check-valgrind clean coverage deb demo differential differential-npm dist distcheck \
	distclean doc examples fuzz fuzz-merge help install lint-man need-check sbom \
	tests uninstall update-abi FORCE

ifneq ($(NEEDS_CONFIG),)
-include $(shell test -d $(B) && find $(B)/obj $(B)/fuzz/obj -name '*.d' 2>/dev/null)
endif
