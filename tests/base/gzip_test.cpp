#include "base/gzip.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "base/file.h"
#include "support/temporary_directory.h"

namespace orrery {
namespace {

/// Compresses as gzip does; windowBits 31 is zlib's for the gzip format.
std::string gzip(const std::string& text) {
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::string packed(deflateBound(&stream, text.size()) + 32, '\0');
    std::string input = text;
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

class Gzip : public testing::Test {
protected:
    test_support::TemporaryDirectory room_;
    const std::filesystem::path file_ = room_ / "data.csv.gz";
    const std::string text_ = "created_at,model,tokens\n2025-01-01,openai/gpt-4o,12\n";
    const std::string packed_ = gzip(text_);

    [[nodiscard]] bool is_whole(const std::string& contents) const {
        EXPECT_TRUE(write_file(file_, contents));
        return verify_gzip(file_).has_value();
    }
};

TEST_F(Gzip, a_whole_file_passes) {
    EXPECT_TRUE(is_whole(packed_));
    EXPECT_TRUE(is_whole(gzip("")));
    EXPECT_TRUE(is_whole(gzip(std::string(3U << 20, 'x'))));
}

TEST_F(Gzip, members_after_each_other_are_one_file) {
    EXPECT_TRUE(is_whole(packed_ + gzip("more\n")));
    EXPECT_EQ(*read_head(file_, 1000), text_ + "more\n");
}

/// Below two bytes there is no magic number: such a file is no gzip file to begin with.
TEST_F(Gzip, a_file_cut_at_any_byte_fails) {
    for (std::size_t bytes = 2; bytes < packed_.size(); ++bytes) {
        EXPECT_FALSE(is_whole(packed_.substr(0, bytes))) << "cut to " << bytes << " bytes";
    }
}

TEST_F(Gzip, a_second_member_cut_at_any_byte_fails) {
    const std::string both = packed_ + gzip("more\n");
    for (std::size_t bytes = packed_.size() + 2; bytes < both.size(); ++bytes) {
        EXPECT_FALSE(is_whole(both.substr(0, bytes))) << "cut to " << bytes << " bytes";
    }
}

TEST_F(Gzip, a_flipped_bit_in_the_data_or_the_checksum_fails) {
    constexpr std::size_t header_bytes = 10;  // Name, time and system are not checksummed.
    for (std::size_t at = header_bytes; at < packed_.size(); ++at) {
        std::string damaged = packed_;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        EXPECT_FALSE(is_whole(damaged)) << "bit flipped at byte " << at;
    }
}

/// As gzip(1) does, what follows the last member and is none is let be: block padding of tapes.
TEST_F(Gzip, what_follows_the_last_member_is_let_be) {
    EXPECT_TRUE(is_whole(packed_ + std::string(512, '\0')));
    EXPECT_EQ(*read_head(file_, 1000), text_);
}

TEST_F(Gzip, errors_name_the_file) {
    ASSERT_FALSE(is_whole(packed_.substr(0, 30)));
    EXPECT_EQ(verify_gzip(file_).error().where, file_.string());
    EXPECT_EQ(verify_gzip(file_).error().kind, ErrorKind::bad_input);
    EXPECT_EQ(verify_gzip(room_ / "none").error().kind, ErrorKind::not_found);
}

TEST_F(Gzip, is_known_by_its_magic_number_alone) {
    ASSERT_TRUE(write_file(file_, packed_));
    EXPECT_TRUE(is_gzip(file_));
    for (const auto* contents : {"", "\x1f", "plain"}) {
        ASSERT_TRUE(write_file(file_, contents));
        EXPECT_FALSE(is_gzip(file_));
    }
    EXPECT_FALSE(is_gzip(room_ / "none"));
}

TEST_F(Gzip, the_head_of_a_file_is_the_same_packed_or_not) {
    ASSERT_TRUE(write_file(file_, packed_));
    ASSERT_TRUE(write_file(room_ / "plain.csv", text_));
    for (const std::size_t bytes : {std::size_t{0}, std::size_t{10}, std::size_t{4096}}) {
        EXPECT_EQ(*read_head(file_, bytes), text_.substr(0, bytes));
        EXPECT_EQ(*read_head(room_ / "plain.csv", bytes), text_.substr(0, bytes));
    }
    EXPECT_EQ(read_head(room_ / "none", 10).error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace orrery
