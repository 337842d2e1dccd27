#include "ledger/provider_keys/seal.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/file.h"
#include "support/temporary_directory.h"

namespace orrery::ledger {
namespace {

namespace fs = std::filesystem;

TEST(seal, makes_one_key_that_only_its_owner_may_read) {
    const test_support::TemporaryDirectory directory;
    EXPECT_FALSE(Seal::load(directory.path())->has_value());
    ASSERT_TRUE(Seal::load_or_create(directory.path()));
    const fs::path file = directory / "provider_keys.key";
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    const std::string key = read_file(file).value();
    ASSERT_TRUE(Seal::load_or_create(directory.path()));
    EXPECT_EQ(read_file(file).value(), key) << "the second finds the first's";
    EXPECT_EQ(std::distance(fs::directory_iterator(directory.path()), {}), 1) << "no draft stays";
}

TEST(seal, refuses_a_key_file_that_others_may_read_or_that_is_damaged) {
    const test_support::TemporaryDirectory directory;
    ASSERT_TRUE(Seal::load_or_create(directory.path()));
    const fs::path file = directory / "provider_keys.key";
    fs::permissions(file, fs::perms::group_read, fs::perm_options::add);
    EXPECT_FALSE(Seal::load(directory.path()));
    ASSERT_TRUE(write_file(file, "too short", FileMode::owner_only));
    EXPECT_FALSE(Seal::load(directory.path()));
}

RC_GTEST_PROP(seal, opens_what_it_sealed_and_nothing_that_was_changed, ()) {
    const test_support::TemporaryDirectory directory;
    const Seal seal = Seal::load_or_create(directory.path()).value();
    const auto secret = *rc::gen::arbitrary<std::string>();
    const auto owner = *rc::gen::arbitrary<std::string>();
    std::string sealed = seal.seal(secret, owner).value();
    RC_ASSERT(seal.open(sealed, owner) == secret);
    RC_ASSERT(seal.seal(secret, owner).value() != sealed);
    RC_ASSERT(!seal.open(sealed, owner + "x"));
    const auto at = *rc::gen::inRange<std::size_t>(0, sealed.size());
    sealed[at] = static_cast<char>(sealed[at] ^ 1);
    RC_ASSERT(!seal.open(sealed, owner));
    RC_ASSERT(!seal.open(std::string_view(sealed).substr(0, at), owner));
}

TEST(seal, opens_nothing_under_another_key) {
    const test_support::TemporaryDirectory one;
    const test_support::TemporaryDirectory two;
    const std::string sealed = Seal::load_or_create(one.path())->seal("secret", "a").value();
    EXPECT_FALSE(Seal::load_or_create(two.path())->open(sealed, "a"));
}

}  // namespace
}  // namespace orrery::ledger
