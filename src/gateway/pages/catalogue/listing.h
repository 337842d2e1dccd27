#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/config.h"
#include "gateway/pages/question.h"

namespace orrery::gateway {

/// One variant of a model that can be asked for: "author/name" or "author/name:free". Points into
/// the configuration.
struct Listed {
    std::string id;
    const ServedModel* model = nullptr;
    std::vector<const Endpoint*> endpoints;  ///< Of this variant; the cheapest first.
    std::int64_t created_s = 0;
    std::int64_t context_length = 0;  ///< 0: unknown.
};

/// Lists every variant of every model, in the order of the configuration.
[[nodiscard]] std::vector<Listed> list_models(const Serving& serving, std::int64_t now_us);

/// Finds one by "author/name" or "author/name:variant", by permaslug, or by an alias.
[[nodiscard]] std::optional<Listed> find_model(const Serving& serving, std::string_view name,
                                               std::int64_t now_us);

/// Writes OpenRouter's Model.
[[nodiscard]] Json model_json(const Listed& listed, const Serving& serving, std::int64_t now_us);
/// Writes what both a model and its list of endpoints say of modalities.
[[nodiscard]] Json architecture_json(const ServedModel& model);

/// Writes a count, and null for 0, which is unknown.
[[nodiscard]] Json count_or_null(std::int64_t count);

/// Returns the parameters that at least one endpoint takes, sorted.
[[nodiscard]] std::vector<std::string> supported_parameters(const Listed& listed);
[[nodiscard]] std::vector<std::string> supported_parameters(const Endpoint& endpoint);

}  // namespace orrery::gateway
