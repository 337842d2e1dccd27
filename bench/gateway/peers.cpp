#include "gateway/peers.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "base/file.h"
#include "gateway/mock/upstream.h"
#include "support/plain_call.h"

namespace orrery::bench {
namespace {

/// nginx takes no longer word than 4 KB, so that a body is put together of pieces.
constexpr std::size_t piece_bytes = 1024;

Result<Peer> started(std::string name, std::uint16_t port, const std::vector<std::string>& command,
                     const std::filesystem::path& folder) {
    auto process = Process::start(command, folder / "output.txt");
    if (!process) {
        return std::unexpected(process.error());
    }
    if (!is_listening_soon(port) || !process->is_running()) {
        return fail(ErrorKind::unavailable,
                    fmt::format("{} does not listen: {}", name,
                                read_file(folder / "output.txt").value_or("")),
                    command.front());
    }
    return Peer{std::move(name), port, *std::move(process), {}};
}

Result<Peer> run_nginx(std::string name, const std::filesystem::path& folder, std::uint16_t port,
                       int workers, const std::string& servers) {
    const std::string program = find_program("nginx");
    if (program.empty()) {
        return fail(ErrorKind::not_found, "nginx is not installed", {},
                    "apt-get install nginx-light wrk");
    }
    const std::string configuration = fmt::format(
        "daemon off;\nworker_processes {};\npid {}/nginx.pid;\nerror_log {}/error.log warn;\n{}"
        "events {{ worker_connections 8192; }}\n"
        "http {{\n  access_log off;\n  keepalive_requests 1000000;\n  keepalive_timeout 300s;\n"
        "  client_body_buffer_size 64k;\n  client_max_body_size 32m;\n"
        "  client_body_temp_path {}/body;\n  proxy_temp_path {}/proxy;\n"
        "  fastcgi_temp_path {}/fastcgi;\n  uwsgi_temp_path {}/uwsgi;\n  scgi_temp_path {}/scgi;\n"
        "{}}}\n",
        workers, folder.string(), folder.string(), ::geteuid() == 0 ? "user root;\n" : "",
        folder.string(), folder.string(), folder.string(), folder.string(), folder.string(),
        servers);
    const auto file = folder / "nginx.conf";
    if (const auto written = write_file(file, configuration); !written) {
        return std::unexpected(written.error());
    }
    return started(std::move(name), port,
                   {program, "-e", (folder / "error.log").string(), "-p", folder.string(), "-c",
                    file.string()},
                   folder);
}

std::string url_of(const Behind& behind) {
    // A certificate is for a name, not for an address.
    return fmt::format("{}:{}/v1", behind.is_tls ? "https://localhost" : "http://127.0.0.1",
                       behind.port);
}

bool has_backlog(const Peer& peer) {
    if (!peer.records) {
        return false;
    }
    const std::string ready = test_support::plain_call(peer.port, "GET", "/readyz", {}, {});
    return !ready.contains("\"undrained_rows\":0") || !ready.contains("\"unapplied_bytes\":0");
}

}  // namespace

void wait_for_rest(const Peer& peer) {
    constexpr std::chrono::milliseconds step{250};
    constexpr double idle_s = 0.01;
    constexpr int quiet_steps = 3;
    double before = peer.process.cpu_s();
    for (int steps = 0, quiet = 0; steps < 240; ++steps) {
        std::this_thread::sleep_for(step);
        const double now = peer.process.cpu_s();
        quiet = now - before <= idle_s && !has_backlog(peer) ? quiet + 1 : 0;
        if (quiet == quiet_steps) {
            return;
        }
        before = now;
    }
    fmt::print("  {} is not at rest after a minute\n", peer.name);
}

Result<Peer> start_mock(const std::filesystem::path& folder, std::size_t bytes,
                        const std::filesystem::path& certificate_folder) {
    const std::uint16_t port = free_port();
    const std::string body = completion_body(bytes);
    std::string sets;
    std::string names;
    for (std::size_t at = 0, i = 0; at < body.size(); at += piece_bytes, ++i) {
        sets += fmt::format("    set $p{} '{}';\n", i, body.substr(at, piece_bytes));
        names += fmt::format("${{p{}}}", i);
    }
    std::string listening = fmt::format("    listen 127.0.0.1:{} backlog=4096;\n", port);
    if (!certificate_folder.empty()) {
        listening = fmt::format(
            "    listen 127.0.0.1:{} ssl backlog=4096;\n    ssl_certificate {}/certificate.pem;\n"
            "    ssl_certificate_key {}/key.pem;\n",
            port, certificate_folder.string(), certificate_folder.string());
    }
    const std::string server = fmt::format(
        "  server {{\n{}    default_type application/json;\n{}    location / {{ return 200 \"{}\"; "
        "}}\n  }}\n",
        listening, sets, names);
    return run_nginx("mock", folder, port, 1, server);
}

Result<Peer> start_nginx(const std::filesystem::path& folder, const PeerOptions& options) {
    const std::uint16_t port = free_port();
    const Behind& behind = options.behind;
    const std::string tls =
        behind.is_tls ? fmt::format(
                            "      proxy_ssl_verify on;\n      proxy_ssl_name localhost;\n"
                            "      proxy_ssl_server_name on;\n"
                            "      proxy_ssl_trusted_certificate {};\n",
                            behind.authorities.string())
                      : "";
    const std::string servers = fmt::format(
        "  upstream behind {{ server 127.0.0.1:{}; keepalive 2048; keepalive_requests 1000000; }}\n"
        "  server {{\n    listen 127.0.0.1:{} backlog=4096{};\n    location / {{\n"
        "      proxy_pass {}://behind;\n      proxy_http_version 1.1;\n"
        "      proxy_set_header Connection \"\";\n      proxy_set_header Host localhost;\n"
        "      proxy_buffers 16 16k;\n{}    }}\n  }}\n",
        behind.port, port, options.threads > 1 ? " reuseport" : "",
        behind.is_tls ? "https" : "http", tls);
    return run_nginx("nginx", folder, port, options.threads, servers);
}

Result<Peer> start_orrery(const std::filesystem::path& folder, const PeerOptions& options) {
    const std::uint16_t port = free_port();
    const Behind& behind = options.behind;
    const std::string authorities =
        behind.is_tls ? fmt::format("authorities = \"{}\"\n", behind.authorities.string()) : "";
    const std::string configuration = fmt::format(
        "[server]\nlisten = \"127.0.0.1:{}\"\nloops = {}\nanonymous = true\nrequests_max = 8192\n"
        "{}{}\n[[providers]]\nslug = \"behind\"\ndialect = \"openai\"\nbase_url = \"{}\"\n"
        "key_field = \"none\"\n\n[[models]]\nslug = \"{}\"\n\n[[models.endpoints]]\n"
        "provider = \"behind\"\nprice = {{ prompt = \"1\", completion = \"2\" }}\n",
        port, options.threads, authorities, options.server_lines, url_of(behind), bench_model);
    const auto file = folder / "orrery.toml";
    if (const auto written = write_file(file, configuration); !written) {
        return std::unexpected(written.error());
    }
    const std::string store = (folder / "store").string();
    // Requests without a key are the account `anonymous`, whose balance must not run out.
    const auto account =
        output_of({ORRERY_BINARY, "--store", store, "accounts", "add", "anonymous", "--unlimited"},
                  folder, 30);
    if (!account) {
        return std::unexpected(account.error());
    }
    auto peer =
        started("orrery", port,
                {ORRERY_BINARY, "--store", store, "serve", "--config", file.string()}, folder);
    if (peer) {
        peer->records = true;
    }
    return peer;
}

Result<Peer> start_portkey(const std::filesystem::path& folder, const PeerOptions& options) {
    const std::filesystem::path script = std::filesystem::path(ORRERY_SOURCE_DIR) /
                                         "bench/gateway/portkey/node_modules/@portkey-ai/gateway/"
                                         "build/start-server.js";
    const std::string node = find_program("node");
    if (node.empty() || !std::filesystem::exists(script)) {
        return fail(ErrorKind::not_found, "Portkey's gateway is not installed", {},
                    "script/bench gateway installs it where npm can");
    }
    const std::uint16_t port = free_port();
    auto peer =
        started("portkey", port,
                {"/usr/bin/env", "NODE_ENV=production", "TRUSTED_CUSTOM_HOSTS=127.0.0.1,localhost",
                 node, script.string(), fmt::format("--port={}", port), "--headless"},
                folder);
    if (peer) {
        peer->fields = {{"x-portkey-provider", "openai"},
                        {"x-portkey-custom-host", url_of(options.behind)},
                        {"Authorization", "Bearer none"}};
    }
    return peer;
}

Result<Peer> start_streams(const std::filesystem::path& self, const std::filesystem::path& folder,
                           int chunks, int pace_ms) {
    const std::uint16_t port = free_port();
    return started("streams", port,
                   {self.string(), "gateway-upstream", std::to_string(port), std::to_string(chunks),
                    std::to_string(pace_ms)},
                   folder);
}

Status make_certificate(const std::filesystem::path& folder) {
    const std::string program = find_program("openssl");
    if (program.empty()) {
        return fail(ErrorKind::not_found, "openssl is not installed", {},
                    "apt-get install openssl");
    }
    const auto made = output_of(
        {program, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "30", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", (folder / "key.pem").string(),
         "-out", (folder / "certificate.pem").string()},
        folder, 30);
    if (!made) {
        return std::unexpected(made.error());
    }
    if (!std::filesystem::exists(folder / "certificate.pem")) {
        return fail(ErrorKind::unavailable, "no certificate was made: " + *made, program);
    }
    return {};
}

}  // namespace orrery::bench
