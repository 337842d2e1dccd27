#pragma once

#include <string>
#include <vector>

#include "base/format/json.h"

namespace orrery::dashboard {

/// Checks values against the subset of JSON Schema that docs/openapi.json is written in. A keyword
/// that it does not know is a fault.
class SchemaCheck {
public:
    /// REQUIRES: the document outlives it.
    explicit SchemaCheck(const nlohmann::ordered_json& document) : document_(document) {}

    /// Returns what is wrong, each with its place; empty when the value fits.
    [[nodiscard]] std::vector<std::string> faults(const nlohmann::ordered_json& schema,
                                                  const nlohmann::ordered_json& value) const;

private:
    using Json = nlohmann::ordered_json;
    void check(const Json& schema, const Json& value, const std::string& at,
               std::vector<std::string>& faults) const;
    void check_object(const Json& schema, const Json& value, const std::string& at,
                      std::vector<std::string>& faults) const;

    const Json& document_;
};

}  // namespace orrery::dashboard
