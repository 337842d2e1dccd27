#include "dashboard/api/answer.h"

#include "gateway/pages/error_status.h"
#include "gateway/pages/moment.h"

namespace orrery::dashboard {
namespace {

constexpr std::string_view retry_after_s = "2";

}  // namespace

gateway::SiteAnswer answer_json(const Json& json, int status) {
    gateway::SiteAnswer answer;
    answer.status = status;
    answer.body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    return answer;
}

gateway::SiteAnswer answer_error(int status, std::string_view message) {
    auto answer = answer_json({{"error", {{"code", status}, {"message", message}}}}, status);
    if (status == 503) {
        answer.fields.emplace_back("Retry-After", retry_after_s);
    }
    return answer;
}

gateway::SiteAnswer answer_error(const Error& error) {
    if (error.kind == ErrorKind::internal) {
        return answer_error(500,
                            "The answer could not be computed; the log of the server says more");
    }
    std::string message = error.where.empty() ? error.what : error.where + ": " + error.what;
    if (!error.hint.empty()) {
        message += "; " + error.hint;
    }
    return answer_error(gateway::status_of(error.kind), message);
}

Json moment_json(std::optional<std::int64_t> moment_us) {
    return moment_us ? Json(gateway::moment_text(*moment_us)) : Json(nullptr);
}

}  // namespace orrery::dashboard
