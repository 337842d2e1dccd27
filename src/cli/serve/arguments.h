#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/result.h"
#include "catalog/catalog.h"
#include "cli/session.h"
#include "gateway/config/config.h"

namespace orrery::cli {

struct ServeArguments {
    std::filesystem::path config;
    std::string listen;
    bool check = false;
    bool dumps_core = false;
    /// Says more once it listens, on an address such as "http://127.0.0.1:8080".
    std::function<void(const std::string& address)> welcome;
};

/// Reads the configuration that the arguments name, or the one of the echo provider, and what they
/// change of it.
[[nodiscard]] Result<gateway::Config> read_config(const ServeArguments& arguments,
                                                  const catalog::Catalog& catalog);

/// Serves until a signal ends it.
[[nodiscard]] Status serve(const Session& session, const ServeArguments& arguments);

/// Prints what a configuration serves.
void print_config(const gateway::Config& config);

}  // namespace orrery::cli
