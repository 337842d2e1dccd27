#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>

#include "gateway/config/reading/sections.h"

namespace orrery::gateway {
namespace {

/// Reads "host:port"; the host of IPv6 is in brackets.
void read_listen(TableReader& reader, Config& config) {
    const std::string text = reader.text("listen");
    if (!reader.has("listen")) {
        return;
    }
    const std::size_t colon = text.rfind(':');
    std::string host = text.substr(0, colon == std::string::npos ? 0 : colon);
    const bool is_bracketed = host.size() > 2 && host.starts_with('[') && host.ends_with(']');
    if (is_bracketed) {
        host = host.substr(1, host.size() - 2);
    }
    std::uint16_t port = 0;
    const char* const end = text.data() + text.size();
    const char* const begin = colon == std::string::npos ? end : text.data() + colon + 1;
    const auto [stop, error] = std::from_chars(begin, end, port);
    if (host.empty() || error != std::errc() || stop != end ||
        (!is_bracketed && host.find(':') != std::string::npos)) {
        reader.wrong("listen", "must be an address and a port",
                     R"(write "127.0.0.1:8080" or "[::1]:8080")");
        return;
    }
    config.listen_host = host;
    config.listen_port = port;
}

void read_tls(TableReader& reader, Config& config) {
    config.tls_certificate = reader.path("tls_certificate");
    config.tls_key = reader.path("tls_key");
    config.authorities = reader.path("authorities");
    if (config.tls_certificate.empty() != config.tls_key.empty()) {
        reader.wrong(config.tls_key.empty() ? "tls_key" : "tls_certificate", "is missing",
                     "TLS needs both the certificate and its key");
    }
}

void read_bounds(TableReader& reader, Config& config) {
    const auto count = [&](std::string_view key, std::size_t otherwise, std::int64_t low) {
        return static_cast<std::size_t>(
            reader.integer(key, static_cast<std::int64_t>(otherwise), low, many));
    };
    auto& limits = config.limits;
    config.loops = static_cast<std::size_t>(reader.integer("loops", 0, 0, 1024));
    limits.body_bytes_max = reader.bytes("body_max", limits.body_bytes_max);
    config.answer_bytes_max = reader.bytes("answer_max", config.answer_bytes_max);
    config.drain_bytes_max = reader.bytes("drain_bytes", config.drain_bytes_max);
    limits.connections_max = count("connections_max", limits.connections_max, 1);
    config.requests_max = count("requests_max", config.requests_max, 1);
    config.queue_max = count("queue_max", config.queue_max, 0);
    config.queue_time = reader.milliseconds("queue_time_ms", config.queue_time);
    limits.idle = reader.milliseconds("idle_ms", limits.idle);
    limits.head_time = reader.milliseconds("head_ms", limits.head_time);
    limits.body_time = reader.milliseconds("body_ms", limits.body_time);
    limits.write_time = reader.milliseconds("write_ms", limits.write_time);
    config.drain_time = reader.milliseconds("drain_ms", config.drain_time, 0);
    config.keep_alive_comment =
        reader.milliseconds("keep_alive_comment_ms", config.keep_alive_comment);
    config.disconnect_drain_time =
        reader.milliseconds("disconnect_drain_ms", config.disconnect_drain_time);
}

void read_server(TableReader& reader, Config& config) {
    read_listen(reader, config);
    read_tls(reader, config);
    read_bounds(reader, config);
    constexpr std::array<std::string_view, 2> ways = {"cancel", "drain"};
    if (const auto way = reader.choice("on_disconnect", ways)) {
        config.on_disconnect = *way == "drain" ? OnDisconnect::drain : OnDisconnect::cancel;
    }
    config.allows_anonymous = reader.flag("anonymous", config.allows_anonymous);
    config.forwards_client_address =
        reader.flag("forward_client_address", config.forwards_client_address);
    reader.finish();
}

void read_observe(TableReader& reader, Config& config) {
    config.access_log = reader.text("access_log");
    if (!config.access_log.empty() && config.access_log != "stderr" &&
        config.access_log != "stdout") {
        config.access_log = (reader.file().folder / config.access_log).string();
    }
    config.spans_url = reader.text("spans_url");
    if (!config.spans_url.empty() && !http::Origin::parse(config.spans_url)) {
        reader.wrong("spans_url", "is no address of a collector",
                     R"(write "http://127.0.0.1:4318/v1/traces")");
    }
    config.service_name = reader.text("service_name", config.service_name);
    config.has_open_metrics = reader.flag("open_metrics", config.has_open_metrics);
    reader.finish();
}

}  // namespace

void read_process(TableReader& root, Config& config) {
    if (const toml::table* table = root.table("server")) {
        TableReader reader(*table, "[server]", root.file());
        read_server(reader, config);
    }
    if (const toml::table* table = root.table("observe")) {
        TableReader reader(*table, "[observe]", root.file());
        read_observe(reader, config);
    }
    if (const toml::table* table = root.table("ledger")) {
        TableReader reader(*table, "[ledger]", root.file());
        config.sync_every = std::chrono::milliseconds(
            reader.integer("sync_every_ms", config.sync_every.count(), 1, 1'000));
        reader.finish();
    }
    if (const toml::table* table = root.table("warehouse")) {
        TableReader reader(*table, "[warehouse]", root.file());
        config.warehouse_every = std::chrono::seconds(
            reader.integer("every_s", config.warehouse_every.count(), 0, 86'400));
        config.keep_raw_days =
            static_cast<int>(reader.integer("keep_raw_days", config.keep_raw_days, 0, 36'500));
        reader.finish();
    }
}

}  // namespace orrery::gateway
