#include <gtest/gtest.h>

#include "support/child_process.h"
#include "support/test_store.h"
#include "support/traffic.h"

namespace orrery {
namespace {

namespace fs = std::filesystem;
using test_support::Ending;
using test_support::run_orrery;
using test_support::TestStore;
using test_support::Traffic;
using Words = std::vector<std::string>;

constexpr auto everything =
    "SELECT md5(string_agg(CAST(g AS VARCHAR), '|' ORDER BY generation_id)) "
    "FROM (SELECT * EXCLUDE (import_batch) FROM generations) AS g";

class Export : public testing::Test {
protected:
    TestStore store_;
    const fs::path out_ = store_.room() / "out";

    void SetUp() override {
        store_.fill(Traffic(71).draw(3000));
        store_.close();
    }
    static Ending run(const fs::path& store, Words words) {
        words.insert(words.begin(), {"--store", store.string()});
        return run_orrery(words);
    }
    [[nodiscard]] Ending run(const Words& words) const { return run(store_.directory(), words); }
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> found;
        for (const auto& entry : fs::directory_iterator(out_)) {
            found.push_back(entry.path().filename().string());
        }
        std::ranges::sort(found);
        return found;
    }
    /// Imports the generations of the export into an empty store and returns its contents.
    [[nodiscard]] std::string imported_again(const std::string& ending) const {
        const fs::path other = store_.room() / ("other" + ending);
        Words words{"import", "orrery"};
        for (const std::string& name : names()) {
            if (name.starts_with("generations-")) {
                words.push_back((out_ / name).string());
            }
        }
        const auto imported = run(other, words);
        EXPECT_EQ(imported.code, 0) << imported.err;
        return run(other, {"sql", "--format", "csv", everything}).out;
    }
};

TEST_F(Export, comes_back_as_the_same_generations) {
    const auto before = run({"sql", "--format", "csv", everything}).out;
    for (const std::string form : {"parquet", "csv"}) {
        const auto ending = run({"export", "--" + form, out_.string()});
        ASSERT_EQ(ending.code, 0) << ending.err;
        EXPECT_EQ(names(), (Words{"generations-2025-08." + form, "generations-2025-09." + form,
                                  "generations-2025-10." + form, "labels." + form}));
        EXPECT_EQ(imported_again("." + form), before);
        fs::remove_all(out_);
    }
}

TEST_F(Export, takes_only_the_days_and_tables_that_were_asked_for) {
    const auto ending =
        run({"export", "--csv", out_.string(), "--table", "generations", "--table", "mart_usage",
             "--table", "quarantine", "--from", "2025-09-30", "--to", "2025-10-01"});
    ASSERT_EQ(ending.code, 0) << ending.err;
    EXPECT_EQ(names(), (Words{"generations-2025-09.csv", "generations-2025-10.csv",
                              "mart_usage.csv", "quarantine.csv"}));
    store_.reopen();
    const auto counts = [&](const std::string& name) {
        return store_.row("SELECT count(*) FROM read_csv('" + (out_ / name).string() + "')");
    };
    EXPECT_EQ(counts("generations-2025-09.csv"),
              store_.row("SELECT count(*) FROM generations WHERE day_of(created_at) = "
                         "DATE '2025-09-30'"));
    EXPECT_EQ(counts("generations-2025-10.csv"),
              store_.row("SELECT count(*) FROM generations WHERE day_of(created_at) = "
                         "DATE '2025-10-01'"));
    EXPECT_EQ(counts("mart_usage.csv"),
              store_.row("SELECT count(*) FROM mart_usage WHERE day BETWEEN DATE '2025-09-30' "
                         "AND DATE '2025-10-01'"));
}

TEST_F(Export, writes_all_marts) {
    ASSERT_EQ(run({"export", "--parquet", out_.string(), "--table", "marts"}).code, 0);
    store_.reopen();
    EXPECT_EQ(std::to_string(names().size()),
              store_.row("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'mart_%' "
                         "AND table_name <> 'mart_watermarks'"));
}

TEST_F(Export, leaves_a_directory_with_files_alone_unless_forced) {
    ASSERT_TRUE(write_file(out_ / "labels.csv", "mine"));
    const auto refused = run({"export", "--csv", out_.string()});
    EXPECT_EQ(refused.code, 2);
    EXPECT_NE(refused.err.find("--force"), std::string::npos) << refused.err;
    EXPECT_EQ(read_file(out_ / "labels.csv").value_or(""), "mine");
    EXPECT_EQ(run({"export", "--csv", out_.string(), "--force"}).code, 0);
    EXPECT_NE(read_file(out_ / "labels.csv").value_or("mine"), "mine");
}

TEST_F(Export, called_wrongly_says_what_there_is) {
    for (const Words& words : {Words{"export"},
                               {"export", "--csv", "a", "--parquet", "b"},
                               {"export", "--csv", "a", "--table", "prompts"},
                               {"export", "--csv", "a", "--from", "yesterday"}}) {
        EXPECT_EQ(run(words).code, 2) << words.size();
    }
}

TEST_F(Export, on_a_full_disk_leaves_no_half_file) {
    test_support::Surroundings surroundings;
    surroundings.file_bytes_max = 32 * 1024;
    const auto ending = run_orrery(
        {"--store", store_.directory().string(), "export", "--csv", out_.string()}, surroundings);
    EXPECT_EQ(ending.code, 1) << ending.err;
    EXPECT_TRUE(names().empty()) << names().front();
}

}  // namespace
}  // namespace orrery
