#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/child_process.h"
#include "support/simulated_world.h"

namespace orrery {
namespace {

namespace fs = std::filesystem;
using test_support::Ending;
using test_support::run_orrery;
using test_support::short_profile;
using test_support::Surroundings;
using test_support::TemporaryDirectory;
using test_support::TestStore;
using Words = std::vector<std::string>;

/// A room with a profile whose world is made in a moment.
class Simulate : public testing::Test {
protected:
    TemporaryDirectory room_;
    const std::string profile_ = (room_ / "short.toml").string();
    const std::string store_ = (room_ / "store").string();
    const std::string out_ = (room_ / "out").string();

    void SetUp() override { ASSERT_TRUE(write_file(profile_, short_profile().text())); }

    [[nodiscard]] Ending run(const Words& more, const Surroundings& surroundings = {}) const {
        Words words{"--store", store_, "simulate", "--profile", profile_, "--accounts", "300"};
        words.insert(words.end(), more.begin(), more.end());
        return run_orrery(words, surroundings);
    }
    /// Names the files of a directory, sorted, joined by spaces.
    [[nodiscard]] static std::string listed(const fs::path& directory) {
        std::vector<std::string> names;
        if (fs::exists(directory)) {
            for (const auto& entry : fs::directory_iterator(directory)) {
                names.push_back(entry.path().filename());
            }
        }
        std::ranges::sort(names);
        std::string all;
        for (const std::string& name : names) {
            all += (all.empty() ? "" : " ") + name;
        }
        return all;
    }
};

TEST_F(Simulate, explains_every_option) {
    const auto ending = run_orrery({"simulate", "--help"});
    EXPECT_EQ(ending.code, 0);
    for (const char* option :
         {"--profile", "--generations", "--accounts", "--seed", "--from", "--to", "--out",
          "--format", "--truth", "--print-profile", "state-of-ai-2025", "flat"}) {
        EXPECT_NE(ending.out.find(option), std::string::npos) << option;
    }
    EXPECT_NE(run_orrery({"--help"}).out.find("simulate"), std::string::npos);
    EXPECT_NE(run_orrery({"man"}).out.find(".SS orrery simulate"), std::string::npos);
}

TEST_F(Simulate, prints_a_profile_that_loads) {
    const auto printed = run_orrery({"simulate", "--profile", "flat", "--print-profile"});
    EXPECT_EQ(printed.code, 0) << printed.err;
    EXPECT_EQ(printed.out, *simulate::profile_text("flat"));
    EXPECT_TRUE(simulate::parse_profile(printed.out, "printed.toml"));
    EXPECT_EQ(run_orrery({"simulate", "--print-profile"}).out,
              *simulate::profile_text("state-of-ai-2025"));
}

TEST_F(Simulate, called_wrongly_exits_with_2_and_makes_nothing) {
    for (const Words& words : {Words{"--format", "xml", "--out", out_},
                               {"--generations", "many"},
                               {"--generations", "0"},
                               {"--generations", "-3"},
                               {"--accounts", "0"},
                               {"--accounts", "99999999999"},
                               {"--seed", "-1"},
                               {"--from", "yesterday"},
                               {"--from", "2024-01-01"},
                               {"--to", "2025-06-30"},
                               {"--to", "2025-07-03", "--from", "2025-07-04"},
                               {"--colour"},
                               {"--profile", "no-such-profile"}}) {
        Words all{"--generations", "100"};
        all.insert(all.end(), words.begin(), words.end());
        const auto ending = run(words[0] == "--generations" ? words : all);
        EXPECT_EQ(ending.code, 2) << words[0] << " " << words.back() << ": " << ending.err;
        EXPECT_NE(ending.err.find(words[0]), std::string::npos) << ending.err;
        EXPECT_EQ(ending.out, "");
        EXPECT_EQ(listed(out_), "");
    }
}

TEST_F(Simulate, names_the_place_of_what_is_wrong_with_a_profile) {
    ASSERT_TRUE(write_file(profile_, short_profile().replace("turns = 6", "turn = 6").text()));
    const auto ending = run({});
    EXPECT_EQ(ending.code, 1);
    EXPECT_NE(ending.err.find(profile_ + ": workload 1"), std::string::npos) << ending.err;
    EXPECT_NE(ending.err.find("hint: known here: accounts"), std::string::npos) << ending.err;
}

TEST_F(Simulate, fills_a_store_and_says_so_the_second_time) {
    const auto first = run({"--generations", "900", "--seed", "5"});
    ASSERT_EQ(first.code, 0) << first.err;
    EXPECT_NE(first.out.find("900 generations in " + store_), std::string::npos) << first.out;
    EXPECT_NE(first.out.find("of flat, seed 5"), std::string::npos) << first.out;
    const auto second = run({"--generations", "900", "--seed", "5"});
    EXPECT_EQ(second.code, 0) << second.err;
    EXPECT_NE(second.out.find("the store holds this world already"), std::string::npos);
    const auto count = run_orrery({"--store", store_, "sql", "--format", "csv",
                                   "SELECT count(*) AS n, count(DISTINCT import_batch) AS b "
                                   "FROM generations"});
    EXPECT_EQ(count.out, "n,b\n900,1\n") << count.err;
}

TEST_F(Simulate, writes_files_and_truth_and_touches_no_store) {
    const auto ending =
        run({"--generations", "900", "--out", out_, "--truth", (room_ / "truth").string(), "--from",
             "2025-08-20", "--to", "2025-09-02"});
    ASSERT_EQ(ending.code, 0) << ending.err;
    EXPECT_EQ(listed(out_),
              "generations-2025-08.parquet generations-2025-09.parquet "
              "labels-2025-08.parquet labels-2025-09.parquet world.json");
    EXPECT_EQ(listed(room_ / "truth"), "cohorts.csv events.csv models.csv weeks.csv world.json");
    EXPECT_FALSE(fs::exists(store_));
}

/// No file under its own name is cut; what could not be written is not there.
TEST_F(Simulate, fails_on_a_full_disk_and_leaves_no_half_file) {
    for (const char* format : {"parquet", "csv", "jsonl"}) {
        for (const std::uint64_t kilobytes : {1, 100}) {
            Surroundings surroundings;
            surroundings.file_bytes_max = kilobytes * 1024;
            const auto out = room_ / fmt::format("out-{}-{}", format, kilobytes);
            const auto ending =
                run({"--generations", "20000", "--out", out.string(), "--format", format},
                    surroundings);
            EXPECT_EQ(ending.code, 1) << format << " " << kilobytes << " kB: " << ending.err;
            EXPECT_NE(ending.err.find("the disk is full"), std::string::npos) << ending.err;
            EXPECT_NE(ending.err.find(out.string()), std::string::npos) << ending.err;
            EXPECT_NE(ending.err.find("hint: free some space"), std::string::npos) << ending.err;
            EXPECT_EQ(listed(out).find("generations-"), std::string::npos) << listed(out);
            EXPECT_EQ(listed(out).find("unfinished"), std::string::npos) << listed(out);
            EXPECT_EQ(listed(out).find("world.json"), std::string::npos) << listed(out);
        }
    }
}

TEST_F(Simulate, fails_on_a_full_disk_and_leaves_the_store_as_it_was) {
    ASSERT_EQ(run({"--generations", "500"}).code, 0);
    for (const std::uint64_t kilobytes : {64, 1500}) {
        Surroundings surroundings;
        surroundings.file_bytes_max = kilobytes * 1024;
        const auto ending = run({"--generations", "40000"}, surroundings);
        EXPECT_EQ(ending.code, 1) << kilobytes << " kB: " << ending.err;
        EXPECT_NE(ending.err.find("the disk is full"), std::string::npos) << ending.err;
        const auto count =
            run_orrery({"--store", store_, "sql", "--format", "csv",
                        "SELECT (SELECT count(*) FROM generations) AS n, (SELECT count(*) FROM "
                        "import_batches) AS b, (SELECT sum(generations) FROM mart_usage) AS m"});
        EXPECT_EQ(count.out, "n,b,m\n500,1,500\n") << kilobytes << " kB " << count.err;
    }
    const auto again = run({"--generations", "40000"});
    EXPECT_EQ(again.code, 0) << again.err;
    EXPECT_NE(again.out.find("40000 generations"), std::string::npos) << again.out;
}

/// Permission bits do not bind root: the child runs as nobody.
TEST_F(Simulate, names_a_directory_that_cannot_be_written) {
    const Surroundings nobody{
        .directory = "/", .input = {}, .file_bytes_max = {}, .unprivileged = true};
    fs::permissions(room_.path(), fs::perms(0755));
    if (run_orrery({"--version"}, nobody).code != 0) {
        GTEST_SKIP() << "nobody may not run " << ORRERY_BINARY;
    }
    fs::permissions(room_.path(), fs::perms(0555));
    for (const Words& words : {Words{"--out", out_}, {"--generations", "10"}}) {
        const auto ending = run(words, nobody);
        EXPECT_EQ(ending.code, 1) << ending.err;
        EXPECT_NE(ending.err.find("Permission denied"), std::string::npos) << ending.err;
        EXPECT_NE(ending.err.find(room_.path().string()), std::string::npos) << ending.err;
    }
    fs::permissions(room_.path(), fs::perms(0755));
    EXPECT_FALSE(fs::exists(out_) || fs::exists(store_));
}

}  // namespace
}  // namespace orrery
