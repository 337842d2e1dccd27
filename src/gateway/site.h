#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace orrery::gateway {

/// A request for what is neither the API of models nor an operator's page: the dashboard and its
/// API. Owns its texts, for it is answered on another thread.
struct SiteRequest {
    std::string method;
    std::string path;   ///< As sent, undecoded, from '/' up to '?'.
    std::string query;  ///< What follows '?', undecoded.
    std::string body;
    std::string authorization;  ///< Header fields; empty where they were not sent.
    std::string cookie;
    std::string origin;
    std::string host;
    std::string fetch_site;  ///< Sec-Fetch-Site.
    std::string content_type;
    std::string if_none_match;
    bool is_tls = false;
};

struct SiteAnswer {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> fields = {};  ///< Further ones.
};

/// Answers such requests; called on a worker's thread, may block, any number at a time.
using Site = std::function<SiteAnswer(const SiteRequest&)>;

}  // namespace orrery::gateway
