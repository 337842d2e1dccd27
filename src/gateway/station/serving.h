#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "gateway/config/config.h"
#include "gateway/routing/health.h"

namespace orrery::gateway {

/// A configuration in service. Requests hold the one that they began with; a reload makes another.
struct Serving {
    Serving(Config chosen, const catalog::Catalog& facts);

    Config config;
    const catalog::Catalog& catalog;
    Health health;
    std::int64_t since_us = 0;  ///< When it was taken into service, Unix.
};

/// Begins a request to a provider: request line and fields that are the same every time, up to the
/// content length. `key` is the provider's or the account's own.
void write_request_head(const Provider& provider, std::string_view target, std::string_view key,
                        std::string& out);

}  // namespace orrery::gateway
