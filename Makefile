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
SAY = @$(if $(V),:,printf '  %-7s %s\n')

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
EXAMPLE_SRC := $(filter-out $(PROGRAM_SRC),$(call rel,examples/*.c))
PROFILES := $(call rel,examples/profiles/*.profile)

SUITE_SRC := $(call rel,tests/check_*.c)
SUPPORT_SRC := $(call rel,tests/support/*.c)
FUZZ_SRC := $(call rel,tests/fuzz/fuzz_*.c)
BENCH_SRC := $(call rel,tests/bench/bench*.c)

MAN_PAGES := $(call rel,man/*.1 man/*.3 man/*.5)

LIB_OBJ := $(LIB_SRC:%.c=$(B)/obj/%.o)
COMMON_OBJ := $(COMMON_SRC:%.c=$(B)/obj/%.o)
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
COV_FLAGS := $(if $(COVERAGE),--coverage -O0)

BASE_CFLAGS = -std=c11 $(WARNINGS) $(WERROR) $(CFLAGS) $(SAN_FLAGS) \
	$(COV_FLAGS) -MMD -MP
BASE_CPPFLAGS = -D_POSIX_C_SOURCE=200809L -DMAILAUTH_WITH_UNBOUND=$(WITH_UNBOUND) \
	-I$(srcdir)/include $(CPPFLAGS)
BASE_LDFLAGS = $(CFLAGS) $(SAN_FLAGS) $(COV_FLAGS) $(LDFLAGS)
DEP_LIBS = $(UNBOUND_LIBS) $(LIBS)

FLAGS_lib = -I$(srcdir)/libmailauth $(UNBOUND_CFLAGS) -DMAILAUTH_BUILD \
	-fPIC -fvisibility=hidden
FLAGS_prog = -I$(srcdir)/examples -DMAILAUTH_PROFILE_DIR='"$(datadir)/mailauth/profiles"'
FLAGS_test = -I$(srcdir)/libmailauth -I$(srcdir)/tests $(CHECK_CFLAGS) \
	-DTESTS_DIR='"$(ABS)/tests"' -pthread

COMPILE = $(Q)mkdir -p $(@D) && $(CC) $(BASE_CPPFLAGS) $(1) $(BASE_CFLAGS) -c -o $@ $<

all: $(ARCHIVE) $(SHLIB) $(B)/libmailauth.pc $(PROGRAMS)

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

$(B)/libmailauth.pc: $(srcdir)/pkgconfig/libmailauth.pc.in config.mk
	$(Q)mkdir -p $(@D) && sed \
		-e 's|@prefix@|$(prefix)|' \
		-e 's|@exec_prefix@|$(patsubst $(prefix)%,$${prefix}%,$(exec_prefix))|' \
		-e 's|@libdir@|$(patsubst $(prefix)/%,$${prefix}/%,$(libdir))|' \
		-e 's|@includedir@|$(patsubst $(prefix)/%,$${prefix}/%,$(includedir))|' \
		-e 's|@VERSION@|$(VERSION)|' \
		-e 's|@UNBOUND_REQUIRES@|$(UNBOUND_REQUIRES)|' \
		-e 's|@UNBOUND_LIBS_PRIVATE@|$(UNBOUND_LIBS_PRIVATE)|' \
		-e '/^[A-Za-z.]*: *$$/d' $< >$@

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
	$(Q)mkdir -p $(@D) && $(CC) $(BASE_LDFLAGS) -o $@ $< $(COMMON_OBJ) \
		$(PROGRAM_LIBS)

# ---- tests ------------------------------------------------------------------

$(B)/obj/tests/%.o: $(srcdir)/tests/%.c config.mk
	$(SAY) CC tests/$*.c
	$(call COMPILE,$(FLAGS_test))

$(SUITES): $(B)/tests/%$(EXEEXT): $(B)/obj/tests/%.o $(SUPPORT_OBJ) $(ARCHIVE)
	$(SAY) LINK $@
	$(Q)mkdir -p $(@D) && $(CC) $(BASE_LDFLAGS) -pthread -o $@ $< \
		$(SUPPORT_OBJ) $(ARCHIVE) $(DEP_LIBS) $(CHECK_LIBS)

# Checks that take long or need more than a compiler have targets of their own.
SLOW_CHECKS := check-live check-install check-mail
SHELL_CHECKS := $(filter-out $(SLOW_CHECKS:%=tests/%.sh),$(call rel,tests/check-*.sh))

MAILAUTH_SHARED ?= $(abspath $(srcdir)/../shared)
TEST_ENV = srcdir='$(ABS)' builddir='$(abspath $(B))' CC='$(CC)' CXX='$(CXX)' \
	NM='$(NM)' CFLAGS='$(CFLAGS)' WITH_UNBOUND='$(WITH_UNBOUND)' \
	SANITIZERS='$(SANITIZERS)' SHLIB_KIND='$(SHLIB_KIND)' \
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
check: need-check all $(PICKED_SUITES)
	@$(RUN_TESTS) $(PICKED_SUITES) $(PICKED_SHELL:%=$(srcdir)/%)
else
check: need-check all $(SUITES) $(REPLAYS)
	@$(RUN_TESTS) $(SUITES) $(REPLAYS) $(SHELL_CHECKS:%=$(srcdir)/%)
endif

tests: need-check all $(SUITES) $(REPLAYS)

# make check-spf_record runs tests/check_spf_record, make check-layers the
# shell check tests/check-layers.sh.
check-%:
	@$(MAKE) --no-print-directory check \
		TESTS='$(if $(wildcard $(srcdir)/tests/check-$*.sh),check-$*,check_$*)'

# ---- cleaning ---------------------------------------------------------------

clean:
	rm -rf $(B)

distclean: clean
	rm -rf config.mk config.status config.log autom4te.cache
	@if test -f Makefile && grep -q 'made by configure' Makefile; then \
		rm -f Makefile; fi

FORCE:
.PHONY: all check clean distclean need-check tests FORCE

ifneq ($(NEEDS_CONFIG),)
-include $(shell test -d $(B)/obj && find $(B)/obj -name '*.d')
endif
