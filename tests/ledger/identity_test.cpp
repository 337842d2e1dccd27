#include "ledger/identity.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>

#include "ledger/room.h"

namespace orrery::ledger {
namespace {

RC_GTEST_PROP(GenerationId, comes_back_from_its_text, (std::uint64_t id)) {
    const std::string text = generation_id_text(id);
    RC_ASSERT(text.size() == 20U);
    RC_ASSERT(parse_generation_id(text) == id);
}

TEST(GenerationId, is_refused_in_any_other_form) {
    for (const auto* text :
         {"", "gen-", "gen-0123", "gen-0123456789abcdeF", "gen-0123456789abcdefa",
          "gen_0123456789abcdef", "gen-+123456789abcdef"}) {
        EXPECT_FALSE(parse_generation_id(text)) << text;
    }
}

TEST(GenerationIds, rise_and_never_repeat_whatever_the_clock_does) {
    GenerationIds ids(3, 0);
    std::uint64_t last = 0;
    for (int step = 0; step < 200'000; ++step) {
        const std::uint64_t id = ids.next(noon_us - (step % 3) * us_per_second);
        ASSERT_GT(id, last);
        last = id;
    }
    GenerationIds later(0, last);
    EXPECT_GT(later.next(0), last) << "the clock was set back over a restart";
}

TEST(GenerationIds, of_two_loops_differ) {
    GenerationIds one(0);
    GenerationIds two(1);
    std::set<std::uint64_t> all;
    for (int step = 0; step < 1000; ++step) {
        all.insert(one.next(noon_us));
        all.insert(two.next(noon_us));
    }
    EXPECT_EQ(all.size(), 2000U);
}

TEST(Sha256, is_the_known_one) {
    EXPECT_EQ(sha256_hex("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(KeyedHash, is_half_of_the_hash_of_key_and_value) {
    EXPECT_EQ(keyed_hash("k", "v"), sha256_hex("k|v").substr(0, 32));
    EXPECT_FALSE(keyed_hash("k", ""));
}

TEST(Secret, is_long_url_safe_and_shown_in_part) {
    const std::string secret = new_secret();
    EXPECT_EQ(secret.size(), 7U + 48U);
    EXPECT_TRUE(secret.starts_with("sk-orr-"));
    EXPECT_EQ(secret.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                       "0123456789-_"),
              std::string::npos);
    EXPECT_NE(secret, new_secret());
    EXPECT_EQ(label_of(secret), secret.substr(0, 10) + "..." + secret.substr(51));
    EXPECT_EQ(label_of("x"), "sk-orr-...");
}

TEST(Usd, is_read_exactly) {
    EXPECT_EQ(*parse_usd("12.5"), 12'500'000'000);
    EXPECT_EQ(*parse_usd("0.000000001"), 1);
    EXPECT_EQ(*parse_usd("0"), 0);
    EXPECT_EQ(*parse_usd("9223372035.999999999"), 9'223'372'035'999'999'999);
    for (const auto* text : {"", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", " 1", "0.0000000001",
                             "9223372036", "99999999999999999999"}) {
        EXPECT_FALSE(parse_usd(text)) << text;
    }
}

RC_GTEST_PROP(Usd, comes_back_from_its_text, ()) {
    const auto amount = *rc::gen::inRange<std::int64_t>(0, 9'000'000'000'000'000'000);
    RC_ASSERT(*parse_usd(usd_text(amount)) == amount);
}

TEST(Usd, is_written_with_at_least_two_decimals) {
    EXPECT_EQ(usd_text(12'500'000'000), "12.50");
    EXPECT_EQ(usd_text(-1), "-0.000000001");
    EXPECT_EQ(usd_text(0), "0.00");
}

}  // namespace
}  // namespace orrery::ledger
