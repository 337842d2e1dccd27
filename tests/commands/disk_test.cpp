// A disk that is full, a directory that cannot be written, a store that another process holds.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/child_process.h"
#include "support/test_store.h"
#include "support/traffic.h"

namespace orrery {
namespace {

namespace fs = std::filesystem;
using test_support::Ending;
using test_support::run_orrery;
using test_support::Surroundings;
using test_support::TemporaryDirectory;
using test_support::TestStore;
using test_support::Traffic;

constexpr std::int64_t rows_to_import = 120'000;

/// Writes a file of generation records of several megabytes.
void write_rows(const fs::path& file) {
    const auto connection = warehouse::Connection::open({}, warehouse::Access::read_write);
    const auto written = connection->execute(fmt::format(
        "COPY (SELECT md5(CAST(i AS VARCHAR)) AS generation_id, TIMESTAMP '2025-08-20' + "
        "to_seconds(i) AS created_at, md5('a' || i) AS request_id, 'openai/gpt-5' AS model "
        "FROM range({}) AS r (i)) TO {} (FORMAT parquet)",
        rows_to_import, warehouse::sql_literal(file.string())));
    ASSERT_TRUE(written) << describe(written.error());
}

class FullDisk : public testing::Test {
protected:
    TestStore store_;
    const fs::path file_ = store_.room() / "rows.parquet";

    void SetUp() override {
        store_.fill(Traffic(61).draw(500));
        store_.close();
        write_rows(file_);
    }
    [[nodiscard]] Ending import(const Surroundings& surroundings) const {
        return run_orrery(
            {"--store", store_.directory().string(), "import", "orrery", file_.string()},
            surroundings);
    }
};

/// The limit falls into the write-ahead log, the data file or the spill, whichever comes first.
TEST_F(FullDisk, fails_an_import_with_its_reason_and_leaves_the_store_as_it_was) {
    for (const std::uint64_t kilobytes : {64, 700, 1200, 2500}) {
        Surroundings surroundings;
        surroundings.file_bytes_max = kilobytes * 1024;
        const auto ending = import(surroundings);
        EXPECT_EQ(ending.code, 1) << kilobytes << " kB: " << ending.err;
        EXPECT_NE(ending.err.find("the disk is full"), std::string::npos)
            << kilobytes << " kB: " << ending.err;
        EXPECT_NE(ending.err.find("hint: free some space"), std::string::npos) << ending.err;
        store_.reopen();
        EXPECT_EQ(store_.row("SELECT count(*) FROM generations"), "500") << kilobytes << " kB";
        EXPECT_EQ(store_.row("SELECT sum(generations) FROM mart_usage"), "500");
        store_.close();
    }
    const auto ending = import({});
    EXPECT_EQ(ending.code, 0) << ending.err;
    store_.reopen();
    EXPECT_EQ(store_.row("SELECT count(*) FROM generations"), std::to_string(500 + rows_to_import));
    EXPECT_EQ(store_.row("SELECT sum(generations) FROM mart_usage"),
              std::to_string(500 + rows_to_import));
}

TEST_F(FullDisk, fails_a_report_and_leaves_no_half_file) {
    Surroundings surroundings;
    surroundings.file_bytes_max = 40 * 1024;
    const auto out = store_.room() / "report";
    const auto ending = run_orrery(
        {"--store", store_.directory().string(), "study", "--read-only", "--out", out.string()},
        surroundings);
    EXPECT_EQ(ending.code, 1) << ending.err;
    EXPECT_NE(ending.err.find("cannot write"), std::string::npos) << ending.err;
    EXPECT_FALSE(fs::exists(out / "index.html")) << "the page is larger than the limit";
}

/// Permission bits do not bind root: the child runs as nobody, in directories made by the test.
class Denied : public testing::Test {
protected:
    TemporaryDirectory room_;
    const fs::path input_ = room_ / "one.csv";
    const Surroundings nobody_{
        .directory = "/", .input = {}, .file_bytes_max = {}, .unprivileged = true};

    void SetUp() override {
        ASSERT_TRUE(write_file(input_, "generation_id,created_at\na,2025-01-01 00:00:00\n"));
        fs::permissions(room_.path(), fs::perms(0755));
        if (run_orrery({"--version"}, nobody_).code != 0) {
            GTEST_SKIP() << "nobody may not run " << ORRERY_BINARY;
        }
    }
    void TearDown() override { fs::permissions(room_.path(), fs::perms(0755)); }

    void close_to_others(const fs::path& path) const { fs::permissions(path, fs::perms(0555)); }
    [[nodiscard]] Ending import_to(const fs::path& store) const {
        return run_orrery({"--store", store.string(), "import", "orrery", input_.string()},
                          nobody_);
    }
};

TEST_F(Denied, a_store_that_cannot_be_made_is_named_with_the_reason) {
    close_to_others(room_.path());
    const auto ending = import_to(room_ / "store");
    EXPECT_EQ(ending.code, 1);
    EXPECT_NE(ending.err.find((room_ / "store").string()), std::string::npos) << ending.err;
    EXPECT_NE(ending.err.find("Permission denied"), std::string::npos) << ending.err;
    EXPECT_NE(ending.err.find("hint:"), std::string::npos) << ending.err;
}

TEST_F(Denied, a_store_of_another_user_is_not_written_and_says_so) {
    const auto store = room_ / "store";
    ASSERT_EQ(run_orrery({"--store", store.string(), "import", "orrery", input_.string()}).code, 0);
    for (const auto& entry : fs::directory_iterator(store)) {
        fs::permissions(entry.path(), fs::perms(0444));
    }
    close_to_others(store);
    const auto ending = import_to(store);
    EXPECT_EQ(ending.code, 1) << ending.out;
    EXPECT_NE(ending.err.find("Permission denied"), std::string::npos) << ending.err;
    EXPECT_NE(ending.err.find("store"), std::string::npos) << ending.err;
    const auto read = run_orrery({"--store", store.string(), "sql", "--format", "csv",
                                  "SELECT count(*) AS n FROM generations"},
                                 nobody_);
    EXPECT_EQ(read.code, 0) << read.err;
    EXPECT_EQ(read.out, "n\n1\n") << "who may read may ask";
    fs::permissions(store, fs::perms(0755));
}

TEST_F(Denied, a_report_that_cannot_be_written_is_named_with_the_reason) {
    const auto store = room_ / "store";
    ASSERT_EQ(run_orrery({"--store", store.string(), "import", "orrery", input_.string()}).code, 0);
    close_to_others(room_.path());
    const auto ending = run_orrery(
        {"--store", store.string(), "study", "--read-only", "--out", (room_ / "report").string()},
        nobody_);
    EXPECT_EQ(ending.code, 1);
    EXPECT_NE(ending.err.find((room_ / "report").string()), std::string::npos) << ending.err;
    EXPECT_NE(ending.err.find("--out"), std::string::npos) << ending.err;
}

TEST(HeldStore, tells_a_second_process_what_to_do) {
    TestStore store;
    store.fill(Traffic(62).draw(10));
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"doctor"}, {"sql", "SELECT 1"}, {"doctor", "--write"}}) {
        std::vector<std::string> command{"--store", store.directory().string()};
        command.insert(command.end(), words.begin(), words.end());
        const auto ending = run_orrery(command);
        EXPECT_EQ(ending.code, 1);
        EXPECT_NE(ending.err.find("the store is in use by another process"), std::string::npos)
            << ending.err;
        EXPECT_NE(ending.err.find("hint: stop the other orrery"), std::string::npos) << ending.err;
        EXPECT_NE(ending.err.find(store.directory().string()), std::string::npos) << ending.err;
    }
    EXPECT_EQ(store.row("SELECT count(*) FROM generations"), "10");
}

/// Two first imports at once: whoever loses must not swap the key that the other hashes with.
TEST(HeldStore, is_given_no_other_key_by_a_second_process) {
    const TestStore store;
    const auto key = store.directory() / "secret.key";
    fs::remove(key);
    EXPECT_EQ(run_orrery({"--store", store.directory().string(), "doctor", "--write"}).code, 1);
    EXPECT_FALSE(fs::exists(key));
}

}  // namespace
}  // namespace orrery
