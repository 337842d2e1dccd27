#include "cli/serve/arguments.h"

#include <fmt/format.h>

#include <cstdint>
#include <utility>

namespace orrery::cli {
namespace {

/// Reads HOST:PORT into the configuration; an IPv6 host stands in brackets.
Status apply_listen(const std::string& listen, gateway::Config& config) {
    const std::size_t colon = listen.rfind(':');
    const std::string port = colon == std::string::npos ? listen : listen.substr(colon + 1);
    std::size_t used = 0;
    const bool is_number = !port.empty() &&
                           port.find_first_not_of("0123456789") == std::string::npos &&
                           port.size() <= 5;
    const unsigned long number = is_number ? std::stoul(port, &used) : 65'536;
    if (number > 65'535) {
        return fail(ErrorKind::usage, fmt::format("'{}' has no port from 0 to 65535", listen),
                    "--listen", "write HOST:PORT, as in 127.0.0.1:8080");
    }
    config.listen_port = static_cast<std::uint16_t>(number);
    if (colon != std::string::npos && colon > 0) {
        std::string host = listen.substr(0, colon);
        if (host.starts_with('[') && host.ends_with(']')) {
            host = host.substr(1, host.size() - 2);
        }
        config.listen_host = host;
    }
    return {};
}

}  // namespace

Result<gateway::Config> read_config(const ServeArguments& arguments,
                                    const catalog::Catalog& catalog) {
    auto config = arguments.config.empty()
                      ? Result<gateway::Config>(gateway::default_config(catalog))
                      : gateway::load_config(arguments.config, catalog);
    if (config && !arguments.listen.empty()) {
        if (auto applied = apply_listen(arguments.listen, *config); !applied) {
            return std::unexpected(applied.error());
        }
    }
    return config;
}

void print_config(const gateway::Config& config) {
    fmt::print("{} providers, {} models, {} endpoints\n", config.providers.size(),
               config.models.size(), config.endpoints.size());
    for (const gateway::ServedModel& model : config.models) {
        std::string offers;
        for (const std::size_t index : model.endpoints) {
            const gateway::Endpoint& endpoint = config.endpoints[index];
            offers += fmt::format("{}{}{}", offers.empty() ? "" : ", ",
                                  config.providers[endpoint.provider].slug,
                                  endpoint.variant == "standard" ? "" : ":" + endpoint.variant);
        }
        fmt::print("  {}  {}\n", model.slug, offers);
    }
}

}  // namespace orrery::cli
