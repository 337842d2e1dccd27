#include "simulate/profile/reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace orrery::simulate {
namespace {

std::string date_text(const toml::node& node) {
    if (const auto date = node.value<toml::date>()) {
        return fmt::format("{:04}-{:02}-{:02}", date->year, date->month, date->day);
    }
    return node.value_or(std::string());
}

}  // namespace

std::string TableReader::place(const std::string& key) const {
    return where_.ends_with(".toml") || where_.find(' ') == std::string::npos ? where_ + ": " + key
                                                                              : where_ + "." + key;
}

void TableReader::wrong(const std::string& key, const std::string& what, const std::string& hint) {
    if (status_) {
        status_ = fail(ErrorKind::bad_input, fmt::format("'{}' {}", key, what), where_, hint);
    }
}

void TableReader::check_name(const char* key, const std::string& name, std::string_view one,
                             std::span<const std::string_view> known) {
    if (std::ranges::find(known, name) == known.end()) {
        wrong(key, fmt::format("names the unknown {} {}", one, name),
              fmt::format("known are {}", fmt::join(known, ", ")));
    }
}

void TableReader::adopt(TableReader& reader) {
    if (Status status = reader.status(); status_ && !status) {
        status_ = std::move(status);
    }
}

Status TableReader::status() {
    for (const auto& [key, value] : table_) {
        if (!known_.contains(key.str())) {
            wrong(std::string(key.str()), "is no key of a profile here",
                  "known here: " + fmt::format("{}", fmt::join(known_, ", ")));
        }
    }
    return status_;
}

std::string TableReader::text(const char* key, bool is_required) {
    known_.insert(key);
    auto value = table_[key].value_or(std::string());
    if (value.empty() && is_required) {
        wrong(key, "is missing or no text", "write " + std::string(key) + " = \"...\"");
    }
    return value;
}

std::vector<std::string> TableReader::texts(const char* key) {
    known_.insert(key);
    std::vector<std::string> values;
    if (const auto one = table_[key].value<std::string>()) {
        values.push_back(*one);
    } else if (const auto* list = table_[key].as_array()) {
        for (const auto& element : *list) {
            values.push_back(element.value_or(std::string()));
            if (values.back().empty()) {
                wrong(key, "holds what is no text", "write it as [\"one\", \"two\"]");
            }
        }
    } else if (table_.contains(key)) {
        wrong(key, "is no list of texts", "write it as [\"one\", \"two\"]");
    }
    return values;
}

double TableReader::number(const char* key, double otherwise, double low, double high) {
    return maybe_number(key, low, high).value_or(otherwise);
}

std::optional<double> TableReader::maybe_number(const char* key, double low, double high) {
    known_.insert(key);
    if (!table_.contains(key)) {
        return std::nullopt;
    }
    const auto value = table_[key].value<double>();
    if (!value || !(*value >= low && *value <= high)) {
        wrong(key, fmt::format("must be a number from {} to {}", low, high), "correct it");
        return low;
    }
    return value;
}

std::optional<bool> TableReader::maybe_flag(const char* key) {
    known_.insert(key);
    const auto flag = table_[key].value<bool>();
    if (!flag && table_.contains(key)) {
        wrong(key, "is neither true nor false", "correct it");
    }
    return flag;
}

Day TableReader::day(const char* key) {
    known_.insert(key);
    const auto* node = table_.get(key);
    const auto parsed = parse_day(node == nullptr ? "" : date_text(*node), {});
    if (!parsed) {
        wrong(key, "is missing or no date", "write it as 2025-11-30");
        return 0;
    }
    return *parsed;
}

Curve TableReader::curve(const char* key, double low, double high, bool is_required) {
    known_.insert(key);
    Curve curve;
    const auto add = [&](double day, std::optional<double> value) {
        if (!value || !(*value >= low && *value <= high)) {
            wrong(key, fmt::format("has a value outside {} to {}", low, high), "correct it");
        } else if (!curve.knots.empty() && day <= curve.knots.back().first) {
            wrong(key, "has days that do not ascend", "sort its knots by day");
        } else {
            curve.knots.emplace_back(day, *value);
        }
    };
    if (const auto* list = table_[key].as_array()) {
        for (const auto& element : *list) {
            const auto* knot = element.as_array();
            const auto day = knot == nullptr || knot->size() != 2
                                 ? Result<Day>(std::unexpected(Error{}))
                                 : parse_day(date_text((*knot)[0]), {});
            if (!day) {
                wrong(key, "has a knot that is no pair of a date and a number",
                      "write it as [2025-05-05, 0.11]");
                return curve;
            }
            add(*day, (*knot)[1].value<double>());
        }
        if (list->empty()) {
            wrong(key, "has no knot", "give a number, or knots [[2024-11-04, 1], [2025-11-30, 2]]");
        }
    } else if (table_.contains(key)) {
        add(0, table_[key].value<double>());
    } else if (is_required) {
        wrong(key, "is missing", "give a number, or knots [[2024-11-04, 1], [2025-11-30, 2]]");
    }
    return curve;
}

Selector read_selector(TableReader& reader) {
    Selector selector;
    selector.authors = reader.texts("authors");
    selector.classes = reader.texts("classes");
    selector.models = reader.texts("models");
    selector.sizes = reader.texts("sizes");
    selector.categories = reader.texts("categories");
    selector.reasoning = reader.maybe_flag("reasoning");
    selector.tagged = reader.maybe_flag("tagged");
    const auto check = [&](const char* key, const std::vector<std::string>& named,
                           std::string_view one, std::span<const std::string_view> known) {
        for (const std::string& name : named) {
            reader.check_name(key, name, one, known);
        }
    };
    constexpr std::array<std::string_view, 4> classes = {"closed_row", "closed_cn", "cn_oss",
                                                         "row_oss"};
    constexpr std::array<std::string_view, 3> sizes = {"small", "medium", "large"};
    check("classes", selector.classes, "class", classes);
    check("sizes", selector.sizes, "size", sizes);
    check("categories", selector.categories, "category", categories);
    return selector;
}

}  // namespace orrery::simulate
