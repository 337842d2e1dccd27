#pragma once

#include <string_view>

#include "gateway/pages/pages.h"
#include "gateway/station/station.h"
#include "http/server.h"

namespace orrery::gateway {

/// The first to see a request: says whose it is and sends it to inference or to a page.
class Front {
public:
    /// REQUIRES: station and pages outlive it.
    Front(Station& station, Pages& pages) : station_(station), pages_(pages) {}

    [[nodiscard]] net::Task<void> handle(http::Exchange& exchange);

private:
    [[nodiscard]] net::Task<void> infer(http::Exchange& exchange, dialect::Ingress ingress,
                                        Caller caller);
    [[nodiscard]] net::Task<void> visit(http::Exchange& exchange);
    [[nodiscard]] Caller identify(const http::RequestHead& head) const;

    Station& station_;
    Pages& pages_;
};

}  // namespace orrery::gateway
