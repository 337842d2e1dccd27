#include "labelling/google/credentials.h"

#include <fmt/format.h>
#include <string.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/file.h"
#include "base/format/directives.h"
#include "base/format/json.h"

namespace orrery::labelling::google {
namespace {

constexpr std::size_t token_answer_bytes_max = 64 * 1024;
/// A token is not used in its last minute: it might end on the way.
constexpr std::chrono::seconds expiry_margin{60};

bool is_key(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

Result<std::string> read_key(const BackendOptions& options, const std::string& where) {
    std::string key;
    std::string_view option = "key_env";
    if (!options.key_env.empty()) {
        const char* const value = std::getenv(options.key_env.c_str());
        if (value == nullptr || *value == '\0') {
            return fail(ErrorKind::bad_input,
                        fmt::format("'key_env' names the environment variable {}, which is not set",
                                    options.key_env),
                        where, "set it to an API key of Google Cloud");
        }
        key = trimmed(value);
    } else {
        option = "key_file";
        const auto contents = read_file(options.key_file);
        if (!contents) {
            return fail(ErrorKind::bad_input, "'key_file' names a file that cannot be read", where,
                        "it holds an API key of Google Cloud and nothing else");
        }
        key = trimmed(*contents);
    }
    if (!is_key(key)) {
        return fail(ErrorKind::bad_input,
                    fmt::format("'{}' holds no key that a header can carry", option), where,
                    "it must be one line of visible ASCII characters");
    }
    return key;
}

}  // namespace

Result<std::unique_ptr<Credentials>> Credentials::read(const BackendOptions& options,
                                                       const std::string& where) {
    auto credentials = std::unique_ptr<Credentials>(new Credentials());
    credentials->request_time_ = options.request_time;
    if (!options.service_account_file.empty()) {
        auto account = ServiceAccount::read(options.service_account_file);
        if (!account) {
            return std::unexpected(account.error());
        }
        credentials->account_.emplace(std::move(*account));
        return credentials;
    }
    auto key = read_key(options, where);
    if (!key) {
        return std::unexpected(key.error());
    }
    credentials->key_ = std::move(*key);
    return credentials;
}

net::Task<Credentials::Field> Credentials::field(net::Loop& loop, http::Pool& pool, Pace& pace) {
    Field field;
    if (!account_) {
        field.text = fmt::format("X-Goog-Api-Key: {}\r\n", key_);
        co_return field;
    }
    if (answered_ == nullptr) {
        answered_ = std::make_unique<net::Signal>(loop);
    }
    while (is_asking_) {
        const net::Deadline deadline = net::Clock::now() + request_time_;
        const net::Wake wake = co_await answered_->wait(deadline);
        if (wake != net::Wake::ready) {
            field.outcome = Outcome::transient;
            field.reason = "no token in time";
            co_return field;
        }
    }
    if (token_.text.empty() || pace.utc() + expiry_margin >= expires_at_) {
        is_asking_ = true;
        field = co_await ask(pool, pace);
        is_asking_ = false;
        answered_->notify_all();
    }
    if (field.outcome == Outcome::labelled) {
        field.text = fmt::format("Authorization: Bearer {}\r\n", token_.text);
    }
    co_return field;
}

net::Task<Credentials::Field> Credentials::ask(http::Pool& pool, Pace& pace) {
    Field field;
    field.outcome = Outcome::refused;
    token_ = Token();
    const auto asked_at = pace.utc();
    const auto form = account_->token_form(asked_at);
    if (!form) {
        field.reason = "the service account's key does not sign";
        co_return field;
    }
    const http::Origin& endpoint = account_->token_endpoint;
    const std::string head = fmt::format(
        "POST {} HTTP/1.1\r\nHost: {}\r\nAccept: application/json\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        endpoint.path.empty() ? "/" : endpoint.path, endpoint.authority, form->size());
    const std::array<std::string_view, 2> parts{head, *form};
    const net::Deadline deadline = net::Clock::now() + request_time_;
    http::Call call(pool, endpoint);
    const auto answer = co_await call.send(parts, deadline, deadline);
    field.outcome = Outcome::transient;
    if (!answer) {
        field.reason = fmt::format("token endpoint: {}", http::name_of(answer.error()));
        co_return field;
    }
    const int status = (*answer)->status;
    std::string body;
    const auto read = co_await call.read_all(body, token_answer_bytes_max, deadline);
    if (!read) {
        field.reason = fmt::format("token endpoint: {}", http::name_of(read.error()));
        co_return field;
    }
    auto token = status == 200 ? read_token(body) : std::nullopt;
    ::explicit_bzero(body.data(), body.size());
    if (token) {
        token_ = std::move(*token);
        expires_at_ = asked_at + token_.lifetime;
        field.outcome = Outcome::labelled;
        co_return field;
    }
    const bool is_lasting = status >= 400 && status < 500 && status != 408 && status != 429;
    if (is_lasting) {
        field.outcome = Outcome::refused;
    }
    field.reason = fmt::format("token endpoint: {}", status);
    co_return field;
}

bool Credentials::forget() {
    const bool had_token = !token_.text.empty() && !is_asking_;
    if (had_token) {
        token_ = Token();
    }
    return had_token;
}

}  // namespace orrery::labelling::google
