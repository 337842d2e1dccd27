#include "ledger/journal/codec.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <optional>
#include <string>
#include <type_traits>

namespace orrery::ledger {
namespace {

std::string encoded(const record::Generation& generation) {
    std::string bytes(record_bytes_max(), '\0');
    Encoder encoder(bytes.data());
    encoder.record(generation);
    bytes.resize(static_cast<std::size_t>(encoder.end() - bytes.data()));
    return bytes;
}

record::Generation arbitrary() {
    record::Generation generation;
    record::for_each_column(
        generation, []<typename Value>(const char*, std::optional<Value>& value) {
            if (!*rc::gen::arbitrary<bool>()) {
                return;
            }
            if constexpr (std::is_same_v<Value, std::string>) {
                value = *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127));
            } else {
                value = *rc::gen::arbitrary<Value>();
            }
        });
    return generation;
}

std::optional<record::Generation> decoded(std::string_view bytes) {
    // What was there before leaves nothing behind.
    record::Generation generation;
    generation.model = "an earlier one";
    generation.prompt_tokens = 7;
    generation.ttft_ms = 0.5;
    return decode_record(bytes, generation) ? std::optional(generation) : std::nullopt;
}

RC_GTEST_PROP(Record, comes_back_as_it_was_written, ()) {
    const auto generation = arbitrary();
    const std::string bytes = encoded(generation);
    RC_ASSERT(bytes.size() <= record_bytes_max());
    const auto back = decoded(bytes);
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == generation);
}

RC_GTEST_PROP(Record, of_any_bytes_is_read_without_harm, (const std::string& bytes)) {
    const auto generation = decoded(bytes);
    RC_ASSERT((!generation || encoded(*generation).size() <= record_bytes_max()));
}

RC_GTEST_PROP(Record, that_is_cut_is_none_or_a_part, ()) {
    const auto generation = arbitrary();
    const std::string bytes = encoded(generation);
    const auto cut_at = *rc::gen::inRange<std::size_t>(0, bytes.size() + 1);
    const auto part = decoded(std::string_view(bytes).substr(0, cut_at));
    RC_ASSERT((!part || encoded(*part).size() == cut_at));
}

TEST(Record, keeps_zero_apart_from_unknown) {
    record::Generation generation;
    generation.completion_tokens = 0;
    generation.cancelled = false;
    generation.app = "";
    const auto back = decoded(encoded(generation));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->completion_tokens, 0);
    EXPECT_EQ(back->cancelled, false);
    EXPECT_EQ(back->app, "");
    EXPECT_FALSE(back->prompt_tokens);
    EXPECT_FALSE(back->model);
}

TEST(Record, passes_over_columns_that_are_no_longer_there) {
    record::Generation generation;
    generation.model = "acme/one";
    std::string unknown(2, '\0');
    unknown[1] = '\x7B';
    unknown += '\x05';
    const auto back = decoded(unknown + encoded(generation));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, generation);
}

TEST(Text, is_cut_before_a_character_rather_than_in_it) {
    std::string text(text_bytes_max - 1, 'a');
    text += "é and more";
    EXPECT_EQ(cut(text), std::string(text_bytes_max - 1, 'a'));
    EXPECT_EQ(cut("short"), "short");
    EXPECT_EQ(cut(std::string(1000, 'x')).size(), text_bytes_max);
    // A run of continuation bytes is no character: it is cut all the same.
    EXPECT_GE(cut(std::string(1000, '\x80')).size(), text_bytes_max - 4);
}

TEST(Text, that_is_not_utf_8_gets_question_marks) {
    record::Generation generation;
    for (const auto& [given, expected] :
         {std::pair<std::string, std::string>{"caf\xC3\xA9", "caf\xC3\xA9"},
          {"\xFF\xFEx", "??x"},
          {"\xC3", "?"},
          {"\xE2\x82\xAC", "\xE2\x82\xAC"},
          {"\xC0\xAF", "??"},
          {"\xED\xA0\x80", "???"},
          {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
          {"\xF4\x90\x80\x80", "????"},
          {std::string("a\0b", 3), "a?b"}}) {
        generation.app = given;
        EXPECT_EQ(decoded(encoded(generation))->app, expected);
    }
}

}  // namespace
}  // namespace orrery::ledger
