#include "http/client.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>

#include "http/raw_client.h"
#include "http/server.h"
#include "support/certificates.h"
#include "support/loop_run.h"

namespace {

using namespace std::chrono_literals;
using orrery::http::Call;
using orrery::http::Exchange;
using orrery::http::Failure;
using orrery::http::name_of;
using orrery::http::Origin;
using orrery::http::Pool;
using orrery::http::PoolOptions;
using orrery::net::Address;
using orrery::net::Clock;
using orrery::net::Deadline;
using orrery::net::Io;
using orrery::net::Listener;
using orrery::net::Loop;
using orrery::net::Resolver;
using orrery::net::Stream;
using orrery::net::Task;
using orrery::net::TlsContext;
using orrery::net::Wake;
using orrery::net::Workers;
using orrery::test_support::Certificates;
using orrery::test_support::make_loop;
using orrery::test_support::RawClient;
using orrery::test_support::run;
using orrery::test_support::StreamPair;

Deadline soon() {
    return Clock::now() + 20s;
}

/// What a provider does with one connection: for each request it gets, sends the next text. An
/// empty text ends the connection; after the last it stays silent.
Task<void> play(std::unique_ptr<Stream> stream, std::vector<std::string> script) {
    RawClient peer(std::move(stream));
    std::size_t requests = 0;
    for (const std::string& text : script) {
        if (text.empty()) {
            co_return;
        }
        if (text == "wait") {
            const bool has_come = co_await peer.read_until("\r\n\r\n", ++requests);
            if (!has_come) {
                co_return;
            }
            continue;
        }
        co_await peer.send(text);
    }
    co_await peer.read_to_end();
}

/// For each connection what is sent on it; "wait" waits for a request, "" closes.
using Script = std::vector<std::string>;
using Scripts = std::vector<Script>;

Task<void> accept_all(Loop& loop, Listener& listener, Scripts scripts) {
    for (auto& script : scripts) {
        auto stream = co_await listener.accept();
        if (!stream) {
            co_return;
        }
        loop.spawn(play(std::move(*stream), std::move(script)));
    }
}

struct Fixture {
    explicit Fixture(Scripts scripts, PoolOptions options = {}, TlsContext* tls = nullptr)
        : loop(make_loop()),
          listener(*Listener::open(*loop, *Address::parse("127.0.0.1", 0))),
          resolver(*loop, workers, 60s),
          pool(std::make_unique<Pool>(*loop, resolver, tls, options)),
          origin(*Origin::parse("http://127.0.0.1:" + std::to_string(listener->address().port()))) {
        loop->spawn(accept_all(*loop, *listener, std::move(scripts)));
    }
    ~Fixture() { loop->destroy_all(); }
    std::unique_ptr<Loop> loop;
    Workers workers{1};
    std::unique_ptr<Listener> listener;
    Resolver resolver;
    std::unique_ptr<Pool> pool;
    Origin origin;
};

/// What one call came to: "200 body", or the name of the failure.
Task<std::string> get(Pool& pool, const Origin& origin, Deadline deadline,
                      Stream* watched = nullptr) {
    const std::array<std::string_view, 2> parts = {"GET / HTTP/1.1\r\nHost: ", "a\r\n\r\n"};
    Call call(pool, origin);
    const auto head = co_await call.send(parts, deadline, deadline, watched);
    if (!head) {
        co_return std::string(name_of(head.error()));
    }
    std::string body = std::to_string((*head)->status) + " ";
    const auto whole = co_await call.read_all(body, 100'000, deadline, watched);
    if (!whole) {
        co_return std::string(name_of(whole.error()));
    }
    EXPECT_TRUE(call.is_end());
    co_return body;
}

Task<void> get_into(Fixture& fixture, Deadline deadline, std::string& result) {
    result = co_await get(*fixture.pool, fixture.origin, deadline);
}

std::string result_of(Fixture& fixture, Deadline deadline = soon()) {
    std::string result;
    run(*fixture.loop, get_into(fixture, deadline, result));
    return result;
}

std::string ok(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST(origin, is_read_from_a_url) {
    const auto origin = Origin::parse("HTTPS://API.Example.org/api/v1/");
    ASSERT_TRUE(origin.has_value());
    EXPECT_EQ(origin->host, "api.example.org");
    EXPECT_EQ(origin->port, 443);
    EXPECT_TRUE(origin->is_tls);
    EXPECT_EQ(origin->path, "/api/v1");
    EXPECT_EQ(origin->authority, "api.example.org");
    EXPECT_EQ(Origin::parse("http://[::1]:8080")->authority, "[::1]:8080");
    EXPECT_EQ(Origin::parse("http://[::1]:8080")->host, "::1");
    EXPECT_EQ(Origin::parse("http://a:80/")->authority, "a");
    EXPECT_EQ(Origin::parse("http://a")->path, "");
    for (const char* bad :
         {"", "a.org", "ftp://a", "http://", "http:///x", "http://u@a", "http://a:", "http://a:0",
          "http://a:65536", "http://a:1x", "http://a b", "http://a/x?y", "http://a/x#y",
          "http://[::1", "http://a/\r\n", "http://[::1]x", "https://a:443:1"}) {
        EXPECT_FALSE(Origin::parse(bad).has_value()) << bad;
    }
}

TEST(client, uses_a_connection_again) {
    Fixture fixture(Scripts{Script{"wait", ok("one"), "wait", chunked + "3\r\ntwo\r\n0\r\n\r\n",
                                   "wait", "HTTP/1.1 204 No Content\r\n\r\n"}});
    EXPECT_EQ(result_of(fixture), "200 one");
    EXPECT_EQ(result_of(fixture), "200 two");
    EXPECT_EQ(result_of(fixture), "204 ");
    EXPECT_EQ(fixture.pool->counts().opened, 1U);
    EXPECT_EQ(fixture.pool->counts().reused, 2U);
    EXPECT_EQ(fixture.pool->counts().idle, 1U);
    fixture.pool->clear();
    EXPECT_EQ(fixture.pool->counts().idle, 0U);
}

TEST(client, asks_once_more_where_a_kept_connection_was_dead) {
    // The provider closes when the second request has come, as it does when both cross.
    Fixture fixture(Scripts{Script{"wait", ok("one"), "wait", ""}, Script{"wait", ok("two")}});
    EXPECT_EQ(result_of(fixture), "200 one");
    EXPECT_EQ(result_of(fixture), "200 two");
    EXPECT_EQ(fixture.pool->counts().replaced, 1U);
    EXPECT_EQ(fixture.pool->counts().opened, 2U);
}

TEST(client, does_not_ask_twice_where_an_answer_had_begun) {
    Fixture fixture(
        Scripts{Script{"wait", ok("one"), "wait", "HTTP/1.1 200", ""}, Script{"wait", ok("two")}});
    EXPECT_EQ(result_of(fixture), "200 one");
    EXPECT_EQ(result_of(fixture), "cut");
}

TEST(client, does_not_ask_a_fresh_connection_twice) {
    Fixture fixture(Scripts{Script{"wait", ""}, Script{"wait", ok("two")}});
    EXPECT_EQ(result_of(fixture), "cut");
}

TEST(client, does_not_use_a_connection_on_which_something_came_unasked) {
    Fixture fixture(Scripts{Script{"wait", ok("one") + ok("smuggled")}, Script{"wait", ok("two")}});
    EXPECT_EQ(result_of(fixture), "200 one");
    EXPECT_EQ(result_of(fixture), "200 two");
    EXPECT_EQ(fixture.pool->counts().opened, 2U);
}

TEST(client, does_not_keep_what_is_to_be_closed) {
    Fixture fixture(Scripts{
        Script{"wait", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na"},
        {"wait", "HTTP/1.1 200 OK\r\n\r\nuntil the end", ""}});
    EXPECT_EQ(result_of(fixture), "200 a");
    EXPECT_EQ(fixture.pool->counts().idle, 0U);
    EXPECT_EQ(result_of(fixture), "200 until the end");
    EXPECT_EQ(fixture.pool->counts().idle, 0U);
}

TEST(client, knows_a_cut_body_from_a_whole_one) {
    const std::vector<std::string> cut = {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                                          chunked + "5\r\nabc", chunked + "5\r\nabcde\r\n",
                                          chunked + "5\r\nabcde\r\n0\r\n",
                                          "HTTP/1.1 200 OK\r\nContent-Le"};
    for (const std::string& text : cut) {
        Fixture fixture(Scripts{Script{"wait", text, ""}});
        EXPECT_EQ(result_of(fixture), "cut") << text;
    }
}

TEST(client, knows_what_is_not_http) {
    const std::vector<std::string> broken = {"SSH-2.0-OpenSSH\r\n", chunked + "x\r\n",
                                             "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                                             "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"};
    for (const std::string& text : broken) {
        Fixture fixture(Scripts{Script{"wait", text}});
        EXPECT_EQ(result_of(fixture), "malformed") << text;
    }
    Fixture large(Scripts{Script{"wait", "HTTP/1.1 200 OK\r\nX: " + std::string(40'000, 'x')}});
    EXPECT_EQ(result_of(large), "too_large");
    Fixture body(Scripts{Script{"wait", ok(std::string(100'001, 'x'))}});
    EXPECT_EQ(result_of(body), "too_large");
}

TEST(client, skips_interim_answers) {
    Fixture fixture(
        {{"wait", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n",
          ok("one")}});
    EXPECT_EQ(result_of(fixture), "200 one");
}

TEST(client, waits_no_longer_than_its_deadline) {
    Fixture silent(Scripts{Script{"wait"}});
    const Deadline deadline = Clock::now() + 30ms;
    EXPECT_EQ(result_of(silent, deadline), "timeout");
    EXPECT_GE(Clock::now(), deadline);
    Fixture half(Scripts{Script{"wait", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"}});
    EXPECT_EQ(result_of(half, Clock::now() + 30ms), "timeout");
}

TEST(client, says_that_nobody_listens) {
    Fixture fixture(Scripts{});
    fixture.listener->close();
    EXPECT_EQ(result_of(fixture), "refused");
    fixture.origin.host = "no such name";
    EXPECT_EQ(result_of(fixture), "unresolved");
}

Task<void> client_leaves(Fixture& fixture, bool after_head) {
    StreamPair pair = co_await orrery::test_support::connected_pair(*fixture.loop);
    const std::array<std::string_view, 1> parts = {"GET / HTTP/1.1\r\nHost: a\r\n\r\n"};
    Call call(*fixture.pool, fixture.origin);
    if (!after_head) {
        pair.client.reset();
    }
    const auto head = co_await call.send(parts, soon(), soon(), pair.server.get());
    if (!after_head) {
        EXPECT_FALSE(head.has_value());
        EXPECT_EQ(head.error(), Failure::client_gone);
        co_return;
    }
    EXPECT_TRUE(head.has_value());
    const auto first = co_await call.read(soon(), pair.server.get());
    EXPECT_EQ(first.value_or(""), "abc") << "what has arrived is not held back";
    pair.client.reset();
    const auto second = co_await call.read(soon(), pair.server.get());
    EXPECT_FALSE(second.has_value());
    EXPECT_EQ(second.error(), Failure::client_gone);
    EXPECT_EQ(call.head().status, 200) << "the head outlives the failure";
}

TEST(client, gives_up_when_its_own_client_leaves) {
    Fixture silent(Scripts{Script{"wait"}});
    run(*silent.loop, client_leaves(silent, false));
    Fixture half(Scripts{Script{"wait", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"}});
    run(*half.loop, client_leaves(half, true));
}

Task<void> provider_sees_the_end(Loop& loop, Listener& listener, bool& has_seen) {
    auto stream = co_await listener.accept();
    RawClient peer(std::move(*stream));
    co_await peer.read_until("\r\n\r\n");
    co_await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    const Io end = co_await peer.read_to_end();
    has_seen = end != Io::done;
    loop.stop();
}

Task<void> leave_early(Fixture& fixture) {
    const std::array<std::string_view, 1> parts = {"GET / HTTP/1.1\r\nHost: a\r\n\r\n"};
    Call call(*fixture.pool, fixture.origin);
    const auto head = co_await call.send(parts, soon(), soon());
    EXPECT_TRUE(head.has_value());
}

TEST(client, tells_the_provider_when_it_wants_no_more) {
    Fixture fixture(Scripts{});
    bool has_seen = false;
    fixture.loop->spawn(provider_sees_the_end(*fixture.loop, *fixture.listener, has_seen));
    run(*fixture.loop, leave_early(fixture));
    if (!has_seen) {
        fixture.loop->run();
    }
    EXPECT_TRUE(has_seen);
    EXPECT_EQ(fixture.pool->counts().idle, 0U);
}

Task<void> grow_old(Fixture& fixture) {
    const std::string first = co_await get(*fixture.pool, fixture.origin, soon());
    EXPECT_EQ(first, "200 one");
    EXPECT_EQ(fixture.pool->counts().idle, 1U);
    co_await fixture.loop->pause_until(Clock::now() + 60ms);
    EXPECT_EQ(fixture.pool->counts().idle, 0U);
}

TEST(pool, closes_what_was_idle_for_too_long) {
    PoolOptions options;
    options.idle_time = 20ms;
    Fixture fixture(Scripts{Script{"wait", ok("one")}}, options);
    run(*fixture.loop, grow_old(fixture));
}

Task<void> answer_hello(Exchange& exchange) {
    const std::array<std::string_view, 1> parts = {"hello"};
    const std::span<const orrery::http::Field> fields;
    [[maybe_unused]] const Io io = co_await exchange.respond(200, fields, parts);
}

TEST(client, verifies_whom_it_speaks_to) {
    const Certificates certificates("DNS:localhost");
    const auto client_tls = *TlsContext::client(certificates.authority());
    const auto server_tls = *TlsContext::server(certificates.chain(), certificates.key());
    Fixture fixture(Scripts{}, {}, client_tls.get());
    const auto server = *orrery::http::Server::open(*fixture.loop, *Address::parse("127.0.0.1", 0),
                                                    {}, answer_hello, server_tls.get());
    const std::string port = std::to_string(server->port());
    fixture.origin = *Origin::parse("https://localhost:" + port);
    EXPECT_EQ(result_of(fixture), "200 hello");
    EXPECT_EQ(result_of(fixture), "200 hello");
    EXPECT_EQ(fixture.pool->counts().reused, 1U);
    fixture.origin = *Origin::parse("https://127.0.0.1:" + port);
    EXPECT_EQ(result_of(fixture), "refused") << "the certificate names localhost only";
}

}  // namespace
