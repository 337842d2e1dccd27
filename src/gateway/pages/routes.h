#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/pages/question.h"

namespace orrery::gateway {

/// Who may see a page.
enum class Access {
    everyone,
    any_key,     ///< A key of either kind, for its own account.
    management,  ///< A management key, for its account.
};

/// Where a page is answered.
enum class Place {
    loop,            ///< At once: it reads only memory.
    worker,          ///< It asks the ledger's file or the warehouse.
    worker_if_asked  ///< As `worker` where the request has a query, else as `loop`.
};

/// One page: what it is called and who answers it.
struct Route {
    std::string_view method;
    std::string_view pattern;  ///< Below the base; `*` stands for one part.
    Access access;
    Place place;
    Answer (*answer)(const Question&);
    std::size_t body_bytes_max = 64 * 1024;
};

/// What became of looking for a page.
struct Found {
    const Route* route = nullptr;    ///< Null: not there.
    std::vector<std::string> names;  ///< What stands for each `*`, decoded.
    std::string allowed;             ///< Without a route: the methods that the path has, for Allow.
};

/// Finds the page of a path. HEAD is answered as GET.
[[nodiscard]] Found find_route(std::string_view method, std::string_view path);

}  // namespace orrery::gateway
