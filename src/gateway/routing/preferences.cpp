#include "gateway/routing/preferences.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>

#include "base/format/json.h"
#include "catalog/names.h"
#include "gateway/config/nearest.h"
#include "gateway/config/quantization.h"

namespace orrery::gateway {
namespace {

using PreferencesJson = nlohmann::json;
using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 13> members = {"order",
                                                      "only",
                                                      "ignore",
                                                      "allow_fallbacks",
                                                      "require_parameters",
                                                      "data_collection",
                                                      "zdr",
                                                      "enforce_distillable_text",
                                                      "quantizations",
                                                      "sort",
                                                      "max_price",
                                                      "preferred_min_throughput",
                                                      "preferred_max_latency"};
constexpr std::array<std::string_view, 2> sort_members = {"by", "partition"};
constexpr std::array<std::string_view, 5> price_members = {"prompt", "completion", "request",
                                                           "image", "audio"};
constexpr std::array<std::string_view, 4> percentile_members = {"p50", "p75", "p90", "p99"};
constexpr std::array<std::string_view, 4> sorts = {"price", "throughput", "latency", "exacto"};
constexpr std::array<std::string_view, 2> partitions = {"model", "none"};
constexpr std::array<std::string_view, 2> collections = {"allow", "deny"};
constexpr std::size_t list_max = 256;

/// Reads one object of the request and remembers the first thing that is wrong, with its path.
class Reader {
public:
    Reader(const PreferencesJson& object, std::string path, Status& status, Names known)
        : object_(object), path_(std::move(path)), status_(status) {
        for (const auto& [name, value] : object.items()) {
            if (std::ranges::find(known, name) == known.end()) {
                const std::string_view meant = nearest(name, known);
                wrong(name, "is not known",
                      meant.empty() ? fmt::format("known are {}", fmt::join(known, ", "))
                                    : fmt::format("did you mean '{}'?", meant));
            }
        }
    }

    /// Returns a member, or null where it is missing or null.
    [[nodiscard]] const PreferencesJson* member(std::string_view name) const {
        const auto found = object_.find(name);
        return found == object_.end() || found->is_null() ? nullptr : &*found;
    }

    void flag(std::string_view name, bool& into) {
        if (const PreferencesJson* value = member(name)) {
            if (value->is_boolean()) {
                into = value->get<bool>();
            } else {
                wrong(name, "must be true or false", {});
            }
        }
    }

    [[nodiscard]] std::string choice(std::string_view name, Names known) {
        const PreferencesJson* value = member(name);
        if (value == nullptr) {
            return {};
        }
        std::string text = value->is_string() ? value->get<std::string>() : std::string();
        if (std::ranges::find(known, text) == known.end()) {
            wrong(name, fmt::format("must be one of {}", fmt::join(known, ", ")), {});
        }
        return text;
    }

    [[nodiscard]] std::vector<std::string> names(std::string_view name) {
        std::vector<std::string> found;
        const PreferencesJson* value = member(name);
        if (value == nullptr) {
            return found;
        }
        if (!value->is_array() || value->size() > list_max) {
            wrong(name, fmt::format("must be a list of at most {} texts", list_max), {});
            return found;
        }
        for (const PreferencesJson& element : *value) {
            if (!element.is_string()) {
                wrong(fmt::format("{}[{}]", name, found.size()), "must be a text", {});
                return found;
            }
            found.push_back(catalog::lower_case(element.get_ref<const std::string&>()));
        }
        return found;
    }

    [[nodiscard]] std::optional<double> number(std::string_view name) {
        const PreferencesJson* value = member(name);
        return value == nullptr ? std::nullopt : number(*value, name);
    }

    /// Takes 0.5 and "0.5".
    [[nodiscard]] std::optional<double> number(const PreferencesJson& value,
                                               std::string_view name) {
        std::optional<double> found;
        if (value.is_number()) {
            found = value.get<double>();
        } else if (value.is_string()) {
            const auto& text = value.get_ref<const std::string&>();
            double read = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
            if (error == std::errc() && end == text.data() + text.size()) {
                found = read;
            }
        }
        if (!found || !std::isfinite(*found) || *found < 0) {
            wrong(name, "must be a number that is not negative", {});
            return std::nullopt;
        }
        return found;
    }

    void wrong(std::string_view name, std::string_view what, std::string hint) {
        if (status_) {
            const std::string path = fmt::format("{}.{}", path_, name);
            status_ = fail(ErrorKind::bad_input, fmt::format("'{}' {}", path, what), path,
                           std::move(hint));
        }
    }

    /// Returns a reader of a member that is an object.
    [[nodiscard]] Reader inside(const PreferencesJson& value, std::string_view name, Names known) {
        return {value, fmt::format("{}.{}", path_, name), status_, known};
    }

private:
    const PreferencesJson& object_;
    std::string path_;
    Status& status_;
};

/// Cuts to whole units, forgiving what binary fractions are off by; bounds beyond every price stay.
std::optional<PicoUsd> pico_of(std::optional<double> usd, double units) {
    constexpr double most = 9e18;
    return usd ? std::optional(static_cast<PicoUsd>(std::min(*usd * units + 1e-3, most)))
               : std::nullopt;
}

void read_prices(Reader& reader, Preferences& into) {
    const PreferencesJson* value = reader.member("max_price");
    if (value == nullptr) {
        return;
    }
    if (!value->is_object()) {
        reader.wrong("max_price", "must be an object", R"(write {"prompt": 1, "completion": 2})");
        return;
    }
    Reader prices = reader.inside(*value, "max_price", price_members);
    into.prompt_price_max = pico_of(prices.number("prompt"), 1e6);
    into.completion_price_max = pico_of(prices.number("completion"), 1e6);
    into.request_price_max = pico_of(prices.number("request"), 1e12);
    static_cast<void>(prices.number("image"));
    static_cast<void>(prices.number("audio"));
}

Percentiles read_percentiles(Reader& reader, std::string_view name) {
    Percentiles found;
    const PreferencesJson* value = reader.member(name);
    if (value == nullptr) {
        return found;
    }
    if (!value->is_object()) {
        found.p50 = reader.number(*value, name);
        return found;
    }
    Reader each = reader.inside(*value, name, percentile_members);
    found.p50 = each.number("p50");
    found.p75 = each.number("p75");
    found.p90 = each.number("p90");
    found.p99 = each.number("p99");
    return found;
}

Sort sort_named(std::string_view name) {
    const auto found = std::ranges::find(sorts, name);
    constexpr std::array<Sort, sorts.size() + 1> values = {Sort::price, Sort::throughput,
                                                           Sort::latency, Sort::exacto, Sort::none};
    return values[static_cast<std::size_t>(found - sorts.begin())];
}

void read_sort(Reader& reader, Preferences& into) {
    const PreferencesJson* value = reader.member("sort");
    if (value == nullptr) {
        return;
    }
    if (!value->is_object()) {
        into.sort = sort_named(reader.choice("sort", sorts));
        return;
    }
    Reader sort = reader.inside(*value, "sort", sort_members);
    into.sort = sort_named(sort.choice("by", sorts));
    into.sorts_across_models = sort.choice("partition", partitions) == "none";
}

void read_quantizations(Reader& reader, Preferences& into) {
    into.quantizations = reader.names("quantizations");
    for (std::size_t i = 0; i < into.quantizations.size(); ++i) {
        if (std::ranges::find(quantizations, into.quantizations[i]) == quantizations.end()) {
            reader.wrong(fmt::format("quantizations[{}]", i),
                         fmt::format("must be one of {}", fmt::join(quantizations, ", ")), {});
        }
    }
}

}  // namespace

Result<Preferences> read_preferences(std::string_view json) {
    const PreferencesJson value = PreferencesJson::parse(json, nullptr, /*allow_exceptions=*/false);
    Preferences found;
    if (value.is_null()) {
        return found;
    }
    if (!value.is_object()) {
        return fail(ErrorKind::bad_input, "'provider' must be an object", "provider");
    }
    Status status;
    Reader reader(value, "provider", status, members);
    found.order = reader.names("order");
    found.only = reader.names("only");
    found.ignore = reader.names("ignore");
    reader.flag("allow_fallbacks", found.allows_fallbacks);
    reader.flag("require_parameters", found.requires_parameters);
    found.denies_data_collection = reader.choice("data_collection", collections) == "deny";
    reader.flag("zdr", found.requires_zero_retention);
    reader.flag("enforce_distillable_text", found.requires_distillable);
    read_quantizations(reader, found);
    read_sort(reader, found);
    read_prices(reader, found);
    found.throughput_min = read_percentiles(reader, "preferred_min_throughput");
    found.latency_max = read_percentiles(reader, "preferred_max_latency");
    if (!status) {
        return std::unexpected(status.error());
    }
    return found;
}

NamedModel split_variant(std::string_view name) {
    NamedModel named{.slug = name, .variant = "standard", .suffix = {}};
    const std::size_t colon = name.rfind(':');
    if (colon == std::string_view::npos || name.find('/', colon) != std::string_view::npos) {
        return named;
    }
    named.slug = name.substr(0, colon);
    named.suffix = name.substr(colon + 1);
    if (named.suffix == "nitro") {
        named.sort = Sort::throughput;
    } else if (named.suffix == "floor") {
        named.sort = Sort::price;
    } else if (named.suffix == "exacto") {
        named.sort = Sort::exacto;
    } else if (!named.suffix.empty()) {
        named.variant = named.suffix;
    }
    return named;
}

}  // namespace orrery::gateway
