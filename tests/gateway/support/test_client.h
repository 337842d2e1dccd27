#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace orrery::gateway::testing {

/// An answer as a client saw it.
struct Answer {
    int status = 0;
    std::map<std::string, std::string> fields;  ///< Names in lower case.
    std::string body;                           ///< Without its chunk framing.
    bool is_whole = false;                      ///< Ended as its framing says.

    /// The data of the body's server-sent events, in order.
    [[nodiscard]] std::vector<std::string> events() const;
};

/// A blocking HTTP/1.1 client that shares no code with the gateway. Waits for 30 s at most.
class TestClient {
public:
    explicit TestClient(std::uint16_t port);
    ~TestClient();
    TestClient(const TestClient&) = delete;
    TestClient& operator=(const TestClient&) = delete;

    void send(std::string_view bytes);
    /// Reads until the text has come, or the connection has ended; returns all that came so far.
    const std::string& read_until(std::string_view text);
    /// Reads one answer.
    [[nodiscard]] Answer read_answer();
    /// Ends the connection; with a reset where that is asked for.
    void close(bool with_reset = false);

    /// POSTs JSON with a key and reads the answer.
    [[nodiscard]] static Answer post(std::uint16_t port, const std::string& path,
                                     const std::string& key, const std::string& body,
                                     const std::string& fields = {});
    [[nodiscard]] static Answer get(std::uint16_t port, const std::string& path,
                                    const std::string& key = {});
    /// The bytes of a request with a body.
    [[nodiscard]] static std::string request(const std::string& method, const std::string& path,
                                             const std::string& key, const std::string& body,
                                             const std::string& fields = {});

private:
    bool read_more();

    int socket_;
    std::string buffer_;
};

}  // namespace orrery::gateway::testing
