#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/child_process.h"
#include "support/served_process.h"
#include "support/test_store.h"
#include "support/traffic.h"

namespace orrery {
namespace {

namespace fs = std::filesystem;
using test_support::Ending;
using test_support::run_orrery;
using test_support::TemporaryDirectory;
using test_support::TestStore;
using test_support::Traffic;
using Words = std::vector<std::string>;

class Study : public testing::Test {
protected:
    TestStore store_;
    const fs::path out_ = store_.room() / "report";

    void SetUp() override {
        store_.fill(Traffic(81).draw(400));
        store_.close();
    }
    [[nodiscard]] Ending study(const Words& words) const {
        Words command{"--store", store_.directory().string(), "study", "--out", out_.string()};
        command.insert(command.end(), words.begin(), words.end());
        return run_orrery(command);
    }
};

TEST_F(Study, writes_the_report_and_says_where) {
    const auto ending = study({});
    EXPECT_EQ(ending.code, 0) << ending.err;
    for (const auto* name : {"index.html", "findings.md", "manifest.json", "figures/fig01.csv",
                             "figures/fig01.json", "tables/table1.csv"}) {
        EXPECT_TRUE(fs::exists(out_ / name)) << name;
    }
    EXPECT_NE(ending.out.find("report: " + (out_ / "index.html").string()), std::string::npos);
    EXPECT_EQ(ending.out.find("data test failed"), std::string::npos) << ending.out;
    EXPECT_NE(ending.out.find("2 models are not in the catalog"), std::string::npos) << ending.out;
}

TEST_F(Study, takes_the_window_and_the_figures_it_is_given) {
    const auto ending = study({"fig14", "--from", "2025-09-01", "--to", "2025-09-14"});
    EXPECT_EQ(ending.code, 0) << ending.err;
    EXPECT_NE(ending.out.find("2025-09-01 to 2025-09-14"), std::string::npos) << ending.out;
    const auto csv = read_file(out_ / "figures/fig14.csv").value_or("");
    EXPECT_EQ(std::ranges::count(csv, '\n'), 3) << csv;
    EXPECT_FALSE(fs::exists(out_ / "figures/fig01.csv"));
}

TEST_F(Study, refuses_what_is_no_window_or_figure) {
    for (const Words& words : {Words{"--from", "soon"},
                               {"--to", "2025-02-30"},
                               {"--from", "2025-09-02", "--to", "2025-09-01"},
                               {"fig99"}}) {
        const auto ending = study(words);
        EXPECT_EQ(ending.code, 2) << words.back() << ": " << ending.err;
        EXPECT_FALSE(fs::exists(out_)) << words.back();
    }
    EXPECT_NE(study({"--from", "soon"}).err.find("--from: 'soon' is not a date"),
              std::string::npos);
    EXPECT_NE(study({"fig99"}).err.find("fig01"), std::string::npos) << "it lists what there is";
    const auto empty = study({"--from", "2030-01-01"});
    EXPECT_EQ(empty.code, 1) << empty.err;
}

TEST_F(Study, on_a_store_that_is_only_read_draws_the_same) {
    ASSERT_EQ(study({}).code, 0);
    const auto page = *read_file(out_ / "figures/fig01.csv");
    fs::remove_all(out_);
    const auto before = fs::last_write_time(store_.directory() / "orrery.duckdb");
    ASSERT_EQ(study({"--read-only"}).code, 0);
    EXPECT_EQ(*read_file(out_ / "figures/fig01.csv"), page);
    EXPECT_EQ(fs::last_write_time(store_.directory() / "orrery.duckdb"), before);
}

TEST_F(Study, that_only_reads_says_that_the_marts_are_behind) {
    store_.reopen();
    ASSERT_TRUE(store_->append(Traffic(82).draw(500)));
    store_.close();
    const auto ending = study({"--read-only"});
    EXPECT_EQ(ending.code, 0);
    EXPECT_NE(ending.err.find("the marts are behind"), std::string::npos) << ending.err;
    EXPECT_EQ(study({}).err.find("the marts are behind"), std::string::npos);
}

TEST_F(Study, takes_figures_of_the_user) {
    const auto folder = store_.room() / "mine/requests_by_source";
    ASSERT_TRUE(
        write_file(folder / "figure.toml",
                   "id = \"requests_by_source\"\ntitle = \"Requests\"\nchapter = "
                   "\"agentic\"\nkind = \"line\"\nunit = \"generations\"\nx = [\"week\"]\n"));
    ASSERT_TRUE(write_file(folder / "query.sql",
                           "SELECT week_of(day) AS week, source AS series, sum(generations) AS "
                           "value, NULL AS lower, NULL AS upper, sum(generations) AS n "
                           "FROM mart_coverage GROUP BY ALL ORDER BY ALL"));
    const auto ending = study({"--study", folder.parent_path().string()});
    EXPECT_EQ(ending.code, 0) << ending.err;
    EXPECT_TRUE(read_file(out_ / "figures/requests_by_source.csv")
                    .value_or("")
                    .starts_with("week,series,value,lower,upper,n\n2025-08-18,gateway,"));
    ASSERT_TRUE(write_file(folder / "query.sql", "SELECT nothing"));
    const auto broken = study({"--study", folder.parent_path().string()});
    EXPECT_EQ(broken.code, 1);
    EXPECT_NE(broken.err.find("requests_by_source"), std::string::npos) << broken.err;
}

TEST_F(Study, draws_any_author_and_any_model) {
    const auto ending = study(
        {"fig14", "--author", "mistralai", "--model", "acme/new-model", "--to", "2025-10-14"});
    EXPECT_EQ(ending.code, 0) << ending.err;
    for (const auto* name : {"fig14", "fig22-mistralai", "fig25-acme-new-model"}) {
        EXPECT_TRUE(fs::exists(out_ / "figures" / (std::string(name) + ".json"))) << name;
    }
    const auto figure = read_file(out_ / "figures/fig25-acme-new-model.json").value_or("");
    EXPECT_NE(figure.find("acme/new-model"), std::string::npos);
    EXPECT_EQ(figure.find("Claude"), std::string::npos) << "the paper's model is not spoken of";
    const auto unknown = study({"--author", "mistrelai"});
    EXPECT_EQ(unknown.code, 2);
    EXPECT_NE(unknown.err.find("mistrelai"), std::string::npos) << unknown.err;
}

TEST_F(Study, for_publication_says_which_rule_it_keeps) {
    const auto ending = study({"--publish", "--min-accounts", "10"});
    EXPECT_EQ(ending.code, 0) << ending.err;
    const auto page = read_file(out_ / "index.html").value_or("");
    EXPECT_NE(page.find("at least 10 accounts"), std::string::npos);
    EXPECT_NE(page.find(R"("withheld":)"), std::string::npos);
    EXPECT_EQ(study({"--publish", "--min-accounts", "41"}).code, 1) << "the store has 40 accounts";
    EXPECT_EQ(study({"--min-accounts", "10"}).code, 2) << "without --publish it means nothing";
}

TEST_F(Study, diff_says_what_changed_between_two_runs) {
    ASSERT_EQ(study({"fig01", "fig14"}).code, 0);
    const fs::path first = store_.room() / "first";
    fs::rename(out_, first);
    ASSERT_EQ(study({"fig01", "fig14", "--to", "2025-09-20"}).code, 0);
    const auto same = run_orrery({"study", "diff", first.string(), first.string()});
    EXPECT_EQ(same.code, 0) << same.err;
    EXPECT_NE(same.out.find("2 of 2 figures and tables are the same"), std::string::npos)
        << same.out;
    const auto other = run_orrery({"study", "diff", first.string(), out_.string()});
    EXPECT_NE(other.out.find("fig14  "), std::string::npos) << other.out;
    EXPECT_NE(other.out.find("rows gone"), std::string::npos) << other.out;
    const auto none = run_orrery({"study", "diff", first.string(), store_.room().string()});
    EXPECT_EQ(none.code, 1);
    EXPECT_NE(none.err.find("no report"), std::string::npos) << none.err;
}

TEST_F(Study, draws_the_documented_example) {
    const auto examples = fs::path(ORRERY_SOURCE_DIR) / "docs/examples/figures";
    const auto ending = study({"small_models", "--study", examples.string()});
    EXPECT_EQ(ending.code, 0) << ending.err;
    EXPECT_NE(ending.out.find("1 of 1 figures and tables drawn"), std::string::npos) << ending.out;
}

TEST_F(Study, on_an_empty_store_says_that_there_is_nothing) {
    const TemporaryDirectory room;
    const auto ending = run_orrery(
        {"--store", (room / "new").string(), "study", "--out", (room / "report").string()});
    EXPECT_EQ(ending.code, 1);
    EXPECT_NE(ending.err.find("orrery import"), std::string::npos) << ending.err;
    EXPECT_FALSE(fs::exists(room / "report"));
}

/// The same bytes whatever the number of threads, and each time anew.
TEST_F(Study, writes_the_same_bytes_with_one_thread_and_with_two) {
    std::map<std::string, std::string> first;
    for (const auto* threads : {"1", "2", "2", "1"}) {
        fs::remove_all(out_);
        ASSERT_EQ(study({"--threads", threads}).code, 0);
        std::map<std::string, std::string> files;
        for (const auto& entry : fs::recursive_directory_iterator(out_)) {
            if (entry.is_regular_file()) {
                files[fs::relative(entry.path(), out_).string()] = *read_file(entry.path());
            }
        }
        EXPECT_GT(files.size(), 30U);
        if (first.empty()) {
            first = files;
        }
        for (const auto& [name, contents] : files) {
            EXPECT_TRUE(first[name] == contents) << name << " differs with --threads " << threads;
        }
        EXPECT_EQ(files.size(), first.size());
    }
}

TEST(Demo, goes_from_nothing_to_a_report) {
    const TemporaryDirectory room;
    const auto out = room / "demo";
    const auto ending =
        run_orrery({"demo", "--generations", "2000", "--accounts", "300", "--out", out.string()});
    EXPECT_EQ(ending.code, 0) << ending.err;
    EXPECT_TRUE(fs::exists(out / "report/index.html"));
    EXPECT_NE(ending.out.find("report: " + (out / "report/index.html").string()), std::string::npos)
        << ending.out;
    EXPECT_EQ(ending.out.find("data test failed"), std::string::npos) << ending.out;
    EXPECT_EQ(ending.out.find("not in the catalog"), std::string::npos) << ending.out;

    test_support::ServedProcess again(
        room.path(), "demo --serve --generations 2000 --accounts 300 --out " + out.string());
    const auto port = again.port();
    EXPECT_GT(port, 0);
    EXPECT_EQ(again.end(), 0) << again.errors();
    const auto said = again.output();
    EXPECT_NE(said.find("holds this world already"), std::string::npos) << said;
    const auto address = fmt::format("http://127.0.0.1:{}", port);
    EXPECT_NE(said.find(address + "/study?from=2024-11-04&to="), std::string::npos) << said;
    EXPECT_NE(said.find("curl " + address + "/api/v1/chat/completions"), std::string::npos) << said;
}

}  // namespace
}  // namespace orrery
