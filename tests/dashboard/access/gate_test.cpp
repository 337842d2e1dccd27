#include "dashboard/access/gate.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "base/file.h"
#include "ledger/identity.h"
#include "support/temporary_directory.h"

namespace orrery::dashboard {
namespace {

constexpr std::int64_t now_us = 1'790'000'000'000'000;

/// A ledger with two accounts, and a gate to what it knows.
class GateTest : public ::testing::Test {
protected:
    void SetUp() override {
        ledger::Options options;
        options.directory = directory_.path() / "ledger";
        options.hash_key = "test";
        options.disk_free_min = 0;
        options.segment_bytes = 1U << 20U;
        auto opened = ledger::Ledger::open(options);
        ASSERT_TRUE(opened) << describe(opened.error());
        ledger_ = std::move(*opened);
        account_ =
            ledger_->registry().create_account({.name = "acme", .is_unlimited = true}).value();
        auto tokens = Tokens::open(directory_.path());
        ASSERT_TRUE(tokens) << describe(tokens.error());
        gate_.emplace(std::move(*tokens), *ledger_);
    }

    ledger::CreatedKey make_key(ledger::KeyKind kind) {
        const auto key =
            ledger_->registry().create_key({.account = account_, .name = "k", .kind = kind});
        EXPECT_TRUE(key && ledger_->refresh_directory());
        return *key;
    }
    [[nodiscard]] std::string token(Role role) const {
        return token_of(directory_.path(), role).value();
    }
    static gateway::SiteRequest bearing(const std::string& secret) {
        gateway::SiteRequest request;
        request.method = "GET";
        request.host = "localhost:8080";
        request.authorization = "Bearer " + secret;
        return request;
    }
    gateway::SiteAnswer sign_in(const std::string& secret) {
        gateway::SiteRequest request;
        request.method = "POST";
        request.body = R"({"token": ")" + secret + "\"}";
        return gate_->sign_in(request, now_us);
    }
    static gateway::SiteRequest with_cookie_of(const gateway::SiteAnswer& answer) {
        gateway::SiteRequest request;
        request.method = "GET";
        request.host = "localhost:8080";
        for (const auto& [name, value] : answer.fields) {
            if (name == "set-cookie") {
                request.cookie = "a=b; " + value.substr(0, value.find(';'));
            }
        }
        return request;
    }

    test_support::TemporaryDirectory directory_;
    std::unique_ptr<ledger::Ledger> ledger_;
    std::int64_t account_ = 0;
    std::optional<Gate> gate_;
};

TEST_F(GateTest, lets_the_admin_and_the_viewer_in_by_their_tokens) {
    const auto admin = gate_->admit(bearing(token(Role::admin)), now_us);
    const auto viewer = gate_->admit(bearing(token(Role::viewer)), now_us);
    ASSERT_TRUE(admin && viewer);
    EXPECT_EQ(admin->role, Role::admin);
    EXPECT_EQ(viewer->role, Role::viewer);
    EXPECT_TRUE(gate_->is_operator("Bearer " + token(Role::viewer)));
}

TEST_F(GateTest, keeps_out_who_has_no_token_or_a_wrong_one) {
    gateway::SiteRequest nobody;
    nobody.method = "GET";
    EXPECT_FALSE(gate_->admit(nobody, now_us));
    for (const std::string& secret : {std::string("x"), token(Role::admin) + "x",
                                      token(Role::admin).substr(1), std::string(1000, 'a')}) {
        EXPECT_FALSE(gate_->admit(bearing(secret), now_us)) << secret;
        EXPECT_FALSE(gate_->is_operator("Bearer " + secret));
        EXPECT_EQ(sign_in(secret).status, 401);
    }
    EXPECT_FALSE(gate_->is_operator(token(Role::admin))) << "without Bearer";
    EXPECT_FALSE(gate_->is_operator(""));
}

TEST_F(GateTest, a_management_key_stands_for_its_account_and_an_inference_key_for_nobody) {
    const auto management = make_key(ledger::KeyKind::management);
    const auto inference = make_key(ledger::KeyKind::inference);
    const auto visitor = gate_->admit(bearing(management.secret), now_us);
    ASSERT_TRUE(visitor);
    EXPECT_EQ(visitor->role, Role::account);
    EXPECT_EQ(visitor->name, "acme");
    EXPECT_EQ(visitor->account_id, ledger::keyed_hash("test", "acme"));
    EXPECT_FALSE(gate_->is_operator("Bearer " + management.secret)) << "/metrics tells of all";
    EXPECT_FALSE(gate_->admit(bearing(inference.secret), now_us));
    EXPECT_NE(sign_in(inference.secret).body.find("management key"), std::string::npos);
}

TEST_F(GateTest, a_session_ends_with_the_key_that_opened_it) {
    const auto key = make_key(ledger::KeyKind::management);
    const auto signed_in = sign_in(key.secret);
    ASSERT_EQ(signed_in.status, 200);
    EXPECT_EQ(signed_in.body.find(key.secret), std::string::npos);
    const auto request = with_cookie_of(signed_in);
    ASSERT_TRUE(gate_->admit(request, now_us + 1));
    ASSERT_TRUE(ledger_->registry().update_key(key.id, {.is_disabled = true}));
    ASSERT_TRUE(ledger_->refresh_directory());
    EXPECT_FALSE(gate_->admit(request, now_us + 2));
}

TEST_F(GateTest, a_new_token_ends_the_sessions_of_the_old_one) {
    const auto request = with_cookie_of(sign_in(token(Role::admin)));
    ASSERT_TRUE(gate_->admit(request, now_us));
    const std::string old = token(Role::admin);
    ASSERT_TRUE(token_of(directory_.path(), Role::admin, true));
    EXPECT_NE(token(Role::admin), old);
    EXPECT_FALSE(gate_->admit(request, now_us));
    EXPECT_FALSE(gate_->admit(bearing(old), now_us));
    EXPECT_TRUE(gate_->admit(bearing(token(Role::admin)), now_us));
}

TEST_F(GateTest, a_session_ends_when_it_is_closed_idle_or_old) {
    const auto answer = sign_in(token(Role::viewer));
    auto request = with_cookie_of(answer);
    std::int64_t at = now_us;
    for (; at < now_us + Sessions::whole_us; at += Sessions::idle_us / 2) {
        ASSERT_TRUE(gate_->admit(request, at));
    }
    EXPECT_FALSE(gate_->admit(request, at + 1)) << "older than a week";
    request = with_cookie_of(sign_in(token(Role::viewer)));
    EXPECT_FALSE(gate_->admit(request, now_us + Sessions::idle_us + 1)) << "idle";
    request = with_cookie_of(sign_in(token(Role::viewer)));
    EXPECT_EQ(gate_->sign_out(request).status, 204);
    EXPECT_FALSE(gate_->admit(request, now_us));
}

TEST_F(GateTest, cookies_are_out_of_reach_of_scripts_and_other_sites) {
    gateway::SiteRequest request;
    request.method = "POST";
    request.body = R"({"token": ")" + token(Role::admin) + "\"}";
    request.is_tls = true;
    const auto answer = gate_->sign_in(request, now_us);
    ASSERT_EQ(answer.fields.back().first, "set-cookie");
    const std::string& cookie = answer.fields.back().second;
    for (const char* attribute : {"; HttpOnly", "; SameSite=Strict", "; Secure", "; Path=/"}) {
        EXPECT_NE(cookie.find(attribute), std::string::npos) << cookie;
    }
}

TEST_F(GateTest, changes_from_other_sites_are_taken_for_forged) {
    gateway::SiteRequest request;
    request.method = "POST";
    request.host = "localhost:8080";
    EXPECT_TRUE(Gate::may_be_forged(request)) << "no Origin";
    request.origin = "http://localhost:8080";
    EXPECT_FALSE(Gate::may_be_forged(request));
    request.fetch_site = "cross-site";
    EXPECT_TRUE(Gate::may_be_forged(request));
    request.fetch_site = "same-origin";
    for (const char* origin : {"http://localhost:8081", "http://evil.example", "null", "",
                               "http://localhost:8080.evil.example"}) {
        request.origin = origin;
        EXPECT_TRUE(Gate::may_be_forged(request)) << origin;
    }
    request.authorization = "Bearer x";
    EXPECT_FALSE(Gate::may_be_forged(request)) << "no browser adds that by itself";
    request = {};
    request.method = "GET";
    EXPECT_FALSE(Gate::may_be_forged(request));
}

TEST_F(GateTest, tokens_are_files_that_only_their_owner_reads) {
    for (const char* name : {"admin.token", "viewer.token"}) {
        struct stat found{};
        ASSERT_EQ(::stat((directory_.path() / name).c_str(), &found), 0);
        EXPECT_EQ(found.st_mode & 0777U, 0600U) << name;
    }
    ASSERT_TRUE(write_file(directory_.path() / "admin.token", "short\n"));
    EXPECT_FALSE(gate_->admit(bearing("short"), now_us));
    EXPECT_FALSE(Tokens::open(directory_.path()));
}

TEST_F(GateTest, odd_bodies_are_told_what_to_send) {
    for (const char* body : {"", "{}", "[]", R"({"token": 5})", R"({"token": ""})", "\"x\"", "{"}) {
        gateway::SiteRequest request;
        request.method = "POST";
        request.body = body;
        EXPECT_EQ(gate_->sign_in(request, now_us).status, 400) << body;
    }
}

}  // namespace
}  // namespace orrery::dashboard
