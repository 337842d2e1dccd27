#include "dashboard/api/answer.h"

#include "gateway/pages/error_status.h"
#include "gateway/pages/moment.h"

namespace orrery::dashboard {
namespace {

constexpr double nano_per_usd = 1e9;
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

Json json_of(const Cell& cell) {
    return std::visit(
        [](const auto& value) -> Json {
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>) {
                return nullptr;
            } else {
                return value;
            }
        },
        cell);
}

std::optional<std::int64_t> count_of(const Cell& cell) {
    const auto* count = std::get_if<std::int64_t>(&cell);
    return count == nullptr ? std::nullopt : std::optional(*count);
}

Json usd_json(std::optional<std::int64_t> nano_usd) {
    return nano_usd ? Json(static_cast<double>(*nano_usd) / nano_per_usd) : Json(nullptr);
}

Json moment_json(std::optional<std::int64_t> moment_us) {
    return moment_us ? Json(gateway::moment_text(*moment_us)) : Json(nullptr);
}

}  // namespace orrery::dashboard
