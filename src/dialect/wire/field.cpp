#include "dialect/wire/field.h"
#include "dialect/json/parse.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace orrery::dialect {

namespace {

/// Members of a chat request that the gateway itself reads, or that every dialect writes anew.
constexpr std::string_view own_members[] = {
    "model",  "models",         "messages",   "prompt",           "provider",
    "route",  "session_id",     "transforms", "plugins",          "usage",
    "stream", "stream_options", "metadata",   "prompt_cache_key", "trace",
};

/// A value that every API has as its default asks for nothing.
bool asks_for_nothing(std::string_view key, const Json& value) {
    if (value.is_null() || value == false || (value.is_structured() && value.empty())) {
        return true;
    }
    if (!value.is_number()) {
        return false;
    }
    const auto number = value.get<double>();
    return (key.ends_with("_penalty") && number == (key == "repetition_penalty" ? 1.0 : 0.0)) ||
           ((key == "n" || key == "best_of") && number == 1.0) ||
           ((key == "min_p" || key == "top_a") && number == 0.0);
}

}  // namespace

const Json* value_at(const Json& object, std::string_view key) {
    if (!object.is_object()) {
        return nullptr;
    }
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string_view text_of(const Json& value) {
    const auto* text = value.get_ptr<const std::string*>();
    return text == nullptr ? std::string_view() : std::string_view(*text);
}

std::string_view text_at(const Json& object, std::string_view key) {
    const Json* value = value_at(object, key);
    return value == nullptr ? std::string_view() : text_of(*value);
}

std::optional<std::int64_t> integer_at(const Json& object, std::string_view key) {
    const Json* value = value_at(object, key);
    if (value == nullptr || !value->is_number()) {
        return std::nullopt;
    }
    if (value->is_number_unsigned()) {
        const auto number = value->get<std::uint64_t>();
        return static_cast<std::int64_t>(
            std::min<std::uint64_t>(number, std::numeric_limits<std::int64_t>::max()));
    }
    if (value->is_number_integer()) {
        return value->get<std::int64_t>();
    }
    const auto number = value->get<double>();
    if (std::trunc(number) != number || std::abs(number) > 9e15) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(number);
}

std::optional<double> number_at(const Json& object, std::string_view key) {
    const Json* value = value_at(object, key);
    return value != nullptr && value->is_number() ? std::optional(value->get<double>())
                                                  : std::nullopt;
}

std::optional<bool> flag_at(const Json& object, std::string_view key) {
    const Json* value = value_at(object, key);
    return value != nullptr && value->is_boolean() ? std::optional(value->get<bool>())
                                                   : std::nullopt;
}

const Json& list_at(const Json& object, std::string_view key) {
    static const Json empty = Json::array();
    const Json* value = value_at(object, key);
    return value != nullptr && value->is_array() ? *value : empty;
}

const Json& object_at(const Json& object, std::string_view key) {
    static const Json empty = Json::object();
    const Json* value = value_at(object, key);
    return value != nullptr && value->is_object() ? *value : empty;
}

std::string element(const std::string& where, std::size_t index) {
    return where + "[" + std::to_string(index) + "]";
}

std::unexpected<Error> refuse(std::string what, const std::string& where) {
    return fail(ErrorKind::bad_input, std::move(what), where);
}

void copy_members(const Json& from, Json& to, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        if (const Json* value = value_at(from, name)) {
            to[std::string(name)] = *value;
        }
    }
}

void append_to(Json& object, std::string_view key, std::string_view text) {
    const auto found = object.find(key);
    if (found != object.end()) {
        if (auto* held = found->get_ptr<std::string*>()) {
            held->append(text);
        }
    }
}

void append_event(std::string& out, std::string_view name, const Json& data) {
    out.append("event: ").append(name).append("\ndata: ").append(to_text(data)).append("\n\n");
}

void add_dropped(std::vector<std::string>& dropped, std::string_view name) {
    if (std::ranges::find(dropped, name) == dropped.end()) {
        dropped.emplace_back(name);
    }
}

void add_uncarried(const Json& chat, std::initializer_list<std::string_view> carried,
                   std::vector<std::string>& dropped) {
    for (const auto& [key, value] : chat.items()) {
        const bool is_known = std::ranges::find(own_members, key) != std::end(own_members) ||
                              std::ranges::find(carried, key) != carried.end();
        if (!is_known && !asks_for_nothing(key, value)) {
            add_dropped(dropped, key);
        }
    }
}

}  // namespace orrery::dialect
