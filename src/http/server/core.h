#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/server.h"
#include "net/loop.h"
#include "net/tls.h"

namespace orrery::http {

/// What the connections of one server share.
struct ServerCore {
    ServerCore(net::Loop& home, ServerLimits bounds, Handler answer, net::TlsContext* context)
        : loop(home), limits(bounds), handler(std::move(answer)), tls(context) {}

    net::Loop& loop;
    ServerLimits limits;
    Handler handler;
    net::TlsContext* tls;
    ServerCounts counts;
    bool is_draining = false;
};

/// The Date field of now, with its line end (RFC 9110, 5.6.7); made once a second.
[[nodiscard]] std::string_view date_line();

}  // namespace orrery::http
