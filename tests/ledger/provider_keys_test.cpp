#include <gtest/gtest.h>

#include "base/file.h"
#include "ledger/registry.h"
#include "support/temporary_directory.h"

namespace orrery::ledger {
namespace {

const std::string secret = "sk-provider-0123456789abcdefwxyz";

class provider_keys : public ::testing::Test {
protected:
    provider_keys() : registry(Registry::open(directory.path()).value()) {
        NewAccount account;
        account.name = "one";
        one = registry->create_account(account).value();
        account.name = "two";
        two = registry->create_account(account).value();
    }

    std::int64_t add(std::int64_t account, const std::string& provider, const std::string& key) {
        return registry->add_provider_key({account, provider, "name", key, false}).value();
    }

    [[nodiscard]] Directory opened() {
        return {registry->accounts().value(), {}, registry->opened_provider_keys().value()};
    }

    test_support::TemporaryDirectory directory;
    std::unique_ptr<Registry> registry;
    std::int64_t one = 0;
    std::int64_t two = 0;
};

TEST_F(provider_keys, the_directory_knows_each_account_s_own) {
    add(one, "acme", secret);
    add(two, "acme", "another");
    const Directory known = opened();
    EXPECT_EQ(known.own_key(one, "acme"), secret);
    EXPECT_EQ(known.own_key(two, "acme"), "another");
    EXPECT_EQ(known.own_key(one, "other"), "");
    EXPECT_EQ(known.own_key(99, "acme"), "");
}

TEST_F(provider_keys, the_oldest_enabled_one_is_used) {
    const std::int64_t first = add(one, "acme", "first");
    add(one, "acme", "second");
    EXPECT_EQ(opened().own_key(one, "acme"), "first");
    ASSERT_TRUE(registry->update_provider_key(one, first, {{}, {}, true}));
    EXPECT_EQ(opened().own_key(one, "acme"), "second");
}

TEST_F(provider_keys, no_file_holds_the_secret_in_the_clear) {
    add(one, "acme", secret);
    registry.reset();
    for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
        EXPECT_EQ(read_file(entry.path())->find(secret), std::string::npos) << entry.path();
    }
}

TEST_F(provider_keys, a_change_keeps_what_it_does_not_say) {
    const std::int64_t id = add(one, "acme", secret);
    ASSERT_TRUE(registry->update_provider_key(one, id, {"renamed", {}, {}}));
    const ProviderKey renamed = registry->provider_keys(one)->front();
    EXPECT_EQ(renamed.name, "renamed");
    EXPECT_EQ(renamed.label, "sk-p...wxyz");
    EXPECT_FALSE(renamed.is_disabled);
    ASSERT_TRUE(registry->update_provider_key(one, id, {{}, "short", {}}));
    EXPECT_EQ(registry->provider_keys(one)->front().label, "...") << "which would tell too much";
    EXPECT_EQ(opened().own_key(one, "acme"), "short");
}

TEST_F(provider_keys, another_account_cannot_change_or_delete_one) {
    const std::int64_t id = add(one, "acme", secret);
    EXPECT_EQ(registry->update_provider_key(two, id, {{}, "stolen", {}}).error().kind,
              ErrorKind::not_found);
    EXPECT_EQ(registry->delete_provider_key(two, id).error().kind, ErrorKind::not_found);
    EXPECT_EQ(registry->provider_keys(two)->size(), 0);
    EXPECT_EQ(opened().own_key(one, "acme"), secret);
    EXPECT_TRUE(registry->delete_provider_key(one, id));
    EXPECT_EQ(opened().own_key(one, "acme"), "");
}

TEST_F(provider_keys, without_its_key_file_a_key_is_not_readable_and_not_used) {
    add(one, "acme", secret);
    std::filesystem::remove(directory / "provider_keys.key");
    EXPECT_FALSE(registry->provider_keys(one)->front().is_readable);
    EXPECT_EQ(opened().own_key(one, "acme"), "");
}

TEST_F(provider_keys, an_account_that_is_not_there_gets_none) {
    EXPECT_FALSE(registry->add_provider_key({99, "acme", "", secret, false}));
    EXPECT_FALSE(registry->add_provider_key({one, "acme", "", "", false}));
}

}  // namespace
}  // namespace orrery::ledger
