#include "dashboard/reply.h"

#include <nlohmann/json.hpp>

#include "base/embedded.h"
#include "gateway/pages/moment.h"

namespace orrery::dashboard {

using nlohmann::json;

gateway::SiteAnswer json_answer(const json& value) {
    gateway::SiteAnswer answer;
    answer.body = value.dump(-1, ' ', false, json::error_handler_t::replace);
    return answer;
}

gateway::SiteAnswer error_answer(int status, std::string_view message) {
    gateway::SiteAnswer answer = json_answer({{"error", {{"code", status}, {"message", message}}}});
    answer.status = status;
    if (status == 401) {
        answer.fields.emplace_back("www-authenticate", "Bearer");
    }
    if (status == 503) {
        answer.fields.emplace_back("retry-after", "1");
    }
    return answer;
}

gateway::SiteAnswer error_answer(const Error& error) {
    switch (error.kind) {
        case ErrorKind::bad_input:
        case ErrorKind::usage:
            return error_answer(400, describe(error));
        case ErrorKind::not_found:
            return error_answer(404, describe(error));
        case ErrorKind::unavailable:
            return error_answer(503, describe(error));
        case ErrorKind::internal:
            break;
    }
    return error_answer(500, describe(error));
}

json visitor_json(const Visitor& visitor, std::int64_t now_us) {
    std::string_view role = "account";
    if (visitor.role != Role::account) {
        role = visitor.role == Role::admin ? "admin" : "viewer";
    }
    return {{"role", role},
            {"name", visitor.name},
            {"version", version},
            {"now", gateway::moment_text(now_us)}};
}

}  // namespace orrery::dashboard
