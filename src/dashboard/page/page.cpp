#include "dashboard/page/page.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/embedded.h"
#include "base/hash.h"
#include "dashboard/api/answer.h"

namespace orrery::dashboard {
namespace {

constexpr std::array views =
    std::to_array<std::string_view>({"/rankings", "/study", "/generations"});

constexpr std::array assets = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"dashboard.js", "text/javascript; charset=utf-8"},
     {"early.js", "text/javascript; charset=utf-8"},
     {"dashboard.css", "text/css; charset=utf-8"}});

std::string_view embedded_file(std::string_view name) {
    for (const EmbeddedFile& file : embedded::web()) {
        if (file.path == name) {
            return file.contents;
        }
    }
    return {};
}

}  // namespace

bool is_page(std::string_view path) {
    return path == "/" || std::ranges::any_of(views, [path](std::string_view view) {
               return path.starts_with(view) &&
                      (path.size() == view.size() || path[view.size()] == '/');
           });
}

gateway::SiteAnswer page_answer(bool is_signed_in) {
    gateway::SiteAnswer answer;
    answer.status = is_signed_in ? 200 : 401;
    answer.content_type = "text/html; charset=utf-8";
    answer.body = embedded_file("dashboard.html");
    return answer;
}

std::optional<gateway::SiteAnswer> asset_answer(const gateway::SiteRequest& request) {
    constexpr std::string_view folder = "/assets/";
    if (!request.path.starts_with(folder)) {
        return std::nullopt;
    }
    const std::string_view name = std::string_view(request.path).substr(folder.size());
    const auto* const known =
        std::ranges::find(assets, name, [](const auto& a) { return a.first; });
    if (known == assets.end()) {
        return answer_error(404, "there is no such file");
    }
    const std::string_view contents = embedded_file(name);
    const std::string tag = "\"" + fingerprint(contents) + "\"";
    gateway::SiteAnswer answer;
    answer.content_type = known->second;
    answer.fields.emplace_back("etag", tag);
    answer.fields.emplace_back("cache-control", "no-cache");
    if (request.if_none_match == tag) {
        answer.status = 304;
    } else {
        answer.body = contents;
    }
    return answer;
}

}  // namespace orrery::dashboard
