#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "gateway/process.h"

namespace orrery::bench {

/// A proxy that is under test, or the server behind it.
struct Peer {
    std::string name;
    std::uint16_t port = 0;
    Process process;
    /// Header fields that it wants with every request.
    std::vector<std::pair<std::string, std::string>> fields;
    bool records = false;  ///< Tells at /readyz what is on its way into the warehouse.
};

/// Where a proxy sends requests.
struct Behind {
    std::uint16_t port = 0;
    bool is_tls = false;
    std::filesystem::path authorities;  ///< PEM that the certificate is verified with.
};

/// How a proxy is set up.
struct PeerOptions {
    Behind behind;
    int threads = 1;  ///< Loops or workers.
    /// Lines that are added to [server] of our own configuration: how a run with and one without
    /// something are told apart.
    std::string server_lines;
};

/// Waits, for at most a minute, until a peer has nothing more to do: no record on its way into a
/// warehouse, no CPU taken. What it put off while it was asked is done then.
void wait_for_rest(const Peer& peer);

/// nginx that answers every request with a chat completion of so many bytes, plain or under TLS.
[[nodiscard]] Result<Peer> start_mock(const std::filesystem::path& folder, std::size_t bytes,
                                      const std::filesystem::path& certificate_folder);
/// `proxy_pass` with kept connections: what every proxy is compared with.
[[nodiscard]] Result<Peer> start_nginx(const std::filesystem::path& folder,
                                       const PeerOptions& options);
/// `orrery serve` with recording into a store of its own.
[[nodiscard]] Result<Peer> start_orrery(const std::filesystem::path& folder,
                                        const PeerOptions& options);
/// Portkey's gateway on Node.js; fails with `not_found` where it is not installed.
[[nodiscard]] Result<Peer> start_portkey(const std::filesystem::path& folder,
                                         const PeerOptions& options);
/// A server of paced streams, this program itself.
[[nodiscard]] Result<Peer> start_streams(const std::filesystem::path& self,
                                         const std::filesystem::path& folder, int chunks,
                                         int pace_ms);

/// Makes certificate.pem and key.pem for localhost. Fails where openssl is not installed.
[[nodiscard]] Status make_certificate(const std::filesystem::path& folder);

}  // namespace orrery::bench
