#include "simulate/truth.h"

#include <fmt/format.h>

#include <map>

#include "catalog/csv.h"
#include "simulate/full_world.h"
#include "study/store/activity.h"

namespace orrery::simulate {
namespace {

using test_support::TemporaryDirectory;

/// The truth of the paper's world, as files.
const TemporaryDirectory& truth() {
    static const TemporaryDirectory room;
    static const bool is_written = [] {
        const auto written = write_truth(*paper_world().world, room / "truth");
        EXPECT_TRUE(written) << (written ? "" : describe(written.error()));
        return true;
    }();
    EXPECT_TRUE(is_written);
    return room;
}

/// Returns the rows of a file, values by the names of the columns.
std::vector<std::map<std::string, std::string>> rows_of_file(const std::string& name) {
    const auto text = read_file(truth() / ("truth/" + name));
    EXPECT_TRUE(text) << name;
    const auto file = catalog::read_csv(*text, name);
    EXPECT_TRUE(file) << name;
    std::vector<std::map<std::string, std::string>> rows;
    for (const auto& row : file->rows) {
        auto& values = rows.emplace_back();
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            values[std::string(file->header[i])] = row.cells[i];
        }
    }
    return rows;
}

/// The store's tokens by week, from whole weeks on both sides.
TEST(Truth, of_weeks_agrees_with_the_store) {
    std::map<std::string, double> tokens;
    std::map<std::string, std::int64_t> generations;
    for (auto& row : rows_of_file("weeks.csv")) {
        tokens[row["week"]] += std::stod(row["tokens"]);
        generations[row["week"]] += std::stoll(row["generations"]);
    }
    double all = 0;
    double off = 0;
    const auto weeks = paper_world().store.rows(
        "SELECT CAST(date_trunc('week', created_at) AS DATE), count(*), "
        "sum(prompt_tokens + completion_tokens) FROM generations GROUP BY 1 ORDER BY 1");
    ASSERT_EQ(weeks.size(), tokens.size());
    for (const std::string& line : weeks) {
        const auto first = line.find('|');
        const auto second = line.find('|', first + 1);
        const std::string week = line.substr(0, first);
        EXPECT_EQ(line.substr(first + 1, second - first - 1), std::to_string(generations[week]));
        const double here = std::stod(line.substr(second + 1));
        all += here;
        off += std::abs(here - tokens[week]);
        if (week >= "2025-06-01") {
            EXPECT_NEAR(here / tokens[week], 1, 0.05) << week;
        }
    }
    EXPECT_LT(off / all, 0.02);
}

TEST(Truth, of_models_agrees_with_what_they_cost) {
    int compared = 0;
    for (auto& row : rows_of_file("models.csv")) {
        if (std::stoll(row["generations"]) < 4000) {
            continue;
        }
        const double price = std::stod(paper_world().store.row(fmt::format(
            "SELECT 1e-3 * sum(upstream_cost_nano_usd) / sum(prompt_tokens + completion_tokens) "
            "FROM generations WHERE model = '{}' AND created_at >= '2024-11-04'",
            row["model"])));
        const double expected = std::stod(row["usd_per_million"]);
        EXPECT_NEAR(price, expected, 0.06 * expected) << row["model"];
        ++compared;
    }
    EXPECT_GT(compared, 8);
}

/// Retention as accounts lived it against retention as a study finds it in the store.
TEST(Truth, of_cohorts_agrees_with_what_a_study_reads) {
    std::map<std::string, std::map<std::pair<std::string, int>, std::pair<double, double>>> lived;
    for (auto& row : rows_of_file("cohorts.csv")) {
        lived[row["model"]][{row["cohort"].substr(0, 7), std::stoi(row["age"])}] = {
            std::stod(row["accounts"]), std::stod(row["active"])};
    }
    int compared = 0;
    double off = 0;
    for (const auto& [model, cells] : lived) {
        const auto activity =
            study::read_activity(*paper_world().store, model, {"2023-11-01", "2025-11-30"});
        ASSERT_TRUE(activity) << describe(activity.error());
        for (const auto& cohort : study::retention_cohorts(*activity)) {
            const auto at_first = cells.find({study::month_text(cohort.month), 0});
            const auto accounts = static_cast<double>(cohort.accounts);
            // A small world has no room for everybody to show themselves in a launch month.
            if (accounts < 200 || at_first == cells.end() ||
                std::abs(accounts / at_first->second.first - 1) > 0.15) {
                continue;
            }
            for (const auto& cell : cohort.cells) {
                const auto found = cells.find({study::month_text(cohort.month), cell.age});
                const auto [all, active] = found == cells.end() ? at_first->second : found->second;
                const double share = found == cells.end() ? 0 : active / all;
                EXPECT_NEAR(cell.share, share, 0.075)
                    << model << " " << study::month_text(cohort.month) << " at " << cell.age;
                off += std::abs(cell.share - share);
                ++compared;
            }
        }
    }
    EXPECT_GT(compared, 100);
    EXPECT_LT(off / compared, 0.02);
}

TEST(Truth, of_events_lists_what_the_profile_plants) {
    const Profile& profile = paper_world().world->profile;
    std::map<std::string, std::size_t> kinds;
    for (auto& row : rows_of_file("events.csv")) {
        ++kinds[row["kind"]];
        EXPECT_LE(row["from"], row["to"]);
        EXPECT_NE(test_support::shipped_catalog().model(row["model"]), nullptr) << row["model"];
    }
    EXPECT_EQ(kinds["slipper"], profile.slippers.size());
    EXPECT_EQ(kinds["boomerang"], profile.boomerangs.size());
    EXPECT_EQ(kinds["spike"], profile.spikes.size());
}

TEST(Truth, that_cannot_be_written_says_where) {
    const TemporaryDirectory room;
    ASSERT_TRUE(write_file(room / "taken", "a file"));
    const auto written = write_truth(test_support::short_world(), room / "taken");
    ASSERT_FALSE(written);
    EXPECT_NE(written.error().where.find("taken"), std::string::npos) << describe(written.error());
}

/// A study must find what is there, not what it was told.
TEST(Truth, is_not_read_by_any_study) {
    const std::filesystem::path root = ORRERY_SOURCE_DIR;
    for (const char* folder : {"study", "src/study", "src/report"}) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
            if (entry.is_regular_file()) {
                const auto text = read_file(entry.path()).value_or("");
                for (const char* word : {"simulate/", "world.json", "weeks.csv"}) {
                    EXPECT_EQ(text.find(word), std::string::npos) << entry.path() << ": " << word;
                }
            }
        }
    }
}

}  // namespace
}  // namespace orrery::simulate
