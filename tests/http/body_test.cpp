#include "http/body.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <optional>
#include <string>
#include <vector>

namespace {

using orrery::http::BodyDecoder;
using orrery::http::Framing;
using orrery::http::ResponseHead;

struct Decoded {
    std::string data;
    std::string rest;  ///< What follows the body.
    bool is_ended = false;
    bool is_malformed = false;
    bool operator==(const Decoded&) const = default;
};

/// Feeds a text in pieces; sizes beyond the list are whole.
Decoded decode(const ResponseHead& head, std::string_view text,
               const std::vector<std::size_t>& sizes = {}) {
    BodyDecoder decoder;
    decoder.start(head);
    Decoded decoded;
    std::size_t piece_number = 0;
    while (!text.empty()) {
        const std::size_t size = piece_number < sizes.size() ? sizes[piece_number] : text.size();
        ++piece_number;
        std::string_view piece = text.substr(0, size);
        text.remove_prefix(piece.size());
        for (;;) {
            const auto step = decoder.next(piece);
            decoded.data.append(step.data);
            piece.remove_prefix(step.consumed);
            if (step.state == BodyDecoder::State::more) {
                EXPECT_TRUE(piece.empty());
                break;
            }
            if (step.state == BodyDecoder::State::end) {
                decoded.is_ended = true;
                decoded.rest = std::string(piece) + std::string(text);
                return decoded;
            }
            if (step.state == BodyDecoder::State::malformed) {
                decoded.is_malformed = true;
                return decoded;
            }
        }
    }
    decoded.is_ended = decoder.is_ended();
    return decoded;
}

ResponseHead framed(Framing framing, std::uint64_t length = 0) {
    ResponseHead head;
    head.framing = framing;
    head.content_length = length;
    return head;
}

std::string hexadecimal(std::size_t number) {
    char text[20];
    std::snprintf(text, sizeof text, "%zx", number);
    return text;
}

TEST(body, of_chunks_is_the_same_however_it_is_cut) {
    EXPECT_TRUE(rc::check([] {
        const auto chunks = *rc::gen::arbitrary<std::vector<std::string>>();
        const auto extension = *rc::gen::element<std::string>("", ";a=b", " ", "\t;x=\"y\"");
        const auto trailers = *rc::gen::element<std::string>("", "X: y\r\n", "X: y\r\nZ:\r\n");
        std::string text;
        std::string data;
        for (const std::string& chunk : chunks) {
            if (!chunk.empty()) {
                text += hexadecimal(chunk.size()) + extension + "\r\n" + chunk + "\r\n";
                data += chunk;
            }
        }
        text += "0" + extension + "\r\n" + trailers + "\r\nnext";
        const auto sizes =
            *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 9));
        const Decoded wanted{.data = data, .rest = "next", .is_ended = true};
        RC_ASSERT(decode(framed(Framing::chunked), text, sizes) == wanted);
    }));
}

TEST(body, of_broken_chunks_is_malformed) {
    const std::vector<std::string> broken = {
        "x\r\n",           "\r\n",           "5\nhello\r\n",    "5\r\nhelloX\r\n",
        "5\r\nhello\n",    "0\r\n\n",        "-1\r\n",          "5 5\r\nhello\r\n",
        "0x5\r\nhello",    "5;a\n",          "5;a\x01\r\n",     "1000000000000000\r\n",
        "0\r\nX: y\n\r\n", "5\r\rhello\r\n", "0\r\nX: \x7F\r\n"};
    for (const std::string& text : broken) {
        EXPECT_TRUE(decode(framed(Framing::chunked), text).is_malformed) << text;
    }
    EXPECT_TRUE(decode(framed(Framing::chunked), "5;" + std::string(9000, 'x')).is_malformed);
    EXPECT_TRUE(decode(framed(Framing::chunked), "0\r\n" + std::string(9000, 'x')).is_malformed);
}

TEST(body, of_a_length_ends_there) {
    EXPECT_EQ(decode(framed(Framing::length, 5), "hello more", {2, 1}),
              (Decoded{.data = "hello", .rest = " more", .is_ended = true}));
    EXPECT_EQ(decode(framed(Framing::length, 5), "hell"), (Decoded{.data = "hell", .rest = ""}));
    EXPECT_EQ(decode(framed(Framing::length, 0), "x"),
              (Decoded{.data = "", .rest = "x", .is_ended = true}));
    EXPECT_EQ(decode(framed(Framing::none), "x"),
              (Decoded{.data = "", .rest = "x", .is_ended = true}));
}

TEST(body, is_whole_at_the_close_only_where_the_close_ends_it) {
    BodyDecoder decoder;
    decoder.start(framed(Framing::until_close));
    EXPECT_EQ(decoder.next("abc").data, "abc");
    EXPECT_TRUE(decoder.is_whole_at_close());
    decoder.start(framed(Framing::length, 4));
    EXPECT_EQ(decoder.next("abc").data, "abc");
    EXPECT_FALSE(decoder.is_whole_at_close());
    decoder.start(framed(Framing::chunked));
    EXPECT_EQ(decoder.next("3\r\nabc\r\n").data, "abc");
    EXPECT_FALSE(decoder.is_whole_at_close());
}

}  // namespace
