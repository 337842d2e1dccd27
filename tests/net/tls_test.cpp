#include "net/tls.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "net/signal.h"
#include "net/stream.h"
#include "support/certificates.h"
#include "support/loop_run.h"

namespace {

using orrery::Status;
using orrery::net::Clock;
using orrery::net::Deadline;
using orrery::net::Io;
using orrery::net::Loop;
using orrery::net::Moved;
using orrery::net::no_deadline;
using orrery::net::Stream;
using orrery::net::Task;
using orrery::net::TlsContext;
using orrery::net::Wake;
using orrery::test_support::Certificates;
using orrery::test_support::connected_pair;
using orrery::test_support::make_loop;
using orrery::test_support::run;
using orrery::test_support::StreamPair;

Deadline soon() {
    return Clock::now() + std::chrono::seconds(20);
}

Task<void> send_and_end(Stream& stream, const std::string& text) {
    const std::vector<std::string_view> parts = {text};
    const Io io = co_await stream.write_all(parts, no_deadline);
    EXPECT_EQ(io, Io::done);
    stream.shutdown();
}

Task<void> serve(Stream& stream, TlsContext& context, const std::string& text) {
    const Status secured = co_await stream.start_tls(context, "", soon());
    if (secured.has_value()) {
        co_await send_and_end(stream, text);
    }
}

Task<std::string> read_to_end(Stream& stream, Io& how) {
    std::string all;
    std::vector<char> buffer(10'000);
    for (;;) {
        const Moved moved = stream.try_read(buffer);
        if (moved.io == Io::done) {
            all.append(buffer.data(), moved.bytes);
        } else if (moved.io == Io::would_block) {
            const Wake wake = co_await stream.readable(soon());
            EXPECT_EQ(wake, Wake::ready);
        } else {
            how = moved.io;
            co_return all;
        }
    }
}

struct Contexts {
    explicit Contexts(const Certificates& certificates)
        : client(*TlsContext::client(certificates.authority())),
          server(*TlsContext::server(certificates.chain(), certificates.key())) {}
    std::unique_ptr<TlsContext> client;
    std::unique_ptr<TlsContext> server;
};

Task<void> transfer(Loop& loop, Contexts& contexts, std::string host, bool is_trusted) {
    const StreamPair pair = co_await connected_pair(loop);
    std::string text(3'000'000, 'a');
    for (std::size_t i = 0; i < text.size(); i += 7) {
        text[i] = static_cast<char>(i);
    }
    const auto serving = loop.spawn(serve(*pair.server, *contexts.server, text));
    const Status secured = co_await pair.client->start_tls(*contexts.client, host, soon());
    EXPECT_EQ(secured.has_value(), is_trusted) << (secured ? "" : secured.error().what);
    if (secured.has_value()) {
        Io how = Io::done;
        const std::string got = co_await read_to_end(*pair.client, how);
        EXPECT_EQ(how, Io::end);
        EXPECT_TRUE(got == text);
    } else {
        loop.destroy(serving);
    }
}

TEST(tls, carries_what_is_larger_than_a_record_and_than_a_socket) {
    const Certificates certificates("DNS:localhost,IP:127.0.0.1");
    Contexts contexts(certificates);
    const auto loop = make_loop();
    for (int round = 0; round < 2; ++round) {  // The second resumes the session of the first.
        run(*loop, transfer(*loop, contexts, "localhost", true));
    }
    run(*loop, transfer(*loop, contexts, "127.0.0.1", true));
}

/// Takes pieces of the sizes named and says of each that it is there.
Task<void> take_pieces(Stream& stream, TlsContext& context, std::vector<std::size_t> pieces,
                       std::vector<std::size_t> reads) {
    const Status secured = co_await stream.start_tls(context, "", soon());
    EXPECT_TRUE(secured.has_value());
    std::size_t turn = 0;
    for (const std::size_t size : pieces) {
        for (std::size_t left = size; left > 0;) {
            std::vector<char> buffer(std::min(left, reads[turn++ % reads.size()]));
            const Moved moved = stream.try_read(buffer);
            if (moved.io == Io::done) {
                left -= moved.bytes;
                if (turn % 4 == 0) {
                    // The next part arrives while OpenSSL still holds some of this one.
                    co_await stream.loop().pause_until(Clock::now() + std::chrono::milliseconds(4));
                }
                continue;
            }
            EXPECT_EQ(moved.io, Io::would_block);
            const Wake wake = co_await stream.readable(soon());
            EXPECT_EQ(wake, Wake::ready) << "something was told of and forgotten";
        }
        EXPECT_FALSE(stream.has_input());
        const std::vector<std::string_view> parts = {"."};
        const Io io = co_await stream.write_all(parts, soon());
        EXPECT_EQ(io, Io::done);
    }
}

/// Each piece goes only when the one before has been taken: bytes that a reader overlooks, in the
/// socket or in OpenSSL, would come never.
Task<void> send_pieces(Loop& loop, Contexts& contexts, std::vector<std::size_t> pieces,
                       std::vector<std::size_t> reads) {
    const StreamPair pair = co_await connected_pair(loop);
    loop.spawn(take_pieces(*pair.server, *contexts.server, pieces, reads));
    const Status secured = co_await pair.client->start_tls(*contexts.client, "localhost", soon());
    EXPECT_TRUE(secured.has_value());
    for (const std::size_t size : pieces) {
        for (const std::size_t part : {size / 2, size - size / 2}) {
            const std::string text(part, 'x');
            const std::vector<std::string_view> parts = {text};
            const Io io = co_await pair.client->write_all(parts, soon());
            EXPECT_EQ(io, Io::done);
            co_await loop.pause_until(Clock::now() + std::chrono::microseconds(1));
        }
        std::vector<char> answer(1);
        Moved moved = pair.client->try_read(answer);
        while (moved.io == Io::would_block) {
            const Wake wake = co_await pair.client->readable(soon());
            EXPECT_EQ(wake, Wake::ready);
            moved = pair.client->try_read(answer);
        }
        EXPECT_EQ(moved.io, Io::done);
        if (size % 3 == 0) {
            pair.client->rest();  // Memory that comes back when it is needed.
        }
    }
}

TEST(tls, overlooks_nothing_however_records_and_reads_meet) {
    const Certificates certificates("DNS:localhost");
    Contexts contexts(certificates);
    const auto loop = make_loop();
    std::mt19937_64 random(1117);  // Fixed: the same sizes in every run.
    std::vector<std::size_t> pieces;
    std::vector<std::size_t> reads;
    for (int i = 0; i < 300; ++i) {
        pieces.push_back(1 + random() % (i % 10 == 0 ? 100'000 : 5'000));
        reads.push_back(1 + random() % (i % 3 == 0 ? 20'000 : 2'000));
    }
    run(*loop, send_pieces(*loop, contexts, pieces, reads));
}

TEST(tls, refuses_a_host_that_the_certificate_does_not_name) {
    const Certificates certificates("DNS:localhost");
    Contexts contexts(certificates);
    const auto loop = make_loop();
    run(*loop, transfer(*loop, contexts, "example.org", false));
    run(*loop, transfer(*loop, contexts, "127.0.0.1", false));
}

TEST(tls, refuses_an_authority_that_it_does_not_know) {
    const Certificates certificates("DNS:localhost");
    const Certificates others("DNS:localhost");
    Contexts contexts(certificates);
    contexts.client = *TlsContext::client(others.authority());
    const auto loop = make_loop();
    run(*loop, transfer(*loop, contexts, "localhost", false));
}

Task<void> secure_then_vanish(Stream& stream, TlsContext& context, bool& is_secured) {
    const Status secured = co_await stream.start_tls(context, "", soon());
    is_secured = secured.has_value();
}

Task<void> cut_without_notice(Loop& loop, Contexts& contexts) {
    StreamPair pair = co_await connected_pair(loop);
    bool is_secured = false;
    loop.spawn(secure_then_vanish(*pair.server, *contexts.server, is_secured));
    const Status secured = co_await pair.client->start_tls(*contexts.client, "localhost", soon());
    EXPECT_TRUE(secured.has_value());
    while (!is_secured) {
        co_await loop.pause_until(Clock::now() + std::chrono::milliseconds(1));
    }
    pair.server.reset();
    Io how = Io::done;
    const std::string got = co_await read_to_end(*pair.client, how);
    EXPECT_EQ(got, "");
    EXPECT_EQ(how, Io::failed) << "an end without close_notify may have been cut";
}

TEST(tls, takes_an_end_without_notice_for_a_cut) {
    const Certificates certificates("DNS:localhost");
    Contexts contexts(certificates);
    const auto loop = make_loop();
    run(*loop, cut_without_notice(*loop, contexts));
}

Task<void> silent_peer(Loop& loop, Contexts& contexts) {
    const StreamPair pair = co_await connected_pair(loop);
    const Deadline deadline = Clock::now() + std::chrono::milliseconds(20);
    const Status secured = co_await pair.client->start_tls(*contexts.client, "localhost", deadline);
    EXPECT_FALSE(secured.has_value());
    EXPECT_GE(Clock::now(), deadline);
}

TEST(tls, handshake_ends_at_its_deadline) {
    const Certificates certificates("DNS:localhost");
    Contexts contexts(certificates);
    const auto loop = make_loop();
    run(*loop, silent_peer(*loop, contexts));
}

TEST(tls, refuses_files_that_do_not_fit) {
    const Certificates one("DNS:localhost");
    const Certificates other("DNS:localhost");
    EXPECT_FALSE(TlsContext::server(one.chain(), other.key()).has_value());
    EXPECT_FALSE(TlsContext::server("/nowhere/chain.pem", one.key()).has_value());
    EXPECT_FALSE(TlsContext::client("/nowhere/authority.pem").has_value());
}

}  // namespace
