#include "http/head.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

namespace {

using orrery::http::Framing;
using orrery::http::HeadLimits;
using orrery::http::parse_request;
using orrery::http::parse_response;
using orrery::http::Parsed;
using orrery::http::RequestHead;
using orrery::http::ResponseHead;

struct Case {
    std::string name;
    std::string text;
    Parsed parsed;
};

std::string get(const std::string& fields) {
    return "GET / HTTP/1.1\r\n" + fields + "\r\n";
}

const std::vector<Case> requests = {
    {"plain", get("Host: a\r\n"), Parsed::whole},
    {"no fields in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", Parsed::whole},
    {"one empty line first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", Parsed::whole},
    {"two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", Parsed::malformed},
    {"value without space", get("Host:a\r\n"), Parsed::whole},
    {"value in tabs", get("Host:\ta\t\r\n"), Parsed::whole},
    {"empty value", get("Host: a\r\nX-Empty:\r\n"), Parsed::whole},
    {"bytes above ASCII in a value", get("Host: a\r\nX: \xC3\xA9\r\n"), Parsed::whole},
    {"host with port", get("Host: [::1]:8080\r\n"), Parsed::whole},
    {"the whole server", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", Parsed::whole},
    {"length", get("Host: a\r\nContent-Length: 10\r\n"), Parsed::whole},
    {"chunked", get("Host: a\r\nTransfer-Encoding: Chunked\r\n"), Parsed::whole},
    {"cut in the line", "GET / HT", Parsed::incomplete},
    {"cut in a field", "GET / HTTP/1.1\r\nHost: a\r\nX-Lo", Parsed::incomplete},
    {"cut before the end", "GET / HTTP/1.1\r\nHost: a\r\n", Parsed::incomplete},
    {"cut between CR and LF", "GET / HTTP/1.1\r\nHost: a\r\n\r", Parsed::incomplete},

    // What lets requests be smuggled past one of two parsers.
    {"length and coding", get("Host: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
     Parsed::malformed},
    {"coding and length", get("Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
     Parsed::malformed},
    {"two lengths", get("Host: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n"),
     Parsed::malformed},
    {"two equal lengths", get("Host: a\r\nContent-Length: 5\r\ncontent-length: 5\r\n"),
     Parsed::malformed},
    {"list of lengths", get("Host: a\r\nContent-Length: 5, 5\r\n"), Parsed::malformed},
    {"signed length", get("Host: a\r\nContent-Length: +5\r\n"), Parsed::malformed},
    {"negative length", get("Host: a\r\nContent-Length: -5\r\n"), Parsed::malformed},
    {"hexadecimal length", get("Host: a\r\nContent-Length: 0x5\r\n"), Parsed::malformed},
    {"empty length", get("Host: a\r\nContent-Length:\r\n"), Parsed::malformed},
    {"length beyond 64 bits", get("Host: a\r\nContent-Length: 18446744073709551621\r\n"),
     Parsed::malformed},
    {"two codings", get("Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"),
     Parsed::malformed},
    {"coding in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
     Parsed::malformed},
    {"other coding", get("Host: a\r\nTransfer-Encoding: gzip, chunked\r\n"), Parsed::unsupported},
    {"coding behind a vertical tab",
     get("Host: a\r\nTransfer-Encoding: \x0B"
         "chunked\r\n"),
     Parsed::malformed},
    {"space before the colon", get("Host: a\r\nContent-Length : 5\r\n"), Parsed::malformed},
    {"obsolete folding", get("Host: a\r\nX: b\r\n c\r\n"), Parsed::malformed},
    {"folding in the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", Parsed::malformed},
    {"bare LF after the line", "GET / HTTP/1.1\nHost: a\r\n\r\n", Parsed::malformed},
    {"bare LF after a field", get("Host: a\nX: b\r\n"), Parsed::malformed},
    {"bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n", Parsed::malformed},
    {"bare CR in a value", get("Host: a\r\nX: b\rc\r\n"), Parsed::malformed},
    {"NUL in a value", get("Host: a\r\nX: b" + std::string(1, '\0') + "\r\n"), Parsed::malformed},
    {"no host", get("X: a\r\n"), Parsed::malformed},
    {"two hosts", get("Host: a\r\nHost: a\r\n"), Parsed::malformed},
    {"host with a path", get("Host: a/b\r\n"), Parsed::malformed},
    {"host with a user", get("Host: u@a\r\n"), Parsed::malformed},
    {"no name", get("Host: a\r\n: b\r\n"), Parsed::malformed},
    {"no colon", get("Host: a\r\nnothing\r\n"), Parsed::malformed},
    {"absolute target", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", Parsed::malformed},
    {"control character in the target", "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", Parsed::malformed},
    {"space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", Parsed::malformed},
    {"no method", " / HTTP/1.1\r\nHost: a\r\n\r\n", Parsed::malformed},
    {"no version", "GET /\r\nHost: a\r\n\r\n", Parsed::malformed},
    {"version in small letters", "GET / http/1.1\r\nHost: a\r\n\r\n", Parsed::malformed},
    {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", Parsed::malformed},
    {"start of a TLS handshake", std::string("\x16\x03\x01\x00\xA5\x01\n", 7), Parsed::malformed},
};

TEST(request_head, named_corpus) {
    for (const Case& each : requests) {
        RequestHead head;
        EXPECT_EQ(parse_request(each.text, HeadLimits{}, head), each.parsed) << each.name;
        if (each.parsed == Parsed::whole) {
            EXPECT_EQ(head.bytes, each.text.size()) << each.name;
        }
    }
}

TEST(request_head, tells_what_it_holds) {
    RequestHead head;
    const std::string text =
        "POST /api/v1/chat?a=1&b=%20x HTTP/1.1\r\nhost: example.org\r\nExpect: 100-Continue\r\n"
        "CONNECTION: x, Close\r\nContent-Length: 12\r\n\r\nbody";
    ASSERT_EQ(parse_request(text, HeadLimits{}, head), Parsed::whole);
    EXPECT_EQ(head.method, "POST");
    EXPECT_EQ(head.path(), "/api/v1/chat");
    EXPECT_EQ(head.query(), "a=1&b=%20x");
    EXPECT_EQ(head.field("Host"), "example.org");
    EXPECT_TRUE(head.has("EXPECT"));
    EXPECT_FALSE(head.has("Expects"));
    EXPECT_TRUE(head.expects_continue);
    EXPECT_FALSE(head.keep_alive);
    EXPECT_EQ(head.framing, Framing::length);
    EXPECT_EQ(head.content_length, 12U);
    EXPECT_EQ(head.bytes, text.size() - 4);
    EXPECT_EQ(orrery::http::query_parameter(head.query(), "b"), " x");
    EXPECT_EQ(orrery::http::query_parameter(head.query(), "c"), std::nullopt);
}

TEST(request_head, keeps_a_connection_as_its_version_says) {
    const auto keeps = [](const std::string& text) {
        RequestHead head;
        EXPECT_EQ(parse_request(text, HeadLimits{}, head), Parsed::whole);
        return head.keep_alive;
    };
    EXPECT_TRUE(keeps("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    EXPECT_FALSE(keeps("GET / HTTP/1.0\r\nHost: a\r\n\r\n"));
    EXPECT_TRUE(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
    EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, close\r\n\r\n"));
}

TEST(request_head, is_bounded) {
    RequestHead head;
    const HeadLimits limits{.bytes_max = 100, .fields_max = 2};
    EXPECT_EQ(parse_request(get("Host: a\r\nX: b\r\nY: c\r\n"), limits, head), Parsed::too_large);
    const std::string exact = get("Host: a\r\nX: " + std::string(68, 'x') + "\r\n");
    ASSERT_EQ(exact.size(), 100U);
    EXPECT_EQ(parse_request(exact, limits, head), Parsed::whole);
    EXPECT_EQ(parse_request(get("Host: a\r\nX: " + std::string(69, 'x') + "\r\n"), limits, head),
              Parsed::too_large);
    EXPECT_EQ(parse_request(std::string(100, 'x'), limits, head), Parsed::too_large);
    EXPECT_EQ(parse_request(std::string(99, 'x'), limits, head), Parsed::incomplete);
}

/// What the parser says of growing prefixes of a text, each one longer by a cut, until it decides.
Parsed parsed_in_pieces(const std::string& text, const std::vector<std::size_t>& cuts) {
    RequestHead head;
    std::size_t size = 0;
    for (const std::size_t cut : cuts) {
        size = std::min(text.size(), size + cut);
        const Parsed parsed = parse_request(std::string_view(text).substr(0, size), {}, head);
        if (parsed != Parsed::incomplete) {
            return parsed;
        }
    }
    return parse_request(text, {}, head);
}

TEST(request_head, is_judged_the_same_however_it_is_cut) {
    EXPECT_TRUE(rc::check([] {
        const Case& one = requests[*rc::gen::inRange<std::size_t>(0, requests.size())];
        const auto cuts =
            *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 20));
        RC_ASSERT(parsed_in_pieces(one.text, cuts) == one.parsed);
    }));
}

const std::vector<Case> responses = {
    {"plain", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", Parsed::whole},
    {"no reason", "HTTP/1.1 200 \r\n\r\n", Parsed::whole},
    {"no reason and no space", "HTTP/1.1 200\r\n\r\n", Parsed::whole},
    {"HTTP/1.0", "HTTP/1.0 404 Not Found\r\n\r\n", Parsed::whole},
    {"cut", "HTTP/1.1 200 OK\r\nContent", Parsed::incomplete},
    {"status of two digits", "HTTP/1.1 20 OK\r\n\r\n", Parsed::malformed},
    {"status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", Parsed::malformed},
    {"status of letters", "HTTP/1.1 2x0 OK\r\n\r\n", Parsed::malformed},
    {"status below 100", "HTTP/1.1 099 OK\r\n\r\n", Parsed::malformed},
    {"HTTP/2", "HTTP/2 200\r\n\r\n", Parsed::malformed},
    {"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n",
     Parsed::malformed},
    {"length and coding",
     "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
     Parsed::malformed},
    {"other coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", Parsed::unsupported},
    {"bare LF", "HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\n", Parsed::malformed},
};

TEST(response_head, named_corpus) {
    for (const Case& each : responses) {
        ResponseHead head;
        EXPECT_EQ(parse_response(each.text, HeadLimits{}, false, head), each.parsed) << each.name;
    }
}

TEST(response_head, tells_how_its_body_ends) {
    const auto framing = [](const std::string& text, bool to_head_request = false) {
        ResponseHead head;
        EXPECT_EQ(parse_response(text, HeadLimits{}, to_head_request, head), Parsed::whole);
        EXPECT_TRUE(head.framing != Framing::until_close || !head.keep_alive);
        return head.framing;
    };
    EXPECT_EQ(framing("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"), Framing::length);
    EXPECT_EQ(framing("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", true), Framing::none);
    EXPECT_EQ(framing("HTTP/1.1 204 No Content\r\n\r\n"), Framing::none);
    EXPECT_EQ(framing("HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n"), Framing::none);
    EXPECT_EQ(framing("HTTP/1.1 100 Continue\r\n\r\n"), Framing::none);
    EXPECT_EQ(framing("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), Framing::chunked);
    EXPECT_EQ(framing("HTTP/1.1 200 OK\r\n\r\n"), Framing::until_close);
}

TEST(text, is_decoded_or_refused) {
    using orrery::http::percent_decoded;
    EXPECT_EQ(percent_decoded("a%20b+c", false), "a b+c");
    EXPECT_EQ(percent_decoded("a%20b+c", true), "a b c");
    EXPECT_EQ(percent_decoded("%e2%82%AC", false), "\xE2\x82\xAC");
    EXPECT_EQ(percent_decoded("%2", false), std::nullopt);
    EXPECT_EQ(percent_decoded("%zz", false), std::nullopt);
    EXPECT_EQ(orrery::http::query_parameter("x&a=&b", "a"), "");
    EXPECT_EQ(orrery::http::query_parameter("x&a=&b", "b"), "");
    EXPECT_TRUE(orrery::http::is_field_value("a b"));
    EXPECT_FALSE(orrery::http::is_field_value("a\nb"));
}

}  // namespace
