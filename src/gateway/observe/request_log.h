#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/generation.h"

namespace orrery::gateway {

/// One try at one endpoint, for the trail of a generation.
struct Attempt {
    std::string provider;
    std::string upstream_model;
    int status = 0;             ///< 0 where no head came.
    std::string_view failure;   ///< http::name_of, or empty.
    std::int64_t began_us = 0;  ///< Unix, UTC.
    std::int64_t took_us = 0;
    bool is_byok = false;
};

/// What is told about a request once it has ended: nothing of what was said in it.
struct RequestReport {
    const record::Generation* generation = nullptr;  ///< Null for pages and refused requests.
    std::string_view method;
    std::string_view path;
    int status = 0;
    std::int64_t began_us = 0;  ///< Unix, UTC.
    std::int64_t took_us = 0;
    std::uint64_t sent_bytes = 0;
    std::string_view account;  ///< Name, or empty.
    /// What the ledger fills in where the record does not say it; may be empty.
    std::string_view account_id;
    std::string_view api_key_id;
    std::string_view country;
    std::string_view key_label;
    std::string_view client;        ///< Address.
    std::string_view trace_parent;  ///< As the client sent it, valid, or ours.
    /// The span that the provider was told of. Equal to the parent in `trace_parent` where the
    /// trace is ours; empty: no provider was told.
    std::string_view span_id;
    const std::vector<Attempt>* attempts = nullptr;
};

}  // namespace orrery::gateway
