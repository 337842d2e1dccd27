#include "gateway/mock/upstream.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <vector>

#include "http/server.h"
#include "net/loop.h"
#include "net/socket.h"

namespace orrery::bench {
namespace {

/// What every stream consists of, made once.
struct Script {
    std::string opening;
    std::vector<std::string> chunks;
    std::string closing;
    std::chrono::milliseconds pace{0};
};

std::string chunk(std::string_view delta, std::string_view rest) {
    return fmt::format(
        "data: {{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\","
        "\"created\":1700000000,\"model\":\"model\",\"choices\":[{{\"index\":0,\"delta\":{},"
        "\"finish_reason\":{}}}]}}\n\n",
        delta, rest);
}

Script make_script(int chunks, int pace_ms) {
    Script script;
    script.pace = std::chrono::milliseconds(pace_ms);
    script.opening = chunk(R"({"role":"assistant","content":""})", "null");
    for (int i = 0; i < chunks; ++i) {
        script.chunks.push_back(chunk(fmt::format(R"({{"content":" word{}"}})", i), "null"));
    }
    script.closing =
        chunk("{}", R"("stop")") +
        fmt::format(
            "data: {{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\","
            "\"created\":1700000000,\"model\":\"model\",\"choices\":[],\"usage\":"
            "{{\"prompt_tokens\":100,\"completion_tokens\":{0},\"total_tokens\":{1}}}}}\n\n"
            "data: [DONE]\n\n",
            chunks, chunks + 100);
    return script;
}

net::Task<bool> send(http::Exchange& exchange, std::string_view text, bool is_last) {
    const std::array<std::string_view, 1> parts{text};
    const net::Io io = co_await exchange.write(parts, is_last);
    co_return io == net::Io::done;
}

net::Task<void> serve(net::Loop& loop, const Script& script, http::Exchange& exchange) {
    // nginx is told not to hold the stream back.
    const std::array<http::Field, 2> fields{
        {{"Content-Type", "text/event-stream"}, {"X-Accel-Buffering", "no"}}};
    exchange.begin(200, fields);
    bool is_taken = co_await send(exchange, script.opening, false);
    net::Deadline next = loop.now();
    for (std::size_t i = 0; i < script.chunks.size() && is_taken; ++i) {
        next += script.pace;
        co_await loop.pause_until(next);
        is_taken = co_await send(exchange, script.chunks[i], false);
    }
    if (is_taken) {
        is_taken = co_await send(exchange, script.closing, true);
    }
}

}  // namespace

std::string completion_body(std::size_t bytes) {
    const std::string head =
        "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"created\":1700000000,"
        "\"model\":\"model\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
        "\"content\":\"";
    const std::string tail =
        "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":100,"
        "\"completion_tokens\":50,\"total_tokens\":150}}";
    const std::size_t frame = head.size() + tail.size();
    return head + std::string(bytes > frame ? bytes - frame : 1, 'a') + tail;
}

std::string request_body(std::size_t bytes, bool is_stream) {
    const std::string head = fmt::format(
        "{{\"model\":\"{}\",{}\"messages\":[{{\"role\":\"user\",\"content\":\"", bench_model,
        is_stream ? "\"stream\":true,\"stream_options\":{\"include_usage\":true}," : "");
    const std::string tail = "\"}]}";
    const std::size_t frame = head.size() + tail.size();
    return head + std::string(bytes > frame ? bytes - frame : 1, 'q') + tail;
}

Status serve_paced_streams(std::uint16_t port, int chunks, int pace_ms) {
    const auto loop = net::Loop::open();
    if (!loop) {
        return std::unexpected(loop.error());
    }
    const auto address = net::Address::parse("127.0.0.1", port);
    if (!address) {
        return std::unexpected(address.error());
    }
    const Script script = make_script(chunks, pace_ms);
    net::Loop& on = **loop;
    const auto server = http::Server::open(
        on, *address, {}, [&](http::Exchange& exchange) { return serve(on, script, exchange); });
    if (!server) {
        return std::unexpected(server.error());
    }
    on.run();
    return {};
}

}  // namespace orrery::bench
