#include "report/report.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "sample_run.h"

namespace orrery::report {
namespace {

namespace fs = std::filesystem;

class report : public testing::Test {
protected:
    fs::path folder_ = fs::path(testing::TempDir()) /
                       testing::UnitTest::GetInstance()->current_test_info()->name();

    void SetUp() override { fs::remove_all(folder_); }
    void TearDown() override { fs::remove_all(folder_); }

    std::string read(const fs::path& name) const {
        std::ifstream file(folder_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
};

TEST_F(report, writes_page_findings_and_a_csv_and_json_for_each_figure) {
    const auto run = sample_run();
    const auto done = write_report(run, folder_, {});
    ASSERT_TRUE(done) << describe(done.error());
    for (const auto& figure : run.figures) {
        const bool is_table = figure.definition.kind == study::ChartKind::table;
        const auto stem = folder_ / (is_table ? "tables" : "figures") / figure.definition.id;
        EXPECT_TRUE(fs::exists(stem.string() + ".csv")) << stem;
        EXPECT_TRUE(fs::exists(stem.string() + ".json")) << stem;
        EXPECT_FALSE(fs::exists(stem.string() + ".svg")) << stem;
    }
    EXPECT_TRUE(read("index.html").starts_with("<!doctype html>"));
    EXPECT_TRUE(read("figures/fig01.csv").starts_with("week,series,value,lower,upper,n\n"));
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
        EXPECT_NE(entry.path().extension(), ".partial") << entry.path();
    }
}

TEST_F(report, writes_findings_that_hold_no_live_markup) {
    ASSERT_TRUE(write_report(sample_run(), folder_, {}));
    const auto findings = read("findings.md");
    EXPECT_NE(findings.find("# State of AI on a made-up store"), std::string::npos);
    EXPECT_NE(findings.find("fig12: Share of tokens that end in a tool call (needs columns"),
              std::string::npos);
    EXPECT_NE(findings.find("FAILED Cached tokens"), std::string::npos);
}

TEST_F(report, writes_images_when_asked) {
    auto run = sample_run();
    run.figures.resize(1);
    ASSERT_TRUE(write_report(run, folder_, {.svg = true, .png = true}));
    EXPECT_TRUE(read("figures/fig01.svg").starts_with("<svg"));
    EXPECT_TRUE(read("figures/fig01.png").starts_with("\x89PNG"));
}

TEST_F(report, says_where_it_cannot_write_and_what_to_do) {
    fs::create_directories(folder_);
    std::ofstream(folder_ / "file") << "in the way";
    const auto done = write_report(sample_run(), folder_ / "file" / "report", {});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::unavailable);
    EXPECT_NE(done.error().where.find("file/report"), std::string::npos);
    EXPECT_NE(done.error().hint.find("--out"), std::string::npos);
}

TEST_F(report, refuses_an_id_that_leaves_its_folder) {
    auto run = sample_run();
    run.figures[0].definition.id = "../escape";
    const auto done = write_report(run, folder_, {});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::bad_input);
}

}  // namespace
}  // namespace orrery::report
