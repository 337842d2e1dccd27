#include "net/stream.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "net/signal.h"
#include "net/socket.h"
#include "support/loop_run.h"

namespace {

using orrery::ErrorKind;
using orrery::net::Address;
using orrery::net::Clock;
using orrery::net::Io;
using orrery::net::Listener;
using orrery::net::Loop;
using orrery::net::Moved;
using orrery::net::no_deadline;
using orrery::net::Resolver;
using orrery::net::Stream;
using orrery::net::Task;
using orrery::net::Wake;
using orrery::net::Workers;
using orrery::test_support::connected_pair;
using orrery::test_support::make_loop;
using orrery::test_support::run;
using orrery::test_support::StreamPair;
using std::chrono::milliseconds;

Task<std::string> read_to_end(Stream& stream) {
    std::string all;
    std::vector<char> buffer(64 * 1024);
    for (;;) {
        const Moved moved = stream.try_read(buffer);
        if (moved.io == Io::done) {
            all.append(buffer.data(), moved.bytes);
        } else if (moved.io != Io::would_block) {
            EXPECT_EQ(moved.io, Io::end);
            co_return all;
        } else {
            // Cancelled, when our own side is ended meanwhile: what the peer sends comes all the
            // same.
            const Wake wake = co_await stream.readable(no_deadline);
            EXPECT_TRUE(wake == Wake::ready || wake == Wake::cancelled);
        }
    }
}

Task<void> send_and_end(Stream& stream, const std::string& text) {
    const std::array<std::string_view, 3> parts = {std::string_view(text).substr(0, 7), "",
                                                   std::string_view(text).substr(7)};
    const Io io = co_await stream.write_all(parts, no_deadline);
    EXPECT_EQ(io, Io::done);
    stream.shutdown();
}

Task<void> echo(Stream& stream) {
    const std::string all = co_await read_to_end(stream);
    co_await send_and_end(stream, all);
}

Task<void> echo_through(Loop& loop, std::size_t bytes) {
    const StreamPair pair = co_await connected_pair(loop);
    std::string text(bytes, ' ');
    for (std::size_t i = 0; i < bytes; ++i) {
        text[i] = static_cast<char>(i * 2654435761U >> 13);
    }
    loop.spawn(echo(*pair.server));
    loop.spawn(send_and_end(*pair.client, text));
    const std::string back = co_await read_to_end(*pair.client);
    EXPECT_EQ(back.size(), text.size());
    EXPECT_TRUE(back == text);
}

TEST(stream, carries_both_ways_after_one_side_has_ended) {
    const auto loop = make_loop();
    run(*loop, echo_through(*loop, 100));
}

TEST(stream, carries_more_than_a_socket_holds) {
    const auto loop = make_loop();
    run(*loop, echo_through(*loop, 24 * 1024 * 1024));
}

Task<void> silent(Loop& loop) {
    const StreamPair pair = co_await connected_pair(loop);
    std::array<char, 16> buffer;
    EXPECT_EQ(pair.client->try_read(buffer).io, Io::would_block);
    const auto deadline = Clock::now() + milliseconds(10);
    const Wake wake = co_await pair.client->readable(deadline);
    EXPECT_EQ(wake, Wake::timeout);
    EXPECT_GE(Clock::now(), deadline);
    EXPECT_FALSE(pair.client->is_gone());
    EXPECT_FALSE(pair.client->has_input());
}

TEST(stream, wait_ends_at_its_deadline) {
    const auto loop = make_loop();
    run(*loop, silent(*loop));
}

Task<void> leave_later(Loop& loop, std::unique_ptr<Stream> stream) {
    co_await loop.pause_until(Clock::now() + milliseconds(5));
    stream.reset();
}

Task<void> watched_leaves(Loop& loop) {
    const StreamPair provider = co_await connected_pair(loop);
    StreamPair client = co_await connected_pair(loop);
    std::array<char, 16> buffer;
    EXPECT_EQ(provider.client->try_read(buffer).io, Io::would_block);
    loop.spawn(leave_later(loop, std::move(client.client)));
    const Wake wake = co_await provider.client->readable(no_deadline, client.server.get());
    EXPECT_EQ(wake, Wake::gone);
    EXPECT_TRUE(client.server->is_gone());
    const Wake again = co_await provider.client->readable(no_deadline, client.server.get());
    EXPECT_EQ(again, Wake::gone) << "who asks later learns it, too";
}

TEST(stream, that_is_watched_wakes_the_wait_on_another) {
    const auto loop = make_loop();
    run(*loop, watched_leaves(*loop));
}

Task<void> wait_for(Stream& stream, Wake& wake) {
    std::array<char, 16> buffer;
    EXPECT_EQ(stream.try_read(buffer).io, Io::would_block);
    wake = co_await stream.readable(no_deadline);
}

Task<void> shut_down_while_waiting(Loop& loop) {
    const StreamPair pair = co_await connected_pair(loop);
    Wake wake = Wake::ready;
    loop.spawn(wait_for(*pair.client, wake));
    pair.client->shutdown();
    co_await loop.pause_until(Clock::now() + milliseconds(5));
    EXPECT_EQ(wake, Wake::cancelled);
}

TEST(stream, that_is_shut_down_ends_its_own_waits) {
    const auto loop = make_loop();
    run(*loop, shut_down_while_waiting(*loop));
}

Task<void> destroyed_after_shutdown(Loop& loop) {
    const StreamPair pair = co_await connected_pair(loop);
    Wake wake = Wake::ready;
    const auto spawned = loop.spawn(wait_for(*pair.client, wake));
    pair.client->shutdown();
    loop.destroy(spawned);
    co_await loop.pause_until(Clock::now() + milliseconds(5));
    EXPECT_EQ(wake, Wake::ready) << "the wait was gone before it was resumed";
}

TEST(stream, forgets_a_waiter_that_is_destroyed_first) {
    const auto loop = make_loop();
    run(*loop, destroyed_after_shutdown(*loop));
}

Task<void> reset_by_peer(Loop& loop) {
    StreamPair pair = co_await connected_pair(loop);
    pair.server->reset_on_close();
    pair.server.reset();
    std::array<char, 16> buffer;
    Moved moved = pair.client->try_read(buffer);
    if (moved.io == Io::would_block) {
        const Wake wake = co_await pair.client->readable(no_deadline);
        EXPECT_EQ(wake, Wake::ready);
        moved = pair.client->try_read(buffer);
    }
    EXPECT_EQ(moved.io, Io::failed);
    EXPECT_TRUE(pair.client->is_gone());
}

TEST(stream, reset_is_a_failure_and_no_end) {
    const auto loop = make_loop();
    run(*loop, reset_by_peer(*loop));
}

Task<void> destroy_one(std::unique_ptr<Stream>& own, std::unique_ptr<Stream>& other, int& woken) {
    std::array<char, 16> buffer;
    EXPECT_EQ(own->try_read(buffer).io, Io::would_block);
    const Wake wake = co_await own->readable(no_deadline);
    EXPECT_EQ(wake, Wake::ready);
    ++woken;
    other.reset();
}

Task<void> destroyed_in_the_same_round(Loop& loop) {
    StreamPair one = co_await connected_pair(loop);
    StreamPair two = co_await connected_pair(loop);
    int woken = 0;
    // Whichever is told first destroys the other stream, whose event lies in the same batch.
    const auto first = loop.spawn(destroy_one(one.client, two.client, woken));
    const auto second = loop.spawn(destroy_one(two.client, one.client, woken));
    const std::array<std::string_view, 1> text = {"x"};
    EXPECT_EQ(one.server->try_write(text).io, Io::done);
    EXPECT_EQ(two.server->try_write(text).io, Io::done);
    co_await loop.pause_until(Clock::now() + milliseconds(10));
    EXPECT_EQ(woken, 1);
    loop.destroy(one.client == nullptr ? first : second);
}

TEST(loop, tells_nothing_of_a_stream_that_was_destroyed_in_the_round) {
    const auto loop = make_loop();
    run(*loop, destroyed_in_the_same_round(*loop));
}

Task<void> refused(Loop& loop) {
    std::uint16_t port = 0;
    {
        auto listener = Listener::open(loop, *Address::parse("127.0.0.1", 0));
        port = (*listener)->address().port();
    }
    const auto address = *Address::parse("127.0.0.1", port);
    const auto stream = co_await orrery::net::connect(loop, address, no_deadline);
    EXPECT_FALSE(stream.has_value());
    EXPECT_EQ(stream.error().where, address.text());
}

TEST(connect, to_a_closed_port_fails) {
    const auto loop = make_loop();
    run(*loop, refused(*loop));
}

Task<void> accept_until_closed(Listener& listener, bool& has_ended) {
    const auto stream = co_await listener.accept();
    EXPECT_FALSE(stream.has_value());
    EXPECT_EQ(stream.error().kind, ErrorKind::not_found);
    has_ended = true;
}

Task<void> close_listener(Loop& loop) {
    auto listener = Listener::open(loop, *Address::parse("::1", 0));
    EXPECT_TRUE(listener.has_value());
    bool has_ended = false;
    loop.spawn(accept_until_closed(**listener, has_ended));
    (*listener)->close();
    co_await loop.pause_until(Clock::now() + milliseconds(5));
    EXPECT_TRUE(has_ended);
}

TEST(listener, that_is_closed_ends_its_accept) {
    const auto loop = make_loop();
    run(*loop, close_listener(*loop));
}

Task<void> out_of_descriptors(Loop& loop) {
    auto listener = Listener::open(loop, *Address::parse("127.0.0.1", 0));
    const auto address = (*listener)->address();
    const auto client = co_await orrery::net::connect(loop, address, no_deadline);
    EXPECT_TRUE(client.has_value());
    rlimit before{};
    getrlimit(RLIMIT_NOFILE, &before);
    const int next = dup(0);
    close(next);
    const rlimit none{static_cast<rlim_t>(next), before.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
    const auto denied = co_await (*listener)->accept();
    setrlimit(RLIMIT_NOFILE, &before);
    EXPECT_FALSE(denied.has_value());
    EXPECT_EQ(denied.error().kind, ErrorKind::unavailable);
    const auto accepted = co_await (*listener)->accept();
    EXPECT_TRUE(accepted.has_value()) << "the connection waits until there are descriptors again";
}

TEST(listener, says_that_it_is_out_of_descriptors) {
    const auto loop = make_loop();
    run(*loop, out_of_descriptors(*loop));
}

TEST(address, is_read_and_written) {
    EXPECT_EQ(Address::parse("127.0.0.1", 80)->text(), "127.0.0.1:80");
    EXPECT_EQ(Address::parse("::1", 8080)->text(), "[::1]:8080");
    EXPECT_EQ(Address::parse("::1", 8080)->port(), 8080);
    EXPECT_FALSE(Address::parse("localhost", 80).has_value());
    EXPECT_FALSE(Address::parse("1.2.3", 80).has_value());
}

Task<void> look_up(Loop& loop) {
    Workers workers(1);
    Resolver resolver(loop, workers, std::chrono::seconds(60));
    const auto deadline = Clock::now() + std::chrono::seconds(20);
    const auto numeric = co_await resolver.resolve("127.0.0.1", 4711, deadline);
    EXPECT_EQ(numeric->front().text(), "127.0.0.1:4711");
    for (int round = 0; round < 2; ++round) {
        const auto named = co_await resolver.resolve("localhost", 80, deadline);
        EXPECT_TRUE(named.has_value());
        EXPECT_EQ(named->front().port(), 80);
    }
    const auto none = co_await resolver.resolve("no such name", 80, deadline);
    EXPECT_FALSE(none.has_value());
    EXPECT_EQ(none.error().kind, ErrorKind::unavailable);
}

TEST(resolver, finds_names_and_takes_numbers_as_they_are) {
    const auto loop = make_loop();
    run(*loop, look_up(*loop));
}

}  // namespace
