#include "gateway/echo/schema_sample.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace orrery::gateway {
namespace {

using Json = nlohmann::ordered_json;

constexpr int depth_max = 8;
constexpr std::int64_t items_max = 64;  ///< Of a list or text that a schema wants to be longer.

const Json* found_in(const Json& schema, const char* name) {
    const auto found = schema.find(name);
    return found == schema.end() ? nullptr : &*found;
}

std::optional<double> number(const Json& schema, const char* name) {
    const Json* value = found_in(schema, name);
    return value != nullptr && value->is_number() ? std::optional(value->get<double>())
                                                  : std::nullopt;
}

std::int64_t bound(const Json& schema, const char* name, std::int64_t otherwise) {
    const auto value = number(schema, name);
    return value ? static_cast<std::int64_t>(std::clamp(*value, 0.0, 1e6)) : otherwise;
}

/// Makes one value after the other out of a schema; each text takes the next word.
class Sampler {
public:
    Sampler(const Json& root, std::span<const std::string_view> words)
        : root_(root), words_(words) {}

    Json sample(const Json& schema, int depth);

private:
    Json alternative(const Json& list, int depth);
    Json merged(const Json& schema, int depth);
    Json object(const Json& schema, int depth);
    Json array(const Json& schema, int depth);
    Json text(const Json& schema);
    Json numeric(const Json& schema, bool is_integer);
    const Json* referred(const Json& schema) const;
    std::string next_word();

    const Json& root_;
    std::span<const std::string_view> words_;
    std::size_t next_ = 0;
};

std::string type_of(const Json& schema) {
    const Json* type = found_in(schema, "type");
    if (type != nullptr && type->is_string()) {
        return type->get<std::string>();
    }
    if (type != nullptr && type->is_array()) {
        for (const Json& one : *type) {
            if (one.is_string() && one != "null") {
                return one.get<std::string>();
            }
        }
        return "null";
    }
    if (schema.contains("properties")) {
        return "object";
    }
    if (schema.contains("items") || schema.contains("prefixItems")) {
        return "array";
    }
    return "string";
}

Json Sampler::sample(const Json& schema, int depth) {
    if (!schema.is_object()) {
        return next_word();
    }
    if (const Json* value = found_in(schema, "const")) {
        return *value;
    }
    if (const Json* values = found_in(schema, "enum");
        values != nullptr && values->is_array() && !values->empty()) {
        return (*values)[words_.size() % values->size()];
    }
    if (const Json* other = referred(schema); other != nullptr && depth < depth_max) {
        return sample(*other, depth + 1);
    }
    for (const char* name : {"anyOf", "oneOf"}) {
        const Json* list = found_in(schema, name);
        if (list != nullptr && list->is_array() && !list->empty()) {
            return alternative(*list, depth);
        }
    }
    if (schema.contains("allOf")) {
        return merged(schema, depth);
    }
    const std::string type = type_of(schema);
    if (type == "object") {
        return object(schema, depth);
    }
    if (type == "array") {
        return array(schema, depth);
    }
    if (type == "boolean") {
        return words_.size() % 2 == 0;
    }
    if (type == "null") {
        return nullptr;
    }
    return type == "integer" || type == "number" ? numeric(schema, type == "integer")
                                                 : text(schema);
}

/// Takes the first alternative that says something; deep down rather null, so that it ends.
Json Sampler::alternative(const Json& list, int depth) {
    const auto is_null = [](const Json& one) { return one.is_object() && type_of(one) == "null"; };
    if (depth >= depth_max && std::ranges::any_of(list, is_null)) {
        return nullptr;
    }
    const auto found = std::ranges::find_if_not(list, is_null);
    return found == list.end() ? Json(nullptr) : sample(*found, depth + 1);
}

Json Sampler::merged(const Json& schema, int depth) {
    Json all = schema;
    const Json& parts = schema["allOf"];
    all.erase("allOf");
    for (const Json& part : parts) {
        const Json* other = part.is_object() ? referred(part) : nullptr;
        const Json& addition = other != nullptr ? *other : part;
        if (addition.is_object()) {
            all.merge_patch(addition);
        }
    }
    return depth < depth_max ? sample(all, depth + 1) : Json(nullptr);
}

Json Sampler::object(const Json& schema, int depth) {
    Json made = Json::object();
    const Json* properties = found_in(schema, "properties");
    if (properties == nullptr || !properties->is_object()) {
        return made;
    }
    const Json* required = found_in(schema, "required");
    for (const auto& [name, property] : properties->items()) {
        const bool is_required = required != nullptr && required->is_array() &&
                                 std::ranges::find(*required, Json(name)) != required->end();
        if (depth < depth_max / 2 || (is_required && depth < 2 * depth_max)) {
            made[name] = sample(property, depth + 1);
        }
    }
    return made;
}

Json Sampler::array(const Json& schema, int depth) {
    Json made = Json::array();
    if (const Json* prefix = found_in(schema, "prefixItems");
        prefix != nullptr && prefix->is_array()) {
        for (const Json& item : *prefix) {
            made.push_back(sample(item, depth + 1));
        }
    }
    const std::int64_t least = bound(schema, "minItems", 0);
    const std::int64_t most = std::min(bound(schema, "maxItems", items_max), items_max);
    const std::int64_t wanted = depth < depth_max ? std::max<std::int64_t>(least, 2) : least;
    const Json* items = found_in(schema, "items");
    const Json any = Json::object();
    while (std::ssize(made) < std::min(wanted, most) && depth < 2 * depth_max) {
        made.push_back(sample(items != nullptr ? *items : any, depth + 1));
    }
    return made;
}

Json Sampler::text(const Json& schema) {
    constexpr auto formats = std::to_array<std::pair<std::string_view, std::string_view>>(
        {{"date-time", "2025-01-02T03:04:05Z"},
         {"date", "2025-01-02"},
         {"time", "03:04:05Z"},
         {"duration", "PT1H"},
         {"email", "echo@example.org"},
         {"hostname", "example.org"},
         {"ipv4", "192.0.2.1"},
         {"ipv6", "2001:db8::1"},
         {"uri", "https://example.org/"},
         {"uuid", "00000000-0000-4000-8000-000000000000"}});
    if (const Json* format = found_in(schema, "format"); format != nullptr && format->is_string()) {
        for (const auto& [name, value] : formats) {
            if (format->get_ref<const std::string&>() == name) {
                return value;
            }
        }
    }
    std::string made = next_word();
    const std::int64_t least = std::min(bound(schema, "minLength", 0), items_max);
    const std::int64_t most = bound(schema, "maxLength", items_max);
    while (std::ssize(made) < least) {
        made += 'o';
    }
    return made.substr(0, static_cast<std::size_t>(std::max(most, least)));
}

Json Sampler::numeric(const Json& schema, bool is_integer) {
    const auto least = number(schema, "minimum");
    const auto above = number(schema, "exclusiveMinimum");
    const auto most = number(schema, "maximum");
    const auto below = number(schema, "exclusiveMaximum");
    const double step = number(schema, "multipleOf").value_or(is_integer ? 1.0 : 0.5);
    double value = static_cast<double>(words_.size());
    if (most && value > *most) {
        value = *most;
    }
    if (below && value >= *below) {
        value = *below - step;
    }
    if (least && value < *least) {
        value = *least;
    }
    if (above && value <= *above) {
        value = *above + step;
    }
    if (step > 0 && schema.contains("multipleOf")) {
        value = std::ceil(value / step) * step;
        value -= most && value > *most ? step : 0;
    }
    return is_integer ? Json(static_cast<std::int64_t>(std::clamp(std::floor(value), -9e15, 9e15)))
                      : Json(value);
}

/// Finds what a local reference points to: "#", "#/$defs/name".
const Json* Sampler::referred(const Json& schema) const {
    const Json* reference = found_in(schema, "$ref");
    if (reference == nullptr || !reference->is_string()) {
        return nullptr;
    }
    std::string_view path = reference->get_ref<const std::string&>();
    if (!path.starts_with('#')) {
        return nullptr;
    }
    path.remove_prefix(1);
    const Json* at = &root_;
    while (path.starts_with('/')) {
        path.remove_prefix(1);
        const std::string name(path.substr(0, path.find('/')));
        path.remove_prefix(name.size());
        at = at->is_object() ? found_in(*at, name.c_str()) : nullptr;
        if (at == nullptr) {
            return nullptr;
        }
    }
    return at;
}

std::string Sampler::next_word() {
    return words_.empty() ? "echo" : std::string(words_[next_++ % words_.size()]);
}

}  // namespace

Json schema_sample(const Json& schema, std::span<const std::string_view> words) {
    Sampler sampler(schema, words);
    return sampler.sample(schema, 0);
}

}  // namespace orrery::gateway
