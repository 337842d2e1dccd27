#include "gateway/pages/fields.h"

#include <cmath>

#include "gateway/pages/moment.h"

namespace orrery::gateway {
namespace {

constexpr double nano_per_usd = 1e9;
constexpr double usd_max = 1e9;

}  // namespace

Fields::Fields(std::string_view body) : object_(Json::parse(body, nullptr, false)) {
    if (!object_.is_object()) {
        status_ = fail(ErrorKind::bad_input, "the body must be one JSON object");
        object_ = Json::object();
    }
}

const Json* Fields::find(std::string_view name) const {
    const auto found = object_.find(name);
    return found == object_.end() ? nullptr : &*found;
}

bool Fields::has(std::string_view name) const {
    return find(name) != nullptr;
}

bool Fields::is_null(std::string_view name) const {
    const Json* value = find(name);
    return value != nullptr && value->is_null();
}

void Fields::fault(std::string_view name, std::string what) {
    if (status_) {
        status_ = fail(ErrorKind::bad_input, std::move(what), std::string(name));
    }
}

std::optional<std::string> Fields::text(std::string_view name, std::size_t bytes_max) {
    const Json* value = find(name);
    if (value == nullptr || value->is_null()) {
        return std::nullopt;
    }
    const auto* text = value->get_ptr<const std::string*>();
    if (text == nullptr || text->empty() || text->size() > bytes_max) {
        fault(name, "must be a text of 1 to " + std::to_string(bytes_max) + " bytes");
        return std::nullopt;
    }
    return *text;
}

std::optional<bool> Fields::flag(std::string_view name) {
    const Json* value = find(name);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_boolean()) {
        fault(name, "must be true or false");
        return std::nullopt;
    }
    return value->get<bool>();
}

std::optional<std::int64_t> Fields::whole(std::string_view name, std::int64_t lowest,
                                          std::int64_t highest) {
    const Json* value = find(name);
    if (value == nullptr || value->is_null()) {
        return std::nullopt;
    }
    const double number = value->is_number() ? value->get<double>() : std::nan("");
    if (!(number >= static_cast<double>(lowest)) || number > static_cast<double>(highest) ||
        number != std::floor(number)) {
        fault(name, "must be a whole number from " + std::to_string(lowest) + " to " +
                        std::to_string(highest));
        return std::nullopt;
    }
    return static_cast<std::int64_t>(number);
}

std::optional<std::int64_t> Fields::nano_usd(std::string_view name) {
    const Json* value = find(name);
    if (value == nullptr || value->is_null()) {
        return std::nullopt;
    }
    const double amount = value->is_number() ? value->get<double>() : std::nan("");
    if (!(amount >= 0) || amount > usd_max) {
        fault(name, "must be USD from 0 to 1000000000");
        return std::nullopt;
    }
    const std::int64_t nano = std::llround(amount * nano_per_usd);
    if (static_cast<double>(nano) / nano_per_usd != amount) {
        fault(name, "must have at most nine decimals");
        return std::nullopt;
    }
    return nano;
}

std::optional<std::int64_t> Fields::moment(std::string_view name) {
    const Json* value = find(name);
    if (value == nullptr || value->is_null()) {
        return std::nullopt;
    }
    const auto* text = value->get_ptr<const std::string*>();
    const auto moment = text == nullptr ? std::nullopt : parse_moment(*text);
    if (!moment) {
        fault(name, "must be a moment with seconds and zone, as 2026-01-31T23:59:59Z");
    }
    return moment;
}

void Fields::refuse(std::string_view name) {
    const Json* value = find(name);
    const bool is_nothing = value == nullptr || value->is_null() || *value == Json(false) ||
                            (value->is_array() && value->empty());
    if (!is_nothing) {
        fault(name, "this gateway has no such thing");
    }
}

void Fields::require_default_workspace() {
    const auto asked = text("workspace_id", 64);
    if (asked && *asked != workspace_id) {
        fault("workspace_id", "the only workspace is \"default\"");
    }
}

}  // namespace orrery::gateway
