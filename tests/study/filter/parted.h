#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "study/figure_names.h"
#include "study/filter/filter.h"
#include "study/panel.h"
#include "study/run.h"
#include "support/environment.h"

namespace orrery::study {

/// Traffic with labels in one store, of which other stores get a part.
class PartedWorld {
public:
    explicit PartedWorld(std::vector<record::Generation> generations, std::uint64_t seed)
        : generations_(std::move(generations)),
          labels_(of_all(test_support::LabelTraffic(seed).draw(generations_))),
          definition_(*load_study({})) {
        whole_.fill(generations_, 900);
        whole_.label(labels_);
        const auto days = *whole_->query(
            "SELECT CAST(min(day) AS VARCHAR), CAST(max(day) AS VARCHAR) FROM mart_usage");
        from_ = to_text(days.rows[0][0]);
        to_ = to_text(days.rows[0][1]);
    }

    [[nodiscard]] test_support::TestStore& whole() { return whole_; }
    [[nodiscard]] const StudyDefinition& study() const { return definition_; }
    [[nodiscard]] const std::string& from() const { return from_; }
    [[nodiscard]] const std::string& to() const { return to_; }

    /// Runs a panel on the whole store.
    [[nodiscard]] FigureResult panel(const std::string& figure, const Filter& filter,
                                     Grain grain = Grain::week,
                                     std::int64_t copied_max = PanelOptions().copied_max) {
        const PanelOptions options{figure, from_, to_, filter, grain, 0, copied_max};
        auto result = run_panel(*whole_, definition_, options);
        if (!result) {
            ADD_FAILURE() << figure << ": " << describe(result.error());
            return {};
        }
        return std::move(*result);
    }

    /// Fills an empty store with the generations that meet a filter, chosen in SQL of its own.
    void fill_part(test_support::TestStore& store, const Filter& filter) {
        const auto ids = whole_.rows(ids_sql(filter));
        const std::set<std::string> chosen(ids.begin(), ids.end());
        std::vector<record::Generation> part;
        std::ranges::copy_if(generations_, std::back_inserter(part), [&](const auto& generation) {
            return chosen.contains(*generation.generation_id);
        });
        std::vector<test_support::Label> labels;
        std::ranges::copy_if(labels_, std::back_inserter(labels), [&](const auto& label) {
            return chosen.contains(label.generation_id);
        });
        store.fill(part, 5000);
        store.label(labels);
    }

    /// Runs the study on a store, over the days of the whole.
    [[nodiscard]] StudyRun study_on(const test_support::TestStore& store) const {
        return run_on(store, {.from = from_, .to = to_, .effective_size = 0});
    }

private:
    /// A sample is weighted to its whole, so that only labels of all can be compared with a part's.
    static std::vector<test_support::Label> of_all(std::vector<test_support::Label> labels) {
        std::ranges::for_each(labels, [](auto& label) { label.inclusion_probability = 1; });
        return labels;
    }
    static std::string among(const std::string& column, const std::vector<std::string>& values) {
        std::string condition;
        for (const std::string& value : values) {
            condition += (condition.empty() ? "" : " OR ") + column + " = '" + value + "'";
        }
        return values.empty() ? "" : " AND (" + condition + ")";
    }

    static std::string ids_sql(const Filter& filter) {
        std::string sql = R"sql(
WITH best AS (
    SELECT generation_id, category FROM labels WHERE confidence >= 0.5
    QUALIFY row_number() OVER (PARTITION BY generation_id
                               ORDER BY confidence DESC, path, tag, category) = 1
)
SELECT g.generation_id
FROM generations AS g
LEFT JOIN best USING (generation_id)
LEFT JOIN catalog_resolution AS r ON g.model = r.model
    AND CAST(created_at AS DATE) >= r.valid_from AND CAST(created_at AS DATE) < r.valid_to
LEFT JOIN catalog_models AS m ON m.slug = coalesce(r.slug, g.model)
WHERE true)sql";
        sql += among("coalesce(r.slug, g.model)", filter.models);
        sql += among(
            "coalesce(m.author, CASE WHEN contains(coalesce(r.slug, g.model), '/') THEN "
            "split_part(coalesce(r.slug, g.model), '/', 1) END, 'unknown')",
            filter.authors);
        sql += among("coalesce(source_class, 'unknown')", filter.source_classes);
        sql += among("g.provider", filter.providers) + among("g.account_id", filter.accounts);
        sql += among("g.app", filter.apps) + among("g.country", filter.countries);
        sql += among("category", filter.categories);
        return filter.is_byok ? sql + (*filter.is_byok ? " AND g.is_byok" : " AND NOT g.is_byok")
                              : sql;
    }

    std::vector<record::Generation> generations_;
    std::vector<test_support::Label> labels_;
    StudyDefinition definition_;
    test_support::TestStore whole_;
    std::string from_;
    std::string to_;
};

/// Reads ORRERY_SEED or draws one, and prints it.
inline std::uint64_t printed_seed() {
    const std::uint64_t seed =
        test_support::number_from_environment("ORRERY_SEED", std::random_device()());
    fmt::print("ORRERY_SEED={}\n", seed);
    return seed;
}

/// Expects the same rows, to rounding.
inline void expect_same_table(const Table& expected, const Table& found) {
    ASSERT_EQ(found.columns, expected.columns);
    ASSERT_EQ(found.rows.size(), expected.rows.size());
    for (std::size_t row = 0; row < expected.rows.size(); ++row) {
        for (std::size_t at = 0; at < expected.columns.size(); ++at) {
            const Cell& cell = expected.rows[row][at];
            if (const auto* number = std::get_if<double>(&cell)) {
                EXPECT_NEAR(number_or(found.rows[row][at], NAN), *number,
                            1e-9 * std::max(1.0, std::abs(*number)))
                    << to_text(expected.rows[row][0]) << " " << expected.columns[at];
            } else {
                EXPECT_EQ(to_text(found.rows[row][at]), to_text(cell))
                    << to_text(expected.rows[row][0]) << " " << expected.columns[at];
            }
        }
    }
}

}  // namespace orrery::study
