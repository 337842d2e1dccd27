#include "dashboard/schema_check.h"

#include <algorithm>
#include <regex>
#include <set>

namespace orrery::dashboard {
namespace {

using Json = nlohmann::ordered_json;

bool is_of(const std::string& type, const Json& value) {
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
           (type == "string" && value.is_string()) || (type == "boolean" && value.is_boolean()) ||
           (type == "integer" && value.is_number_integer()) ||
           (type == "number" && value.is_number()) || (type == "null" && value.is_null());
}

bool has_type(const Json& types, const Json& value) {
    if (types.is_string()) {
        return is_of(types, value);
    }
    return std::ranges::any_of(types, [&](const Json& type) { return is_of(type, value); });
}

bool has_format(const std::string& format, const Json& value) {
    static const std::regex day("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    static const std::regex moment(
        "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z");
    return !value.is_string() ||
           std::regex_match(value.get<std::string>(), format == "date" ? day : moment);
}

const std::set<std::string> known = {"$ref",    "type",       "format",     "enum",
                                     "anyOf",   "properties", "required",   "additionalProperties",
                                     "items",   "minItems",   "maxItems",   "minimum",
                                     "maximum", "default",    "description"};

}  // namespace

std::vector<std::string> SchemaCheck::faults(const Json& schema, const Json& value) const {
    std::vector<std::string> found;
    check(schema, value, "$", found);
    return found;
}

void SchemaCheck::check(const Json& schema, const Json& value, const std::string& at,
                        std::vector<std::string>& faults) const {
    for (const auto& [keyword, rule] : schema.items()) {
        if (!known.contains(keyword)) {
            faults.push_back(at + ": the check does not know " + keyword);
        }
    }
    if (schema.contains("$ref")) {
        const std::string name = schema["$ref"];
        check(document_.at(Json::json_pointer(name.substr(1))), value, at, faults);
        return;
    }
    if (schema.contains("anyOf")) {
        const bool fits = std::ranges::any_of(
            schema["anyOf"], [&](const Json& one) { return this->faults(one, value).empty(); });
        if (!fits) {
            faults.push_back(at + ": fits none: " + value.dump().substr(0, 200));
        }
    }
    if (schema.contains("type") && !has_type(schema["type"], value)) {
        faults.push_back(at + ": is no " + schema["type"].dump() + ": " +
                         value.dump().substr(0, 80));
        return;
    }
    if (schema.contains("enum") &&
        std::ranges::find(schema["enum"], value) == schema["enum"].end()) {
        faults.push_back(at + ": is none of " + schema["enum"].dump() + ": " + value.dump());
    }
    if (schema.contains("format") && !has_format(schema["format"], value)) {
        faults.push_back(at + ": is no " + schema["format"].dump() + ": " + value.dump());
    }
    if (value.is_array() && schema.contains("items")) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            check(schema["items"], value[i], at + "[" + std::to_string(i) + "]", faults);
        }
    }
    if (value.is_object()) {
        check_object(schema, value, at, faults);
    }
}

void SchemaCheck::check_object(const Json& schema, const Json& value, const std::string& at,
                               std::vector<std::string>& faults) const {
    for (const Json& name : schema.value("required", Json::array())) {
        if (!value.contains(name.get<std::string>())) {
            faults.push_back(at + ": lacks " + name.dump());
        }
    }
    const Json properties = schema.value("properties", Json::object());
    const Json others = schema.value("additionalProperties", Json(true));
    for (const auto& [name, item] : value.items()) {
        const std::string place = at + "." + name;
        if (properties.contains(name)) {
            check(properties[name], item, place, faults);
        } else if (others.is_object()) {
            check(others, item, place, faults);
        } else if (others == false) {
            faults.push_back(place + ": is not in the schema");
        }
    }
}

}  // namespace orrery::dashboard
