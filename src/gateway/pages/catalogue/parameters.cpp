#include <array>
#include <set>

#include "gateway/pages/catalogue/listing.h"

namespace orrery::gateway {
namespace {

/// What an endpoint that names no parameters takes: all that this gateway passes on.
constexpr std::array<std::string_view, 23> all_parameters = {
    "frequency_penalty",
    "include_reasoning",
    "logit_bias",
    "logprobs",
    "max_completion_tokens",
    "max_tokens",
    "min_p",
    "parallel_tool_calls",
    "prediction",
    "presence_penalty",
    "reasoning",
    "reasoning_effort",
    "repetition_penalty",
    "response_format",
    "seed",
    "stop",
    "structured_outputs",
    "temperature",
    "tool_choice",
    "tools",
    "top_k",
    "top_logprobs",
    "top_p",
};

void add_parameters(const Endpoint& endpoint, std::set<std::string>& found) {
    if (!endpoint.parameters.empty()) {
        found.insert(endpoint.parameters.begin(), endpoint.parameters.end());
        return;
    }
    for (const std::string_view name : all_parameters) {
        const bool is_of_tools = name.find("tool") != std::string_view::npos;
        if (endpoint.takes_tools || !is_of_tools) {
            found.emplace(name);
        }
    }
}

}  // namespace

std::vector<std::string> supported_parameters(const Endpoint& endpoint) {
    std::set<std::string> found;
    add_parameters(endpoint, found);
    return {found.begin(), found.end()};
}

std::vector<std::string> supported_parameters(const Listed& listed) {
    std::set<std::string> found;
    for (const Endpoint* endpoint : listed.endpoints) {
        add_parameters(*endpoint, found);
    }
    return {found.begin(), found.end()};
}

}  // namespace orrery::gateway
