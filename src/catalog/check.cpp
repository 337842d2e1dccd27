#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "catalog/catalog.h"

namespace orrery::catalog {
namespace {

/// One row under examination: reads its cells and notes what is wrong with it.
class Examined {
public:
    Examined(const Sheet& sheet, const SheetRow& row, std::vector<Problem>& problems)
        : sheet_(sheet), row_(row), problems_(problems) {}

    const std::string& text(std::string_view column) const { return sheet_.cell(row_, column); }

    void wrong(std::string what, std::string hint) const {
        problems_.push_back({row_.at.file, row_.at.line, std::move(what), std::move(hint)});
    }

    /// Notes a cell that is none of the names; list "" where it may be empty.
    void one_of(std::string_view column, std::initializer_list<std::string_view> names) const {
        if (std::ranges::find(names, text(column)) == names.end()) {
            wrong(fmt::format("{} '{}' is not one of its values", column, text(column)),
                  fmt::format("write one of: {}", fmt::join(names, ", ")));
        }
    }

    void known(std::string_view column, const std::set<std::string>& keys,
               std::string_view file) const {
        if (!text(column).empty() && !keys.contains(text(column))) {
            wrong(fmt::format("{} '{}' is not in {}", column, text(column), file),
                  fmt::format("add it to {}, or correct the spelling", file));
        }
    }

    void day(std::string_view column) const {
        if (!text(column).empty() && !is_iso_day(text(column))) {
            wrong(fmt::format("{} '{}' is not a day of the calendar", column, text(column)),
                  "write days as 2025-01-31, or leave the cell empty");
        }
    }

    void filled(std::string_view column) const {
        if (text(column).empty()) {
            wrong(fmt::format("{} is empty", column), "fill the cell");
        }
    }

    /// Notes cells of number columns that are not numbers, or are negative.
    void numbers() const {
        for (const auto& column : sheet_.schema->columns) {
            const auto& cell = text(column.name);
            if (column.type == ColumnType::text || cell.empty()) {
                continue;
            }
            const bool whole = column.type == ColumnType::real || integer(cell).has_value();
            if (!whole || !real(cell)) {
                wrong(fmt::format("{} '{}' is not a number", column.name, cell),
                      "write digits with a point, without unit or thousands mark");
            } else if (*real(cell) < 0) {
                wrong(fmt::format("{} {} is negative", column.name, cell), "write 0 or more");
            }
        }
    }

private:
    const Sheet& sheet_;
    const SheetRow& row_;
    std::vector<Problem>& problems_;
};

/// Knows the keys of every sheet and examines them one after the other.
class Examination {
public:
    explicit Examination(const std::vector<Sheet>& sheets) : sheets_(sheets) {
        for (const auto& sheet : sheets) {
            for (const auto& row : sheet.rows) {
                keys_[sheet.schema->file].insert(sheet.key(row));
            }
        }
        for (const auto& row : sheets_[3].rows) {
            const auto& slug = sheets_[3].cell(row, "slug");
            kinds_[slug] = sheets_[3].cell(row, "kind");
            homes_[slug] = sheets_[3].cell(row, "home");
        }
        for (const auto& row : sheets_[0].rows) {
            const auto& released = sheets_[0].cell(row, "release_date");
            const auto& listed = sheets_[0].cell(row, "listed_date");
            begins_[sheets_[0].cell(row, "slug")] =
                listed.empty() || released.empty() ? released + listed : std::min(released, listed);
        }
    }

    std::vector<Problem> run() {
        constexpr std::array examine{&Examination::model,    &Examination::price,
                                     &Examination::alias,    &Examination::author,
                                     &Examination::provider, &Examination::country,
                                     &Examination::event};
        for (std::size_t i = 0; i < sheets_.size(); ++i) {
            std::ranges::copy(sheets_[i].faults, std::back_inserter(problems_));
            for (const auto& row : sheets_[i].rows) {
                const Examined examined(sheets_[i], row, problems_);
                for (const auto& column : sheets_[i].schema->key) {
                    if (column != "valid_from") {
                        examined.filled(column);
                    }
                }
                examined.numbers();
                (this->*examine[i])(examined);
            }
        }
        alias_cycles();
        return std::move(problems_);
    }

private:
    void model(const Examined& row) {
        row.filled("author");
        row.known("author", keys_["authors.csv"], "authors.csv");
        const bool router = kinds_[row.text("author")] == "router";
        if (router) {
            row.one_of("weights", {"open", "closed", ""});
            row.one_of("reasoning", {"yes", "no", "hybrid", ""});
        } else {
            row.one_of("weights", {"open", "closed"});
            row.one_of("reasoning", {"yes", "no", "hybrid"});
        }
        row.one_of("origin", {"CN", "RoW", ""});
        if (!router && row.text("origin").empty() && homes_[row.text("author")].empty()) {
            row.wrong("neither the model nor its author has a home",
                      "write CN or RoW as origin here or as home in authors.csv");
        }
        row.day("release_date");
        row.day("listed_date");
        row.day("reasoning_from");
        if (!row.text("reasoning_from").empty() && row.text("reasoning") == "no") {
            row.wrong("reasoning_from is set although reasoning is 'no'", "clear one of the two");
        }
        model_size(row);
    }

    static void model_size(const Examined& row) {
        row.one_of("size_class", {"small", "medium", "large", ""});
        const auto total = real(row.text("params_total_b"));
        const auto active = real(row.text("params_active_b"));
        if (total && active && *active > *total) {
            row.wrong(fmt::format("active parameters {} exceed the total {}", *active, *total),
                      "params_total_b counts all parameters, in billions");
        }
        const auto& size = row.text("size_class");
        if (row.text("weights") != "open") {
            if (!size.empty()) {
                row.wrong("size_class is set on a model without open weights",
                          "clear it: only open models have a size class");
            }
            return;
        }
        if (size.empty() && !total) {
            row.wrong("the open model has neither params_total_b nor size_class",
                      "fill one of the two");
        }
        if (total && !size.empty() && size != name_of(size_class(*total))) {
            row.wrong(
                fmt::format("size_class '{}' contradicts {} billion parameters", size, *total),
                "small < 15, medium < 70, large from 70 by total parameters");
        }
    }

    void price(const Examined& row) {
        row.known("slug", keys_["models.csv"], "models.csv");
        row.filled("prompt_usd_per_m");
        row.filled("completion_usd_per_m");
        const auto id =
            fmt::format("{}:{}:{}", row.text("slug"), row.text("variant"), row.text("valid_from"));
        if (row.text("price_id") != id) {
            row.wrong(
                fmt::format("price_id '{}' is not slug:variant:valid_from", row.text("price_id")),
                fmt::format("write {}, or leave the cell empty", id));
        }
        const auto& from = row.text("valid_from");
        if (!from.empty() && from < begins_[row.text("slug")]) {
            row.wrong(fmt::format("the price begins on {}, before the model's release or listing "
                                  "on {}",
                                  from, begins_[row.text("slug")]),
                      "correct valid_from, or listed_date in models.csv");
        }
    }

    void alias(const Examined& row) {
        row.filled("slug");
        row.known("slug", keys_["models.csv"], "models.csv");
        row.one_of("kind", {"permaslug", "renamed", "bare", "dated", ""});
    }

    void author(const Examined& row) {
        row.one_of("kind", {"lab", "community", "router"});
        row.known("hq_country", keys_["countries.csv"], "countries.csv");
        if (row.text("kind") == "router") {
            row.one_of("home", {"CN", "RoW", ""});
            return;
        }
        row.one_of("home", {"CN", "RoW"});
        const auto& country = row.text("hq_country");
        const bool china = country == "CN" || country == "HK" || country == "TW" || country == "MO";
        if (!country.empty() && china != (row.text("home") == "CN")) {
            row.wrong(
                fmt::format("home '{}' contradicts hq_country '{}'", row.text("home"), country),
                "CN holds China, Hong Kong, Macao and Taiwan, RoW all others");
        }
    }

    void provider(const Examined& row) {
        row.known("hq_country", keys_["countries.csv"], "countries.csv");
    }

    void country(const Examined& row) {
        const auto& code = row.text("alpha2");
        const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
        if (code.size() != 2 || !std::ranges::all_of(code, capital)) {
            row.wrong(fmt::format("alpha2 '{}' is not an ISO 3166 alpha-2 code", code),
                      "write two capital letters");
        }
        row.one_of("continent_code", {"AF", "AN", "AS", "EU", "NA", "OC", "SA"});
    }

    void event(const Examined& row) {
        row.one_of("kind", {"release", "free_launch", "study"});
        row.filled("date");
        row.day("date");
        row.day("valid_to");
        row.known("slug", keys_["models.csv"], "models.csv");
        if (row.text("kind") != "study") {
            row.filled("slug");
        }
        if (!row.text("valid_to").empty() && row.text("valid_to") <= row.text("date")) {
            row.wrong(fmt::format("valid_to {} is not after the date {}", row.text("valid_to"),
                                  row.text("date")),
                      "valid_to is the first day on which the event is over");
        }
    }

    /// Follows each alias from slug to alias while the windows share a day; back at its own
    /// name, it is a cycle. Reported once, at the alias that comes first in the alphabet.
    void alias_cycles() {
        const auto& sheet = sheets_[2];
        std::multimap<std::string, const SheetRow*> by_alias;
        for (const auto& row : sheet.rows) {
            by_alias.emplace(sheet.cell(row, "alias"), &row);
        }
        for (const auto& [start, row] : by_alias) {
            std::set<std::string> passed{start};
            for (const auto* step = row; step != nullptr;) {
                const auto& next = sheet.cell(*step, "slug");
                if (next == start && start == *passed.begin()) {
                    problems_.push_back(
                        {row->at.file, row->at.line,
                         fmt::format("alias '{}' leads back to itself", start),
                         "let every alias name a slug that is no alias on the same days"});
                }
                if (!passed.insert(next).second) {
                    break;
                }
                const auto [from, to] = by_alias.equal_range(next);
                const auto follows = std::find_if(from, to, [&](const auto& entry) {
                    return sheet.window(*entry.second).overlaps(sheet.window(*step));
                });
                step = follows == to ? nullptr : follows->second;
            }
        }
    }

    const std::vector<Sheet>& sheets_;
    std::map<std::string_view, std::set<std::string>> keys_;
    std::map<std::string, std::string> kinds_;   ///< Author to kind.
    std::map<std::string, std::string> homes_;   ///< Author to home.
    std::map<std::string, std::string> begins_;  ///< Model to first day of release or listing.
    std::vector<Problem> problems_;
};

}  // namespace

std::vector<Problem> Catalog::check() const {
    auto problems = Examination(sheets_).run();
    std::ranges::copy(strange_, std::back_inserter(problems));
    return problems;
}

}  // namespace orrery::catalog
