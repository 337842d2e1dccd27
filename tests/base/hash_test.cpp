#include "base/hash.h"

#include <gtest/gtest.h>

namespace orrery {
namespace {

/// The vectors that Landon Curt Noll publishes with FNV (test_fnv.c, FNV-1a, 64 bits).
TEST(Fnv1a, gives_the_published_vectors) {
    EXPECT_EQ(fnv1a(""), 0xcbf29ce484222325U);
    EXPECT_EQ(fnv1a("a"), 0xaf63dc4c8601ec8cU);
    EXPECT_EQ(fnv1a("b"), 0xaf63df4c8601f1a5U);
    EXPECT_EQ(fnv1a("fo"), 0x08985907b541d342U);
    EXPECT_EQ(fnv1a("foo"), 0xdcb27518fed9d577U);
    EXPECT_EQ(fnv1a("foobar"), 0x85944171f73967e8U);
}

TEST(Fnv1a, takes_bytes_above_127_and_zero_bytes_as_bytes) {
    using std::string_view_literals::operator""sv;
    EXPECT_EQ(fnv1a("\0"sv), 0xaf63bd4c8601b7dfU);
    EXPECT_EQ(fnv1a("\xff\x00\x00\x01"sv), 0x6961196491cc682dU);
}

TEST(Fingerprint, is_sixteen_hexadecimal_digits_with_leading_zeros) {
    EXPECT_EQ(fingerprint("foobar"), "85944171f73967e8");
    EXPECT_EQ(fingerprint("fo"), "08985907b541d342");
}

}  // namespace
}  // namespace orrery
