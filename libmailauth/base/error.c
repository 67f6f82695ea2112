/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of results. */
#include <mailauth/base.h>

const char *
mailauth_strerror(int err)
{
	switch (err) {
	case MAILAUTH_OK:
		return "success";
	case MAILAUTH_ERR_NOMEM:
		return "out of memory";
	case MAILAUTH_ERR_INVALID:
		return "an argument is not of its documented form";
	case MAILAUTH_ERR_STATE:
		return "the call does not fit the state of the object";
	case MAILAUTH_ERR_NOT_FOUND:
		return "there is no such entry";
	case MAILAUTH_ERR_WRONG_TYPE:
		return "the object is of another kind";
	case MAILAUTH_ERR_LIMIT:
		return "a documented limit is exceeded";
	case MAILAUTH_ERR_TIMEOUT:
		return "the deadline has passed";
	case MAILAUTH_ERR_UNSUPPORTED:
		return "this build or system does not support it";
	case MAILAUTH_ERR_IO:
		return "a file or descriptor cannot be read or written";
	default:
		return "unknown error";
	}
}

const char *
mailauth_severity_name(int severity)
{
	switch (severity) {
	case MAILAUTH_SEVERITY_INFO:
		return "info";
	case MAILAUTH_SEVERITY_WARNING:
		return "warning";
	case MAILAUTH_SEVERITY_ERROR:
		return "error";
	case MAILAUTH_SEVERITY_UNKNOWN:
		return "unknown";
	case MAILAUTH_SEVERITY_USAGE:
		return "usage";
	default:
		return NULL;
	}
}
