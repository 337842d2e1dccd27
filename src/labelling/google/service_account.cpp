#include <fmt/format.h>
#include <string.h>

#include "base/file.h"
#include "base/format/json.h"
#include "labelling/google/credentials.h"

namespace orrery::labelling::google {
namespace {

using nlohmann::json;

constexpr std::string_view scope = "https://www.googleapis.com/auth/cloud-language";
constexpr std::string_view grant_type = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer";
constexpr int claim_lifetime_s = 3600;

std::unexpected<Error> wrong(const std::filesystem::path& file, std::string what) {
    return fail(ErrorKind::bad_input, std::move(what), file.string(),
                "take the JSON key file of a service account as Google Cloud made it");
}

bool is_safe(const http::Origin& origin) {
    return origin.is_tls || origin.host == "localhost" || origin.host == "::1" ||
           origin.host.starts_with("127.");
}

/// The URL as the claim names it: what was parsed, without a port that goes without saying.
std::string url_of(const http::Origin& origin) {
    return fmt::format("{}://{}{}", origin.is_tls ? "https" : "http", origin.authority,
                       origin.path);
}

}  // namespace

Result<ServiceAccount> ServiceAccount::read(const std::filesystem::path& file) {
    auto contents = read_file(file);
    if (!contents) {
        return wrong(file, "the service account's file cannot be read");
    }
    const json parsed = json::parse(*contents, nullptr, false);
    ::explicit_bzero(contents->data(), contents->size());
    if (!parsed.is_object()) {
        return wrong(file, "the service account's file is no JSON object");
    }
    std::string pem = text_member(parsed, "private_key");
    std::string email = text_member(parsed, "client_email");
    const std::string token_url = text_member(parsed, "token_uri");
    if (text_member(parsed, "type") != "service_account" || pem.empty() || email.empty() ||
        token_url.empty()) {
        return wrong(file,
                     "this is no service account: it lacks one of type, client_email, "
                     "private_key and token_uri");
    }
    auto endpoint = http::Origin::parse(token_url);
    if (!endpoint || !is_safe(*endpoint)) {
        return wrong(file, "'token_uri' is no https address");
    }
    auto key = SigningKey::read(pem, file.string());
    ::explicit_bzero(pem.data(), pem.size());
    if (!key) {
        return std::unexpected(key.error());
    }
    return ServiceAccount{std::move(email), text_member(parsed, "private_key_id"),
                          std::move(*endpoint), std::move(*key)};
}

Result<std::string> ServiceAccount::token_form(std::chrono::system_clock::time_point now) const {
    const auto issued_at =
        std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    json head{{"alg", "RS256"}, {"typ", "JWT"}};
    if (!key_id.empty()) {
        head["kid"] = key_id;
    }
    const json claims{{"iss", email},
                      {"scope", scope},
                      {"aud", url_of(token_endpoint)},
                      {"iat", issued_at},
                      {"exp", issued_at + claim_lifetime_s}};
    const auto written = [](const json& object) {
        return base64url(object.dump(-1, ' ', false, json::error_handler_t::replace));
    };
    const std::string claim = written(head) + "." + written(claims);
    const auto signature = key.sign(claim);
    if (!signature) {
        return std::unexpected(signature.error());
    }
    return fmt::format("grant_type={}&assertion={}.{}", grant_type, claim, base64url(*signature));
}

}  // namespace orrery::labelling::google
