#pragma once

#include <toml++/toml.h>

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "simulate/profile/profile.h"

namespace orrery::simulate {

/// Reads one table of a profile, key by key, and remembers the first thing that is wrong with it:
/// its place, what it is, what to write. A key that nobody asked for is wrong too.
class TableReader {
public:
    TableReader(const toml::table& table, std::string where)
        : table_(table), where_(std::move(where)) {}

    [[nodiscard]] std::string text(const char* key, bool is_required = true);
    [[nodiscard]] std::vector<std::string> texts(const char* key);
    [[nodiscard]] double number(const char* key, double otherwise, double low, double high);
    [[nodiscard]] std::optional<double> maybe_number(const char* key, double low, double high);
    [[nodiscard]] std::optional<bool> maybe_flag(const char* key);
    [[nodiscard]] Day day(const char* key);
    /// Reads a number, or knots [[day, number], ...] in ascending days.
    [[nodiscard]] Curve curve(const char* key, double low, double high, bool is_required = true);

    /// Calls `read` with a reader for each table of an array of tables, then adopts its error.
    template <typename Read>
    void each(const char* key, const Read& read) {
        known_.insert(key);
        const auto* list = table_[key].as_array();
        if (list == nullptr && table_.contains(key)) {
            wrong(key, "is not a list of tables", "write [[" + std::string(key) + "]]");
        }
        for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
            const auto* entry = (*list)[i].as_table();
            if (entry == nullptr) {
                wrong(key, "is not a list of tables", "write [[" + std::string(key) + "]]");
                return;
            }
            TableReader reader(*entry, place(key) + " " + std::to_string(i + 1));
            read(reader);
            adopt(reader);
        }
    }
    /// Does the same for one table. A part that is required says so where it is missing.
    template <typename Read>
    void one(const char* key, const Read& read, bool is_required = false) {
        known_.insert(key);
        if (const auto* entry = table_[key].as_table()) {
            TableReader reader(*entry, place(key));
            read(reader);
            adopt(reader);
        } else if (is_required || table_.contains(key)) {
            wrong(key, table_.contains(key) ? "is no table" : "is missing",
                  "write " + std::string(key) + " = { ... }");
        }
    }

    void wrong(const std::string& key, const std::string& what, const std::string& hint);
    /// Says that a name is none of those known; `one` says what such a name stands for.
    void check_name(const char* key, const std::string& name, std::string_view one,
                    std::span<const std::string_view> known);
    /// Returns the first error, that of an unknown key included.
    [[nodiscard]] Status status();

private:
    [[nodiscard]] std::string place(const std::string& key) const;
    void adopt(TableReader& reader);

    const toml::table& table_;
    std::string where_;
    std::set<std::string, std::less<>> known_;
    Status status_;
};

/// Reads which tokens a target speaks of.
[[nodiscard]] Selector read_selector(TableReader& reader);

}  // namespace orrery::simulate
