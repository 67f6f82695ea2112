// SPDX-License-Identifier: BSD-2-Clause
// The same from C++: the header is C++11, handles fit a unique_ptr.
#include <iostream>
#include <memory>
#include <string>

#include <mailauth.h>

struct Free {
	void operator()(mailauth_spf_record *p) const {
		mailauth_spf_record_free(p);
	}
};

int
main()
{
	const std::string text = "v=spf1 ip4:192.0.2.0/24 -all";
	mailauth_spf_record *raw = nullptr;

	if (mailauth_spf_parse(nullptr, text.data(), text.size(), &raw) !=
	    MAILAUTH_OK)
		return 1;
	std::unique_ptr<mailauth_spf_record, Free> rec(raw);
	std::cout << mailauth_version() << ": "
	          << mailauth_spf_record_term_count(rec.get()) << " terms\n";
	return mailauth_spf_record_term_count(rec.get()) == 2 ? 0 : 1;
}
