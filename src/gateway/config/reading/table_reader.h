#pragma once

#include <toml++/toml.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace orrery::gateway {

/// The file that is being read and the first thing that is wrong with it.
struct ConfigFile {
    std::string name;              ///< As errors say it.
    std::filesystem::path folder;  ///< What relative paths begin at.
    Status status;

    /// Keeps the first failure only.
    void wrong(const toml::source_region& at, std::string what, std::string hint = {});
};

/// Reads one table of a configuration, key by key. What is wrong is told to the file with its line
/// and never with the value, which might be a secret; then the default is returned. A key that
/// nobody has asked for when finish() is called is wrong too.
class TableReader {
public:
    /// `name` is what errors call the table: "[[providers]]".
    TableReader(const toml::table& table, std::string name, ConfigFile& file)
        : table_(table), name_(std::move(name)), file_(file) {}

    [[nodiscard]] bool has(std::string_view key) const { return table_.contains(key); }
    [[nodiscard]] std::string text(std::string_view key, std::string otherwise = {});
    [[nodiscard]] std::string required_text(std::string_view key);
    [[nodiscard]] bool flag(std::string_view key, bool otherwise);
    [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t otherwise,
                                       std::int64_t low, std::int64_t high);
    /// A number with or without decimals.
    [[nodiscard]] double real(std::string_view key, double otherwise, double low, double high);
    /// Milliseconds, from `low` to a day.
    [[nodiscard]] std::chrono::milliseconds milliseconds(std::string_view key,
                                                         std::chrono::milliseconds otherwise,
                                                         std::int64_t low = 1);
    /// Bytes as a number, or a text as "32MB": KB, MB and GB are powers of 1024.
    [[nodiscard]] std::size_t bytes(std::string_view key, std::size_t otherwise);
    [[nodiscard]] std::vector<std::string> texts(std::string_view key);
    /// The same, each one of the known names.
    [[nodiscard]] std::vector<std::string> names(std::string_view key,
                                                 std::span<const std::string_view> known);
    /// One of the known names, or nothing where the key is missing.
    [[nodiscard]] std::optional<std::string> choice(std::string_view key,
                                                    std::span<const std::string_view> known);
    [[nodiscard]] std::filesystem::path path(std::string_view key);
    [[nodiscard]] const toml::table* table(std::string_view key);
    /// The tables of a list of tables; empty where the key is missing.
    [[nodiscard]] std::vector<const toml::table*> tables(std::string_view key);
    /// Any node, or null; the key counts as known.
    [[nodiscard]] const toml::node* node(std::string_view key);

    /// Says that the value of a key, or the table where it lacks the key, is wrong.
    void wrong(std::string_view key, std::string_view what, std::string hint = {});
    /// Says that the table as a whole is wrong.
    void wrong_table(std::string what, std::string hint = {});
    /// Says which keys are not known here, and which were meant.
    void finish();

    [[nodiscard]] ConfigFile& file() { return file_; }
    [[nodiscard]] const std::string& name() const { return name_; }

private:
    const toml::table& table_;
    std::string name_;
    ConfigFile& file_;
    std::set<std::string, std::less<>> known_;
};

}  // namespace orrery::gateway
