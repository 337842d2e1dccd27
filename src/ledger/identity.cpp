#include "ledger/identity.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <memory>

#include "base/check.h"

namespace orrery::ledger {
namespace {

constexpr std::string_view id_prefix = "gen-";
constexpr std::string_view secret_prefix = "sk-orr-";
constexpr std::string_view url_safe =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t secret_characters = 48;
constexpr std::size_t keyed_hash_digits = 32;
constexpr unsigned loop_bits = 6;
constexpr unsigned count_bits = 16;
constexpr std::int64_t ids_begin_ms = 1577'836'800'000;  // 2020-01-01
constexpr std::int64_t nano = 1'000'000'000;
constexpr std::size_t nano_digits = 9;

struct ContextFree {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

/// The digest, fetched once: looking it up costs more than hashing a key does.
const EVP_MD* sha256() {
    static const EVP_MD* const digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    ORRERY_CHECK(digest != nullptr, "OpenSSL has no SHA-256");
    return digest;
}

}  // namespace

std::string generation_id_text(std::uint64_t id) {
    return fmt::format("{}{:016x}", id_prefix, id);
}

std::optional<std::uint64_t> parse_generation_id(std::string_view text) {
    if (text.size() != id_prefix.size() + 16 || !text.starts_with(id_prefix)) {
        return std::nullopt;
    }
    text.remove_prefix(id_prefix.size());
    const bool is_lower_hex = std::ranges::all_of(
        text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    std::uint64_t id = 0;
    if (!is_lower_hex ||
        std::from_chars(text.data(), text.data() + text.size(), id, 16).ec != std::errc()) {
        return std::nullopt;
    }
    return id;
}

std::int64_t generation_created_us(std::uint64_t id) {
    return (static_cast<std::int64_t>(id >> (loop_bits + count_bits)) + ids_begin_ms) * 1000;
}

GenerationIds::GenerationIds(std::size_t loop, std::uint64_t after)
    : loop_(loop), milliseconds_((after >> (loop_bits + count_bits)) + 1) {
    ORRERY_CHECK(loop < (1U << loop_bits), "more loops than an id can tell apart");
}

std::uint64_t GenerationIds::next(std::int64_t now_us) {
    const std::int64_t since = std::max<std::int64_t>(now_us / 1000 - ids_begin_ms, 0);
    const auto now = static_cast<std::uint64_t>(since);
    if (now > milliseconds_) {
        milliseconds_ = now;
        count_ = 0;
    } else if (++count_ >> count_bits != 0) {
        ++milliseconds_;  // Ahead of the clock rather than twice the same.
        count_ = 0;
    }
    return (milliseconds_ << (loop_bits + count_bits)) | (loop_ << count_bits) | count_;
}

std::string sha256_hex(std::string_view bytes) {
    static thread_local const std::unique_ptr<EVP_MD_CTX, ContextFree> context(EVP_MD_CTX_new());
    std::array<unsigned char, 32> digest{};
    unsigned size = 0;
    const bool is_done = EVP_DigestInit_ex2(context.get(), sha256(), nullptr) == 1 &&
                         EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
                         EVP_DigestFinal_ex(context.get(), digest.data(), &size) == 1;
    ORRERY_CHECK(is_done && size == digest.size(), "SHA-256 failed");
    constexpr std::string_view hex = "0123456789abcdef";
    std::string text;
    text.reserve(2 * digest.size());
    for (const unsigned char byte : digest) {
        text += hex[byte >> 4U];
        text += hex[byte & 15U];
    }
    return text;
}

std::optional<std::string> keyed_hash(std::string_view hash_key, std::string_view value) {
    if (value.empty()) {
        return std::nullopt;
    }
    std::string input(hash_key);
    input += '|';
    input += value;
    return sha256_hex(input).substr(0, keyed_hash_digits);
}

std::string new_secret() {
    std::array<unsigned char, secret_characters> random{};
    ORRERY_CHECK(RAND_bytes(random.data(), static_cast<int>(random.size())) == 1,
                 "OpenSSL gave no randomness");
    std::string secret(secret_prefix);
    for (const unsigned char byte : random) {
        secret += url_safe[byte % url_safe.size()];
    }
    return secret;
}

std::string label_of(std::string_view secret) {
    constexpr std::size_t first = secret_prefix.size() + 3;
    constexpr std::size_t last = 4;
    if (secret.size() < first + last) {
        return std::string(secret_prefix) + "...";
    }
    return fmt::format("{}...{}", secret.substr(0, first), secret.substr(secret.size() - last));
}

Result<std::int64_t> parse_usd(std::string_view text) {
    const auto refuse = [&](std::string why) {
        return fail(ErrorKind::usage, std::move(why), std::string(text),
                    "an amount is dollars with at most nine decimals, such as 12.5");
    };
    const auto point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view part =
        point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    const auto are_digits = [](std::string_view digits) {
        return std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    };
    if (whole.empty() || !are_digits(whole) || !are_digits(part) ||
        (point != std::string_view::npos && part.empty())) {
        return refuse("this is no amount of dollars");
    }
    if (part.size() > nano_digits) {
        return refuse("an amount has at most nine decimals");
    }
    std::int64_t dollars = 0;
    const auto read = std::from_chars(whole.data(), whole.data() + whole.size(), dollars);
    if (read.ec != std::errc() || dollars >= std::numeric_limits<std::int64_t>::max() / nano) {
        return refuse("the amount is too large");
    }
    std::int64_t billionths = 0;
    for (std::size_t at = 0; at < nano_digits; ++at) {
        billionths = billionths * 10 + (at < part.size() ? part[at] - '0' : 0);
    }
    return dollars * nano + billionths;
}

std::string usd_text(std::int64_t nano_usd) {
    const std::uint64_t size = nano_usd < 0 ? 0 - static_cast<std::uint64_t>(nano_usd)
                                            : static_cast<std::uint64_t>(nano_usd);
    std::string part = fmt::format("{:09}", size % nano);
    while (part.size() > 2 && part.back() == '0') {
        part.pop_back();
    }
    return fmt::format("{}{}.{}", nano_usd < 0 ? "-" : "", size / nano, part);
}

}  // namespace orrery::ledger
