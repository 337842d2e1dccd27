#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace orrery::test_support {

/// An answer as a client without any of our client's code saw it.
struct PlainAnswer {
    int status = 0;  ///< 0: no head came.
    std::vector<std::pair<std::string, std::string>> fields;
    std::string body;
    bool is_whole = false;  ///< The body ended as its framing says.
    bool was_reset = false;

    [[nodiscard]] std::string field(std::string_view name) const;
    /// The data of the server-sent events of the body.
    [[nodiscard]] std::vector<std::string> events() const;
};

/// Sends a request to a port of this machine and reads the answer to its end, blocking. Gives up
/// after `patience_ms` without a byte.
[[nodiscard]] PlainAnswer plain_request(
    std::uint16_t port, std::string_view method, std::string_view target, std::string_view body,
    const std::vector<std::pair<std::string, std::string>>& fields = {}, int patience_ms = 20'000);

/// Posts a body to `target`.
[[nodiscard]] inline PlainAnswer plain_post(std::uint16_t port, std::string_view target,
                                            std::string_view body) {
    return plain_request(port, "POST", target, body);
}

}  // namespace orrery::test_support
