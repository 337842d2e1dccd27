#pragma once

#include <fmt/format.h>

#include <toml++/toml.h>
#include <cmath>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/file.h"
#include "warehouse/warehouse.h"

namespace orrery::test_support {

/// One number that the paper states and how a store is asked for it.
struct StatedNumber {
    std::string id;
    std::string figure;
    std::string claim;
    std::string paper;           ///< As the paper shows it: "13.0 %".
    std::optional<double> low;   ///< Least value that meets it; none: open.
    std::optional<double> high;  ///< Greatest value that meets it; none: open.
    std::string unit;            ///< share, ratio, rank, log10 ...
    std::string sql;             ///< One SELECT of one value, after the prelude has run.
};

/// All stated numbers with the statements that make the tables they read.
struct StatedNumbers {
    std::string prelude;
    std::vector<StatedNumber> numbers;
};

/// What a store has for a stated number. The value is missing where the store holds nothing of it.
struct MeasuredNumber {
    StatedNumber stated;
    std::optional<double> value;

    [[nodiscard]] bool is_met() const {
        return value && (!stated.low || *value >= *stated.low) &&
               (!stated.high || *value <= *stated.high);
    }
};

/// Reads the numbers of a TOML text; `where` names it in an error.
[[nodiscard]] inline Result<std::vector<StatedNumber>> parse_stated_numbers(
    const std::string& contents, const std::string& where) {
    std::vector<StatedNumber> numbers;
    try {
        const toml::table table = toml::parse(contents);
        const auto* list = table["number"].as_array();
        for (std::size_t at = 0; list != nullptr && at < list->size(); ++at) {
            const auto* entry = list->get(at)->as_table();
            if (entry == nullptr) {
                return fail(ErrorKind::bad_input, "a number is a table", where);
            }
            const auto text = [&](std::string_view key) {
                return (*entry)[key].value_or(std::string());
            };
            numbers.push_back({text("id"), text("figure"), text("claim"), text("paper"),
                               (*entry)["low"].value<double>(), (*entry)["high"].value<double>(),
                               text("unit"), text("sql")});
        }
    } catch (const toml::parse_error& error) {
        return fail(ErrorKind::bad_input, std::string(error.description()),
                    fmt::format("{}:{}", where, error.source().begin.line),
                    "the file must be TOML");
    }
    return numbers;
}

/// Loads tests/simulate/stated.toml and stated_prelude.sql of the source tree.
[[nodiscard]] inline Result<StatedNumbers> load_stated_numbers() {
    const auto folder = std::filesystem::path(ORRERY_SOURCE_DIR) / "tests/simulate";
    const auto file = folder / "stated.toml";
    const auto contents = read_file(file);
    const auto prelude = read_file(folder / "stated_prelude.sql");
    if (!contents || !prelude) {
        return std::unexpected(contents ? prelude.error() : contents.error());
    }
    auto numbers = parse_stated_numbers(*contents, file.string());
    if (!numbers) {
        return std::unexpected(numbers.error());
    }
    return StatedNumbers{*prelude, std::move(*numbers)};
}

/// Returns the SQL with every `{scale}` replaced by the number.
[[nodiscard]] inline std::string scaled(std::string sql, double scale) {
    const std::string token = "{scale}";
    for (auto at = sql.find(token); at != std::string::npos; at = sql.find(token)) {
        sql.replace(at, token.size(), fmt::format("CAST({} AS DOUBLE)", scale));
    }
    return sql;
}

/// Measures one number on a store whose prelude has run.
[[nodiscard]] inline Result<MeasuredNumber> measure(warehouse::Warehouse& store,
                                                    const StatedNumber& number, double scale) {
    const auto answer =
        store.query(fmt::format("SELECT CAST(({}) AS DOUBLE)", scaled(number.sql, scale)));
    if (!answer) {
        Error error = answer.error();
        error.where = number.id;
        return std::unexpected(std::move(error));
    }
    MeasuredNumber measured{number, {}};
    const auto* value = std::get_if<double>(&answer->rows.at(0).at(0));
    // What is divided by nothing is not a measure.
    if (value != nullptr && std::isfinite(*value)) {
        measured.value = *value;
    }
    return measured;
}

/// Runs the prelude and measures every number. One token of the store stands for `scale` tokens.
[[nodiscard]] inline Result<std::vector<MeasuredNumber>> measure_all(warehouse::Warehouse& store,
                                                                     const StatedNumbers& stated,
                                                                     double scale) {
    if (auto made = store.execute(stated.prelude); !made) {
        return std::unexpected(made.error());
    }
    std::vector<MeasuredNumber> measured;
    for (const StatedNumber& number : stated.numbers) {
        auto next = measure(store, number, scale);
        if (!next) {
            return std::unexpected(next.error());
        }
        measured.push_back(std::move(*next));
    }
    return measured;
}

}  // namespace orrery::test_support
