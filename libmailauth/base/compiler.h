/* SPDX-License-Identifier: BSD-2-Clause */
/* The one place for what is not ISO C11. */
#ifndef BASE_COMPILER_H
#define BASE_COMPILER_H

#if defined(__GNUC__)
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define MUST_CHECK __attribute__((warn_unused_result))
#else
#define LIKELY(x) (x)
#define UNLIKELY(x) (x)
#define MUST_CHECK
#endif

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
