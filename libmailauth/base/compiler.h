/* SPDX-License-Identifier: BSD-2-Clause */
/* The one place for what is not ISO C11. */
#ifndef BASE_COMPILER_H
#define BASE_COMPILER_H

#if defined(__GNUC__)
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define MUST_CHECK __attribute__((warn_unused_result))
#define RARELY __attribute__((cold, noinline))
#else
#define LIKELY(x) (x)
#define UNLIKELY(x) (x)
#define MUST_CHECK
#define RARELY
#endif

/* Where in memory the first octet of a loaded word is whose highest bit is set.
 * Where the order of octets is not known, 0: a place to look from octet by octet. */
#if defined(__GNUC__) && defined(__BYTE_ORDER__) && \
    __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define FIRST_MARKED(word) ((unsigned)__builtin_ctzll(word) / 8)
#define FIRST_IS_KNOWN 1
#else
#define FIRST_MARKED(word) 0u
#define FIRST_IS_KNOWN 0
#endif

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
