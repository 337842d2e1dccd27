#include <gtest/gtest.h>

#include "base/format/json.h"
#include "ledger/identity.h"
#include "ledger/registry.h"
#include "support/child_process.h"

namespace orrery {
namespace {

using nlohmann::json;
using test_support::Ending;
using test_support::run_orrery;
using test_support::TemporaryDirectory;
using Words = std::vector<std::string>;

class LedgerCommands : public testing::Test {
protected:
    Ending orrery(Words words) const {
        words.insert(words.begin(), {"--store", (room_ / "store").string()});
        return run_orrery(words);
    }
    void done(const Words& words) const {
        const auto ending = orrery(words);
        ASSERT_EQ(ending.code, 0) << ending.err;
    }
    [[nodiscard]] json listed(const std::string& what) const {
        const auto ending = orrery({what, "list", "--json"});
        EXPECT_EQ(ending.code, 0) << ending.err;
        return json::parse(ending.out, nullptr, false);
    }

    TemporaryDirectory room_;
};

TEST_F(LedgerCommands, keep_money_exactly) {
    done({"accounts", "add", "acme", "--country", "DE", "--credits", "0.1"});
    done({"accounts", "credit", "acme", "0.200000001"});
    done({"accounts", "credit", "--", "acme", "-0.000000001"});
    const auto accounts = listed("accounts");
    ASSERT_EQ(accounts.size(), 1U);
    EXPECT_EQ(accounts[0]["granted_nano_usd"], 300'000'000);
    EXPECT_EQ(accounts[0]["left_nano_usd"], 300'000'000);
    EXPECT_EQ(accounts[0]["country"], "DE");
    EXPECT_NE(orrery({"accounts", "list"}).out.find("0.30"), std::string::npos);
}

TEST_F(LedgerCommands, print_a_secret_once_and_only_its_hash_is_kept) {
    done({"accounts", "add", "acme", "--unlimited", "--no-sampling"});
    const auto ending = orrery({"keys", "create", "--account", "acme", "--name", "ci", "--limit",
                                "2.5", "--limit-reset", "monthly", "--expires", "2999-12-31"});
    ASSERT_EQ(ending.code, 0) << ending.err;
    ASSERT_EQ(ending.out.size(), 56U) << "the secret alone goes to standard output";
    const std::string secret = ending.out.substr(0, 55);
    const auto keys = listed("keys");
    ASSERT_EQ(keys.size(), 1U);
    EXPECT_EQ(keys[0]["label"], ledger::label_of(secret));
    EXPECT_EQ(keys[0]["limit_nano_usd"], 2'500'000'000);
    EXPECT_EQ(keys[0]["limit_reset"], "monthly");
    EXPECT_EQ(keys[0]["expires"], "2999-12-31");
    EXPECT_EQ(keys[0]["kind"], "inference");
    const auto registry = ledger::Registry::open(room_ / "store" / "ledger");
    ASSERT_TRUE(registry);
    EXPECT_EQ((*registry)->keys()->front().hash, ledger::sha256_hex(secret));
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(room_ / "store" / "ledger")) {
        if (entry.is_regular_file()) {
            EXPECT_EQ(read_file(entry.path())->find(secret), std::string::npos) << entry.path();
        }
    }
}

TEST_F(LedgerCommands, disable_enable_and_delete) {
    done({"accounts", "add", "acme"});
    done({"accounts", "disable", "acme"});
    EXPECT_EQ(listed("accounts")[0]["is_disabled"], "yes");
    done({"accounts", "enable", "acme"});
    EXPECT_EQ(listed("accounts")[0]["is_disabled"], "no");
    done({"keys", "create", "--account", "acme", "--management"});
    done({"keys", "disable", "1"});
    EXPECT_EQ(listed("keys")[0]["is_disabled"], "yes");
    EXPECT_EQ(listed("keys")[0]["kind"], "management");
    done({"keys", "enable", "1"});
    EXPECT_EQ(listed("keys")[0]["is_disabled"], "no");
    done({"keys", "delete", "1"});
    EXPECT_TRUE(listed("keys").empty());
    const auto again = orrery({"keys", "delete", "1"});
    EXPECT_EQ(again.code, 1);
    EXPECT_NE(again.err.find("keys list"), std::string::npos) << again.err;
}

TEST_F(LedgerCommands, asked_for_what_is_not_there_say_so_and_make_nothing) {
    const auto list = orrery({"accounts", "list"});
    EXPECT_EQ(list.code, 1);
    EXPECT_NE(list.err.find("accounts add NAME"), std::string::npos) << list.err;
    EXPECT_FALSE(std::filesystem::exists(room_ / "store")) << "a question made a store";
    done({"accounts", "add", "acme"});
    for (const Words& words : {Words{"accounts", "credit", "nobody", "1"},
                               {"accounts", "add", "acme"},
                               {"keys", "create", "--account", "nobody"},
                               {"keys", "list", "--account", "nobody"},
                               {"keys", "disable", "7"}}) {
        const auto ending = orrery(words);
        EXPECT_EQ(ending.code, 1) << words[0] << " " << words[1];
        EXPECT_FALSE(ending.err.empty());
    }
    for (const Words& words : {Words{"accounts", "add", "x", "--credits", "1e3"},
                               {"accounts", "add", "x", "--country", "Germany"},
                               {"accounts", "credit", "acme", "0.0000000001"},
                               {"keys", "create", "--account", "acme", "--limit", "-1"},
                               {"keys", "create", "--account", "acme", "--limit-reset", "daily"},
                               {"keys", "create", "--account", "acme", "--expires", "2020-01-01"},
                               {"keys", "create", "--account", "acme", "--expires", "tomorrow"}}) {
        EXPECT_EQ(orrery(words).code, 2) << words[0] << " " << words[1] << " " << words.back();
    }
    EXPECT_EQ(listed("accounts").size(), 1U);
}

TEST_F(LedgerCommands, print_the_operators_token_and_replace_it) {
    const auto early = orrery({"token"});
    EXPECT_EQ(early.code, 1);
    EXPECT_NE(early.err.find("there is no store"), std::string::npos) << early.err;
    done({"accounts", "add", "acme"});
    const std::string admin = orrery({"token"}).out;
    const std::string viewer = orrery({"token", "--viewer"}).out;
    EXPECT_TRUE(admin.starts_with("orr-admin-")) << admin;
    EXPECT_TRUE(viewer.starts_with("orr-viewer-")) << viewer;
    EXPECT_EQ(orrery({"token"}).out, admin);
    const std::string replaced = orrery({"token", "--new"}).out;
    EXPECT_NE(replaced, admin);
    EXPECT_EQ(orrery({"token"}).out, replaced);
    EXPECT_EQ(orrery({"token", "--viewer"}).out, viewer);
}

}  // namespace
}  // namespace orrery
