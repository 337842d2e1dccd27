#include "labelling/google/answer.h"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <charconv>

#include "base/format/json.h"
#include "http/head.h"

namespace orrery::labelling::google {
namespace {

using nlohmann::json;

/// Returns a code of Google's such as PERMISSION_DENIED; empty where it has another form, since
/// what an answer says may be what the request said.
std::string code_of(std::string text) {
    constexpr std::size_t code_bytes_max = 40;
    const bool is_code = text.size() <= code_bytes_max && std::ranges::all_of(text, [](char c) {
                             return (c >= 'A' && c <= 'Z') || c == '_';
                         });
    return is_code ? std::move(text) : std::string();
}

/// Returns the `reason` of google.rpc.ErrorInfo: API_KEY_INVALID, SERVICE_DISABLED …
std::string reason_of(const json& error) {
    const auto details = error.find("details");
    if (details == error.end() || !details->is_array()) {
        return {};
    }
    for (const json& detail : *details) {
        if (std::string reason = code_of(text_member(detail, "reason")); !reason.empty()) {
            return reason;
        }
    }
    return {};
}

Answer read_error(int status, std::string_view body) {
    Answer answer;
    answer.reason = std::to_string(status);
    const json parsed = json::parse(body, nullptr, false);
    const json error = parsed.is_object() ? parsed.value("error", json()) : json();
    std::string message;
    std::string reason;
    if (error.is_object()) {
        message = text_member(error, "message");
        reason = reason_of(error);
        for (const std::string& code : {code_of(text_member(error, "status")), reason}) {
            answer.reason += code.empty() ? "" : " " + code;
        }
    }
    const bool is_key = reason.starts_with("API_KEY") || message.starts_with("API key");
    if (status == 400 && message.find("too few tokens") != std::string::npos) {
        answer.outcome = Outcome::too_short;
    } else if (status == 400 && message.starts_with("The language ") &&
               message.find("not supported") != std::string::npos) {
        answer.outcome = Outcome::unsupported;
    } else if (status == 401 || status == 403 || is_key) {
        answer.outcome = Outcome::refused;
    } else if (status == 408 || status == 429 || status >= 500) {
        answer.outcome = Outcome::transient;
    }
    return answer;
}

Answer broken() {
    Answer answer;
    answer.reason = "an answer that is not the interface's";
    return answer;
}

}  // namespace

Answer read_answer(int status, std::string_view body) {
    if (status != 200) {
        return read_error(status, body);
    }
    const json parsed = json::parse(body, nullptr, false);
    if (!parsed.is_object()) {
        return broken();
    }
    Answer answer;
    answer.outcome = Outcome::labelled;
    const auto supported = parsed.find("languageSupported");
    if (supported != parsed.end() && supported->is_boolean() && !supported->get<bool>()) {
        answer.outcome = Outcome::unsupported;
        answer.reason = "a language that is not supported";
        return answer;
    }
    // A text without any category is answered by an object without the member.
    const auto categories = parsed.find("categories");
    if (categories == parsed.end()) {
        return answer;
    }
    if (!categories->is_array()) {
        return broken();
    }
    for (const json& category : *categories) {
        std::string name = text_member(category, "name");
        const json confidence =
            category.is_object() ? category.value("confidence", json(0)) : json();
        if (!name.starts_with('/') || !confidence.is_number()) {
            return broken();
        }
        answer.labels.push_back({std::move(name), std::clamp(confidence.get<double>(), 0.0, 1.0)});
    }
    return answer;
}

std::optional<Token> read_token(std::string_view body) {
    const json parsed = json::parse(body, nullptr, false);
    Token token;
    token.text = text_member(parsed, "access_token");
    const bool is_field = !token.text.empty() && std::ranges::all_of(token.text, [](char c) {
        return c > ' ' && c <= '~';
    });
    if (!is_field) {
        return std::nullopt;
    }
    const json seconds = parsed.value("expires_in", json());
    constexpr std::int64_t day_s = 86'400;
    token.lifetime =
        std::chrono::seconds(seconds.is_number_integer()
                                 ? std::clamp<std::int64_t>(seconds.get<std::int64_t>(), 0, day_s)
                                 : 0);
    return token;
}

std::chrono::seconds retry_after(std::string_view value,
                                 std::chrono::system_clock::time_point now) {
    constexpr std::int64_t most_s = 86'400;
    std::int64_t seconds = 0;
    const std::string text(value);
    const char* const end = text.c_str() + text.size();
    if (const auto [stop, error] = std::from_chars(text.c_str(), end, seconds);
        error != std::errc() || stop != end) {
        struct tm date{};
        const char* const rest = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date);
        if (rest == nullptr || *rest != '\0') {
            return std::chrono::seconds(0);
        }
        seconds = ::timegm(&date) - std::chrono::system_clock::to_time_t(now);
    }
    return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, most_s));
}

}  // namespace orrery::labelling::google
