#include "base/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <set>
#include <string>

#include "support/temporary_directory.h"

namespace orrery {
namespace {

namespace fs = std::filesystem;

mode_t mode_of(const fs::path& file) {
    struct stat status{};
    EXPECT_EQ(::stat(file.c_str(), &status), 0);
    return status.st_mode & 0777;
}

std::size_t entries(const fs::path& directory) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

TEST(WriteFile, makes_the_directories_and_leaves_no_other_file) {
    const test_support::TemporaryDirectory room;
    const auto file = room / "a/b/report.json";
    const std::string contents("line\0line\n", 10);
    ASSERT_TRUE(write_file(file, contents));
    EXPECT_EQ(*read_file(file), contents);
    EXPECT_EQ(entries(file.parent_path()), 1U);
}

TEST(WriteFile, replaces_the_file_as_a_whole) {
    const test_support::TemporaryDirectory room;
    const auto file = room / "manifest.json";
    ASSERT_TRUE(write_file(file, "a long first text"));
    const auto link = room / "old";
    fs::create_hard_link(file, link);
    ASSERT_TRUE(write_file(file, "short"));
    EXPECT_EQ(*read_file(file), "short");
    // A reader that had the file open keeps all of the old one: a new file took its name.
    EXPECT_EQ(*read_file(link), "a long first text");
}

TEST(WriteFile, keeps_the_old_file_where_the_new_one_cannot_be_written) {
    const test_support::TemporaryDirectory room;
    const auto file = room / "report";
    ASSERT_TRUE(make_directory(file / "inner"));
    const auto written = write_file(file, "text");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::unavailable);
    EXPECT_EQ(written.error().where, file.string());
    EXPECT_FALSE(written.error().hint.empty());
    EXPECT_TRUE(fs::exists(file / "inner"));
    EXPECT_EQ(entries(room.path()), 1U) << "the temporary file is left behind";
}

TEST(WriteFile, of_an_owner_s_secret_is_closed_to_others) {
    const test_support::TemporaryDirectory room;
    ASSERT_TRUE(write_file(room / "secret", "key", FileMode::owner_only));
    ASSERT_TRUE(write_file(room / "shared", "text"));
    EXPECT_EQ(mode_of(room / "secret"), 0600U);
    EXPECT_EQ(mode_of(room / "shared") & 0400U, 0400U);
}

TEST(ReadFile, fails_on_what_is_no_file_and_names_it) {
    const test_support::TemporaryDirectory room;
    for (const auto& path : {room / "none", room.path()}) {
        const auto contents = read_file(path);
        ASSERT_FALSE(contents) << path;
        EXPECT_EQ(contents.error().kind, ErrorKind::not_found);
        EXPECT_EQ(contents.error().where, path.string());
    }
}

TEST(MakeDirectory, fails_where_a_file_is_in_the_way) {
    const test_support::TemporaryDirectory room;
    ASSERT_TRUE(write_file(room / "file", ""));
    const auto made = make_directory(room / "file/inner");
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::unavailable);
}

TEST(RandomHex, has_two_digits_a_byte_and_does_not_repeat) {
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const auto text = random_hex(32);
        EXPECT_EQ(text.size(), 64U);
        EXPECT_EQ(text.find_first_not_of("0123456789abcdef"), std::string::npos);
        seen.insert(text);
    }
    EXPECT_EQ(seen.size(), 100U);
    EXPECT_EQ(random_hex(0), "");
}

TEST(DescribeError, puts_the_place_first_and_the_hint_last) {
    EXPECT_EQ(describe({ErrorKind::bad_input, "no header", "a.csv:1", "add one"}),
              "a.csv:1: no header\n  hint: add one");
    EXPECT_EQ(describe({ErrorKind::internal, "broken", "", ""}), "broken");
    EXPECT_EQ(exit_code(ErrorKind::usage), 2);
    EXPECT_EQ(exit_code(ErrorKind::bad_input), 1);
    EXPECT_EQ(exit_code(ErrorKind::internal), 1);
}

}  // namespace
}  // namespace orrery
