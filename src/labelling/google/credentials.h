#pragma once

#include <memory>
#include <optional>
#include <string>

#include "http/client.h"
#include "labelling/google/answer.h"
#include "labelling/google/signing_key.h"
#include "labelling/limits/pace.h"
#include "labelling/options.h"
#include "net/signal.h"

namespace orrery::labelling::google {

/// What is read of a service account's JSON key file.
struct ServiceAccount {
    std::string email;
    std::string key_id;
    http::Origin token_endpoint;
    SigningKey key;

    /// Fails with `bad_input` on a file that is no service account's, and on a token endpoint that
    /// is neither https nor of this machine. Nothing of the key is in an error.
    [[nodiscard]] static Result<ServiceAccount> read(const std::filesystem::path& file);

    /// Returns the form that asks the token endpoint for a token (RFC 7523, 2.1): a signed claim
    /// that holds for an hour.
    [[nodiscard]] Result<std::string> token_form(std::chrono::system_clock::time_point now) const;
};

/// Says who we are to Google: an API key, or a service account's access token, which is kept until
/// a minute before it expires.
class Credentials {
public:
    /// Reads the key or the file that the options name. `where` is what errors call the options.
    [[nodiscard]] static Result<std::unique_ptr<Credentials>> read(const BackendOptions& options,
                                                                   const std::string& where);

    /// What came of asking who we are.
    struct Field {
        Outcome outcome = Outcome::labelled;  ///< Or transient, or refused.
        std::string text;    ///< One header field with its line end, where the outcome is good.
        std::string reason;  ///< Why there is none.
    };
    /// Returns the field that a request carries; asks for a token where there is none that holds.
    /// Requests that need the same token wait for one. REQUIRES: all calls with one loop.
    [[nodiscard]] net::Task<Field> field(net::Loop& loop, http::Pool& pool, Pace& pace);

    /// Forgets the token, so that the next request asks for another. Tells whether there was one.
    bool forget();

private:
    Credentials() = default;
    [[nodiscard]] net::Task<Field> ask(http::Pool& pool, Pace& pace);

    std::string key_;
    std::optional<ServiceAccount> account_;
    std::chrono::milliseconds request_time_{0};
    Token token_;
    std::chrono::system_clock::time_point expires_at_;
    bool is_asking_ = false;
    std::unique_ptr<net::Signal> answered_;
};

}  // namespace orrery::labelling::google
