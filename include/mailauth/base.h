/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MAILAUTH_BASE_H
#define MAILAUTH_BASE_H
/**
 * @file
 * @defgroup base Version, errors, configuration, problems
 * What every other group of libmailauth uses: how calls report errors, where
 * memory comes from, which limits apply, and how a fault in a record is told.
 *
 * Conventions, true everywhere:
 * - A call that returns `int` returns 0 (#MAILAUTH_OK) or a negative
 *   `MAILAUTH_ERR_*`.  A mail verdict (fail, permerror) is data, never an
 *   error, and a broken record is a successful parse with problems.
 * - `x_new`, `x_parse` make an object in `*out` (NULL on error); only `x_free`
 *   frees it, and `x_free(NULL)` does nothing.
 * - A `const` pointer that an accessor returns belongs to the object it came
 *   from and lives as long as that object, unless its comment says otherwise.
 * - A pointer must not be NULL unless its comment says that it may.  `x_new`
 *   and `x_parse` calls refuse a missing text, name or object they are about
 *   with #MAILAUTH_ERR_INVALID all the same; `out` they must have.
 * - Arguments are read during the call and copied if kept.
 * - Structs are only ever handed out by `const` pointer ("views"); fields may
 *   be added at their end without an ABI break.  Never allocate one yourself.
 * - Enumerators travel as `int`; unknown values may appear in later versions.
 * - No global state, no errno, no output.  Distinct objects may be used by
 *   distinct threads at once, one object by one thread at a time.  A
 *   configuration is read-only once an object was made with it, may then be
 *   shared by threads, and must outlive those objects.
 * @{
 */
#include <stddef.h>
#include <stdint.h>

#ifndef MAILAUTH_API
#define MAILAUTH_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** Version of this header, 0xMMmmpp: major, minor, patch. */
#define MAILAUTH_VERSION_NUMBER 0x000100

/** Version of the library at run time, "0.1.0".  Never NULL. */
MAILAUTH_API const char *mailauth_version(void);
/** Version of the library at run time, as #MAILAUTH_VERSION_NUMBER. */
MAILAUTH_API uint32_t mailauth_version_number(void);
/** 1 if this build can resolve through libunbound, else 0: see @ref resolver. */
MAILAUTH_API int mailauth_has_unbound(void);

/** Results of calls. */
enum mailauth_err {
	MAILAUTH_OK = 0,               /**< success */
	MAILAUTH_ERR_NOMEM = -1,       /**< the allocator returned NULL */
	MAILAUTH_ERR_INVALID = -2,     /**< an argument is not of its documented form */
	MAILAUTH_ERR_STATE = -3,       /**< not at this point of the object's life */
	MAILAUTH_ERR_NOT_FOUND = -4,   /**< no such id, name or entry */
	MAILAUTH_ERR_WRONG_TYPE = -5,  /**< the object is of another kind */
	MAILAUTH_ERR_LIMIT = -6,       /**< larger than a documented cap */
	MAILAUTH_ERR_TIMEOUT = -7,     /**< the deadline passed first */
	MAILAUTH_ERR_UNSUPPORTED = -8, /**< this build or system cannot do it */
	MAILAUTH_ERR_IO = -9           /**< a file or descriptor failed */
};
/** A lower-case English sentence for a `MAILAUTH_ERR_*`.  Never NULL. */
MAILAUTH_API const char *mailauth_strerror(int err);

/**
 * The caller's allocator.  Copied by mailauth_config_new(); the layout is
 * frozen.  The three functions behave as those of the C library and get
 * `user_data` back; they may be called by any thread that uses an object made
 * with the configuration.
 */
typedef struct mailauth_allocator {
	/** NULL when there is no memory; never asked for 0 octets */
	void *(*malloc)(size_t size, void *user_data);
	/** NULL leaves the old block as it is; never asked for 0 octets */
	void *(*realloc)(void *ptr, size_t size, void *user_data);
	/** @p ptr may be NULL */
	void (*free)(void *ptr, void *user_data);
	/** handed to the three functions as it is */
	void *user_data;
} mailauth_allocator;

/** Allocator and limits.  NULL stands for the defaults wherever one is taken. */
typedef struct mailauth_config mailauth_config;

/** What mailauth_config_set() sets; defaults in brackets. */
enum mailauth_option {
	/** [10] terms that cause DNS queries, 0..1000; RFC 7208 section 4.6.4 */
	MAILAUTH_OPT_SPF_LOOKUPS = 1,
	/** [2] look-ups without answer, 0..1000; RFC 7208 section 4.6.4 */
	MAILAUTH_OPT_SPF_VOID_LOOKUPS = 2,
	/** [10] hosts of one "mx" term, 1..1000; RFC 7208 section 4.6.4 */
	MAILAUTH_OPT_SPF_MX_NAMES = 3,
	/** [10] names of one "ptr" term or %{p}, 1..1000; RFC 7208 section 4.6.4 */
	MAILAUTH_OPT_SPF_PTR_NAMES = 4,
	/** [1] fetch and expand exp= after a fail, 0 or 1; RFC 7208 section 6.2 */
	MAILAUTH_OPT_SPF_EXPLAIN = 5,
	/** [11] aliases followed by one CNAME walk, 1..100 */
	MAILAUTH_OPT_CNAME_LINKS = 6,
	/** [0] speculative questions in flight, 0 = none, 1..10000; never changes
	 * a verdict, counter or trace */
	MAILAUTH_OPT_PREFETCH = 7,
	/** [1] keep the mailauth_event history, 0 or 1 */
	MAILAUTH_OPT_TRACE = 8,
	/** [20000] milliseconds for a whole task run by a resolver when the call
	 * gives none, 100..86400000; RFC 7208 section 4.6.4 asks for at least
	 * 20 seconds */
	MAILAUTH_OPT_TIMEOUT = 9,
	/** [0] bytes one object's arena may hold, 0 = no cap */
	MAILAUTH_OPT_MEMORY = 10,
	/** [8] Author Domains evaluated for one message, 1..100; RFC 9989
	 * section 11.5 */
	MAILAUTH_OPT_DMARC_AUTHORS = 11,
	/** [64] DKIM results looked at for one message, 1..1000 */
	MAILAUTH_OPT_DMARC_IDENTIFIERS = 12,
	/** [16384] bits of the largest RSA modulus whose numbers are examined,
	 * 4096..65536 */
	MAILAUTH_OPT_DKIM_BITS = 13
};

/**
 * Makes a configuration with default limits.
 * @param alloc the allocator, or NULL for malloc, realloc and free
 * @param out   receives the configuration, NULL on error
 * @return 0, #MAILAUTH_ERR_NOMEM, or #MAILAUTH_ERR_INVALID if one of the three
 *         functions is NULL
 */
MAILAUTH_API int mailauth_config_new(const mailauth_allocator *alloc, mailauth_config **out);
/**
 * Sets one limit.  Only before the first object is made with @p cfg.
 * @return 0, or #MAILAUTH_ERR_INVALID for an unknown option or a value out of
 *         its range
 */
MAILAUTH_API int mailauth_config_set(mailauth_config *cfg, int option, int64_t value);
/** The value in force; of the defaults if @p cfg is NULL; -1 if unknown. */
MAILAUTH_API int64_t mailauth_config_get(const mailauth_config *cfg, int option);
/** Frees a configuration, after everything made with it. */
MAILAUTH_API void mailauth_config_free(mailauth_config *cfg);

/** How much a problem or finding weighs. */
enum mailauth_severity {
	MAILAUTH_SEVERITY_INFO = 1,
	MAILAUTH_SEVERITY_WARNING = 2,
	MAILAUTH_SEVERITY_ERROR = 3,
	MAILAUTH_SEVERITY_UNKNOWN = 4, /**< DNS did not answer: no verdict */
	MAILAUTH_SEVERITY_USAGE = 5    /**< the caller's own mistake */
};
/** "info", "warning", "error", "unknown", "usage"; NULL for another value. */
MAILAUTH_API const char *mailauth_severity_name(int severity);

/** One thing that is wrong with, or worth knowing of, a record (view). */
typedef struct mailauth_problem {
	int code;              /**< `MAILAUTH_RULE_*`, see rule.h; stable */
	int severity;          /**< `MAILAUTH_SEVERITY_*` */
	size_t offset;         /**< first octet of the record text concerned */
	size_t length;         /**< octets concerned; 0 points between octets */
	const char *id;        /**< "spf.syntax": the rule's stable name */
	const char *message;   /**< English sentence, no final stop */
	const char *reference; /**< "RFC 7208 section 4.6.1", or NULL */
} mailauth_problem;

/** Where text is about to go: what mailauth_escape() protects. */
enum mailauth_channel {
	/** content of an RFC 5322 quoted-string: `"` and `\` get a backslash,
	 * control and non-ASCII octets become `?` */
	MAILAUTH_CHANNEL_HEADER = 1,
	/** one log line: octets outside printable ASCII and `\` become `\xHH` */
	MAILAUTH_CHANNEL_LOG = 2,
	/** a terminal: octets outside printable ASCII become `\xHH` */
	MAILAUTH_CHANNEL_TERMINAL = 3,
	/** content of a JSON string: `"` and `\` get a backslash, octets outside
	 * printable ASCII become the text `\xHH` */
	MAILAUTH_CHANNEL_JSON = 4,
	/** content of a quoted string in a master file: `"` and `\` get a
	 * backslash, octets outside printable ASCII become `\DDD`; RFC 1035
	 * section 5.1 */
	MAILAUTH_CHANNEL_ZONE = 5
};
/**
 * Escapes foreign text for one channel.
 * @param channel  `MAILAUTH_CHANNEL_*`
 * @param text,len any octets
 * @param out,size receives as much as fits and a NUL when size > 0
 * @return the length of the whole escaped text without the NUL, so a result
 *         >= size means it was cut; 0 for an unknown channel
 */
MAILAUTH_API size_t mailauth_escape(int channel, const char *text, size_t len, char *out, size_t size);

#ifdef __cplusplus
}
#endif
/** @} */
#endif
