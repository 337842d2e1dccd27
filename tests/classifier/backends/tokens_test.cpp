#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>

#include "base/format/json.h"
#include "classifier/backends/google_room.h"
#include "labelling/backends.h"

namespace orrery {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using test_support::google_error;
using test_support::GoogleRoom;
using test_support::programming_answer;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

const Key& rsa_key() {
    static const Key key(EVP_RSA_gen(2048), &EVP_PKEY_free);
    return key;
}

std::string pem_of(const Key& key) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bytes(BIO_new(BIO_s_mem()), &BIO_free);
    PEM_write_bio_PrivateKey(bytes.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    char* data = nullptr;
    const long size = BIO_get_mem_data(bytes.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string decoded(std::string text) {
    for (char& c : text) {
        c = c == '-' ? '+' : c == '_' ? '/' : c;
    }
    const std::size_t padding = (4 - text.size() % 4) % 4;
    text.append(padding, '=');
    std::string bytes(text.size(), '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
    bytes.resize(static_cast<std::size_t>(size) - padding);
    return bytes;
}

bool is_signed(const std::string& claim, const std::string& signature) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          &EVP_MD_CTX_free);
    EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, rsa_key().get());
    return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                            signature.size(), reinterpret_cast<const unsigned char*>(claim.data()),
                            claim.size()) == 1;
}

/// A room whose backend has a service account.
struct AccountRoom : GoogleRoom {
    AccountRoom() {
        account = {{"type", "service_account"},
                   {"client_email", "tagger@project.iam.gserviceaccount.com"},
                   {"private_key_id", "k1"},
                   {"private_key", pem_of(rsa_key())},
                   {"token_uri", service.url() + "/token"}};
        write();
        options.key_file.clear();
        options.service_account_file = directory / "account.json";
        service.will_answer_otherwise({200, programming_answer});
    }
    void write() { static_cast<void>(write_file(directory / "account.json", account.dump())); }
    void will_give(const std::string& token, int seconds) {
        service.will_give_token({200, R"({"access_token":")" + token + R"(","expires_in":)" +
                                          std::to_string(seconds) + R"(,"token_type":"Bearer"})"});
    }
    json account;
};

TEST(tokens, are_asked_for_with_a_signed_claim) {
    AccountRoom room;
    room.will_give("ya29.one", 3600);
    EXPECT_TRUE(room.is_by_google(room.label()));
    EXPECT_EQ(room.service.requests().at(0).field("authorization"), "Bearer ya29.one");
    EXPECT_EQ(room.service.requests().at(0).field("x-goog-api-key"), "");
    const std::string form = room.service.token_requests().at(0).body;
    const std::string opening =
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
    ASSERT_TRUE(form.starts_with(opening)) << form;
    const std::string assertion = form.substr(opening.size());
    const std::size_t first = assertion.find('.');
    const std::size_t second = assertion.rfind('.');
    const json head = json::parse(decoded(assertion.substr(0, first)));
    const json claims = json::parse(decoded(assertion.substr(first + 1, second - first - 1)));
    EXPECT_EQ(head, json({{"alg", "RS256"}, {"typ", "JWT"}, {"kid", "k1"}}));
    EXPECT_EQ(claims["iss"], "tagger@project.iam.gserviceaccount.com");
    EXPECT_EQ(claims["aud"], room.service.url() + "/token");
    EXPECT_EQ(claims["scope"], "https://www.googleapis.com/auth/cloud-language");
    EXPECT_EQ(claims["exp"].get<std::int64_t>() - claims["iat"].get<std::int64_t>(), 3600);
    EXPECT_TRUE(is_signed(assertion.substr(0, second), decoded(assertion.substr(second + 1))));
}

TEST(tokens, are_kept_until_a_minute_before_they_expire) {
    AccountRoom room;
    room.will_give("ya29.one", 3600);
    room.will_give("ya29.two", 3600);
    EXPECT_TRUE(room.is_by_google(room.label()));
    room.pace->passed += 3'530s;
    EXPECT_TRUE(room.is_by_google(room.label()));
    EXPECT_EQ(room.service.token_requests().size(), 1U);
    room.pace->passed += 11s;
    EXPECT_TRUE(room.is_by_google(room.label()));
    EXPECT_EQ(room.service.token_requests().size(), 2U);
    EXPECT_EQ(room.service.requests().at(2).field("authorization"), "Bearer ya29.two");
}

TEST(tokens, that_are_not_taken_are_renewed_once) {
    AccountRoom room;
    room.will_give("ya29.revoked", 3600);
    room.will_give("ya29.fresh", 3600);
    room.service.will_answer(google_error(401, "UNAUTHENTICATED", "expired"));
    EXPECT_TRUE(room.is_by_google(room.label()));
    room.will_give("ya29.third", 3600);
    room.service.will_answer(google_error(401, "UNAUTHENTICATED", "expired"));
    room.service.will_answer(google_error(401, "UNAUTHENTICATED", "expired"));
    EXPECT_FALSE(room.is_by_google(room.label())) << "twice is a refusal";
    EXPECT_EQ(room.service.token_requests().size(), 3U);
}

TEST(tokens, are_shared_by_requests_at_once) {
    AccountRoom room;
    room.options.requests_at_once = 4;
    room.will_give("ya29.one", 3600);
    const std::vector<std::string_view> texts(8, test_support::test_text);
    for (const auto& said : room.backend().label(texts)) {
        EXPECT_TRUE(room.is_by_google(said));
    }
    EXPECT_EQ(room.service.token_requests().size(), 1U);
}

TEST(tokens, that_do_not_come_leave_the_text_here) {
    AccountRoom room;
    room.service.will_give_token({400, R"({"error":"invalid_grant"})"});
    EXPECT_FALSE(room.is_by_google(room.label()));
    EXPECT_EQ(room.backend().counts().last_failure, "token endpoint: 400");
    EXPECT_FALSE(room.is_by_google(room.label())) << "the service answers 500";
    EXPECT_EQ(room.backend().counts().last_failure, "token endpoint: 500");
    for (const char* body : {"", "{}", R"({"access_token":""})", R"({"access_token":"a\r\nb"})"}) {
        room.service.will_give_token({200, body});
    }
    EXPECT_FALSE(room.is_by_google(room.label()));
    EXPECT_TRUE(room.service.requests().empty());
    EXPECT_EQ(room.backend().counts().spent_nano_usd, 0);
}

TEST(tokens, need_a_service_account_as_google_made_it) {
    const auto error_of = [](const AccountRoom& room) {
        const auto made = labelling::make_backend(room.options, test_support::model(),
                                                  test_support::taxonomy(), "[classifier]");
        return made ? std::string() : describe(made.error());
    };
    AccountRoom room;
    EXPECT_EQ(error_of(room), "");
    const json whole = room.account;
    for (const char* member : {"type", "client_email", "private_key", "token_uri"}) {
        room.account = whole;
        room.account.erase(member);
        room.write();
        EXPECT_NE(error_of(room).find("account.json"), std::string::npos) << member;
    }
    room.account = whole;
    room.account["token_uri"] = "http://example.org/token";
    room.write();
    EXPECT_NE(error_of(room).find("token_uri"), std::string::npos);
    room.account = whole;
    const std::string pem = whole["private_key"];
    room.account["private_key"] = pem.substr(0, pem.size() / 2);
    room.write();
    const std::string error = error_of(room);
    EXPECT_NE(error.find("private_key"), std::string::npos) << error;
    EXPECT_EQ(error.find(pem.substr(40, 40)), std::string::npos) << "nothing of the key";
    room.account["private_key"] = pem_of(Key(EVP_EC_gen("P-256"), &EVP_PKEY_free));
    room.write();
    EXPECT_NE(error_of(room).find("RSA"), std::string::npos);
}

}  // namespace
}  // namespace orrery
