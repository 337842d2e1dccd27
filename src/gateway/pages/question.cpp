#include "gateway/pages/question.h"

#include <charconv>
#include <utility>

#include "gateway/pages/error_status.h"
#include "http/head.h"

namespace orrery::gateway {
namespace {

constexpr double nano_per_usd = 1e9;

}  // namespace

std::optional<std::string> Question::parameter(std::string_view name) const {
    auto value = http::query_parameter(query, name);
    if (value && value->empty()) {
        return std::nullopt;
    }
    return value;
}

Answer answer_json(const Json& json, int status) {
    Answer answer;
    answer.status = status;
    answer.body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    return answer;
}

Answer answer_error(int status, std::string message) {
    Answer answer;
    answer.status = status;
    answer.message = std::move(message);
    return answer;
}

Answer answer_error(const Error& error) {
    std::string message = error.where.empty() ? error.what : error.where + ": " + error.what;
    if (!error.hint.empty()) {
        message += ". " + error.hint;
    }
    return answer_error(status_of(error.kind), std::move(message));
}

Result<std::int64_t> whole_parameter(const Question& question, std::string_view name,
                                     std::int64_t otherwise, std::int64_t lowest,
                                     std::int64_t highest) {
    const auto text = question.parameter(name);
    if (!text) {
        return otherwise;
    }
    std::int64_t value = 0;
    const char* end = text->data() + text->size();
    const auto [stopped, error] = std::from_chars(text->data(), end, value);
    if (error != std::errc{} || stopped != end || value < lowest || value > highest) {
        return fail(ErrorKind::bad_input,
                    "must be a whole number from " + std::to_string(lowest) + " to " +
                        std::to_string(highest),
                    std::string(name));
    }
    return value;
}

Status refuse_parameters(const Question& question, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        if (question.parameter(name)) {
            return fail(ErrorKind::bad_input, "this gateway cannot answer by it",
                        std::string(name));
        }
    }
    return {};
}

Status require_default_workspace(const Question& question) {
    const auto asked = question.parameter("workspace_id");
    if (asked && *asked != workspace_id) {
        return fail(ErrorKind::bad_input, "the only workspace is \"default\"", "workspace_id");
    }
    return {};
}

Json usd(std::int64_t nano_usd) {
    return static_cast<double>(nano_usd) / nano_per_usd;
}

Json usd_or_null(std::optional<std::int64_t> nano_usd) {
    return nano_usd ? usd(*nano_usd) : Json();
}

}  // namespace orrery::gateway
