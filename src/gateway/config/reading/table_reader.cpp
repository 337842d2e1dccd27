#include "gateway/config/reading/table_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "gateway/config/nearest.h"

namespace orrery::gateway {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

/// Reads "32MB" as bytes.
std::optional<std::size_t> bytes_of(std::string_view text) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) {
        return std::nullopt;
    }
    constexpr std::array<std::string_view, 4> units = {"B", "KB", "MB", "GB"};
    const auto* const unit =
        std::ranges::find(units, std::string_view(end, text.data() + text.size()));
    if (unit == units.end() || number > std::numeric_limits<std::uint32_t>::max()) {
        return std::nullopt;
    }
    return number << (10U * static_cast<unsigned>(unit - units.begin()));
}

}  // namespace

void ConfigFile::wrong(const toml::source_region& at, std::string what, std::string hint) {
    if (status) {
        status = fail(ErrorKind::bad_input, std::move(what),
                      fmt::format("{}:{}", name, at.begin.line), std::move(hint));
    }
}

void TableReader::wrong(std::string_view key, std::string_view what, std::string hint) {
    const toml::node* found = table_.get(key);
    file_.wrong(found == nullptr ? table_.source() : found->source(),
                fmt::format("'{}' of {} {}", key, name_, what), std::move(hint));
}

void TableReader::wrong_table(std::string what, std::string hint) {
    file_.wrong(table_.source(), std::move(what), std::move(hint));
}

void TableReader::finish() {
    for (const auto& [key, value] : table_) {
        if (known_.contains(key.str())) {
            continue;
        }
        const std::string_view meant = nearest(key.str(), known_);
        file_.wrong(key.source(), fmt::format("'{}' is no key of {}", key.str(), name_),
                    meant.empty() ? fmt::format("its keys are {}", fmt::join(known_, ", "))
                                  : fmt::format("did you mean '{}'?", meant));
    }
}

const toml::node* TableReader::node(std::string_view key) {
    known_.emplace(key);
    return table_.get(key);
}

std::string TableReader::text(std::string_view key, std::string otherwise) {
    const toml::node* found = node(key);
    if (found == nullptr) {
        return otherwise;
    }
    if (const auto* text = found->as_string()) {
        return text->get();
    }
    wrong(key, "must be a text", fmt::format("write {} = \"...\"", key));
    return otherwise;
}

std::string TableReader::required_text(std::string_view key) {
    std::string found = text(key);
    if (found.empty()) {
        wrong(key, has(key) ? "must not be empty" : "is missing",
              fmt::format("write {} = \"...\"", key));
    }
    return found;
}

bool TableReader::flag(std::string_view key, bool otherwise) {
    const toml::node* found = node(key);
    if (found == nullptr) {
        return otherwise;
    }
    if (const auto* flag = found->as_boolean()) {
        return flag->get();
    }
    wrong(key, "must be true or false");
    return otherwise;
}

std::int64_t TableReader::integer(std::string_view key, std::int64_t otherwise, std::int64_t low,
                                  std::int64_t high) {
    const toml::node* found = node(key);
    if (found == nullptr) {
        return otherwise;
    }
    const auto* number = found->as_integer();
    if (number == nullptr || number->get() < low || number->get() > high) {
        wrong(key, fmt::format("must be a whole number from {} to {}", low, high));
        return otherwise;
    }
    return number->get();
}

double TableReader::real(std::string_view key, double otherwise, double low, double high) {
    const toml::node* found = node(key);
    if (found == nullptr) {
        return otherwise;
    }
    const auto number = found->is_number() ? found->value<double>() : std::nullopt;
    if (!number || !(*number >= low && *number <= high)) {
        wrong(key, fmt::format("must be a number from {} to {}", low, high));
        return otherwise;
    }
    return *number;
}

std::chrono::milliseconds TableReader::milliseconds(std::string_view key,
                                                    std::chrono::milliseconds otherwise,
                                                    std::int64_t low) {
    return std::chrono::milliseconds(integer(key, otherwise.count(), low, day_ms));
}

std::size_t TableReader::bytes(std::string_view key, std::size_t otherwise) {
    const toml::node* found = node(key);
    if (found == nullptr) {
        return otherwise;
    }
    std::optional<std::size_t> read;
    if (const auto* number = found->as_integer(); number != nullptr && number->get() >= 0) {
        read = static_cast<std::size_t>(number->get());
    } else if (const auto* text = found->as_string()) {
        read = bytes_of(text->get());
    }
    if (!read) {
        wrong(key, "must be a number of bytes", fmt::format("write {} = \"32MB\"", key));
    }
    return read.value_or(otherwise);
}

std::vector<std::string> TableReader::texts(std::string_view key) {
    std::vector<std::string> found;
    const toml::node* list = node(key);
    if (list == nullptr) {
        return found;
    }
    const auto complain = [&] {
        wrong(key, "must be a list of texts", fmt::format("write {} = [\"...\", \"...\"]", key));
    };
    if (!list->is_array()) {
        complain();
        return found;
    }
    for (const toml::node& element : *list->as_array()) {
        if (const auto* text = element.as_string(); text != nullptr && !text->get().empty()) {
            found.push_back(text->get());
        } else {
            complain();
        }
    }
    return found;
}

std::optional<std::string> TableReader::choice(std::string_view key,
                                               std::span<const std::string_view> known) {
    const toml::node* found = node(key);
    if (found == nullptr) {
        return std::nullopt;
    }
    const auto* text = found->as_string();
    if (text == nullptr || std::ranges::find(known, text->get()) == known.end()) {
        const std::string_view meant = text == nullptr ? "" : nearest(text->get(), known);
        wrong(key, fmt::format("must be one of {}", fmt::join(known, ", ")),
              meant.empty() ? "" : fmt::format("did you mean \"{}\"?", meant));
        return std::nullopt;
    }
    return text->get();
}

std::vector<std::string> TableReader::names(std::string_view key,
                                            std::span<const std::string_view> known) {
    std::vector<std::string> found = texts(key);
    for (const std::string& name : found) {
        if (std::ranges::find(known, name) == known.end()) {
            wrong(key, fmt::format("may hold {}", fmt::join(known, ", ")));
        }
    }
    return found;
}

std::filesystem::path TableReader::path(std::string_view key) {
    const std::string found = text(key);
    if (found.empty()) {
        return {};
    }
    std::filesystem::path whole = file_.folder / found;
    if (std::error_code error; !std::filesystem::exists(whole, error)) {
        wrong(key, "names a file that is not there",
              "a relative path begins at the configuration's folder");
    }
    return whole;
}

const toml::table* TableReader::table(std::string_view key) {
    const toml::node* found = node(key);
    if (found != nullptr && !found->is_table()) {
        wrong(key, "must be a table", fmt::format("write [{}] and its keys below", key));
        return nullptr;
    }
    return found == nullptr ? nullptr : found->as_table();
}

std::vector<const toml::table*> TableReader::tables(std::string_view key) {
    std::vector<const toml::table*> found;
    const toml::node* list = node(key);
    if (list == nullptr) {
        return found;
    }
    const toml::array* elements = list->as_array();
    for (std::size_t i = 0; elements != nullptr && i < elements->size(); ++i) {
        if (const toml::table* element = (*elements)[i].as_table()) {
            found.push_back(element);
        }
    }
    if (elements == nullptr || found.size() != elements->size()) {
        wrong(key, "must be a list of tables", fmt::format("write [[{}]]", key));
    }
    return found;
}

}  // namespace orrery::gateway
