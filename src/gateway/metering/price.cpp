#include "gateway/metering/price.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

namespace orrery::gateway {
namespace {

__extension__ typedef __int128 Wide;

constexpr std::int64_t pico_in_nano = 1'000;
constexpr std::int64_t micros_in_day = 86'400'000'000;
constexpr std::int64_t usd_max = 1'000'000;

/// A day as ISO 8601 writes it, without an allocation: prices are looked up for every request.
class IsoDay {
public:
    explicit IsoDay(std::int64_t time_us) {
        const std::int64_t whole = time_us / micros_in_day - (time_us % micros_in_day < 0 ? 1 : 0);
        const std::chrono::year_month_day day{std::chrono::sys_days{
            std::chrono::days{std::clamp<std::int64_t>(whole, 0, 2'900'000)}}};
        const int year = static_cast<int>(day.year());
        const auto month = static_cast<unsigned>(day.month());
        const auto of_month = static_cast<unsigned>(day.day());
        const auto digit = [](auto number) { return static_cast<char>('0' + number % 10); };
        text_ = {digit(year / 1000),
                 digit(year / 100),
                 digit(year / 10),
                 digit(year),
                 '-',
                 digit(month / 10),
                 digit(month),
                 '-',
                 digit(of_month / 10U),
                 digit(of_month)};
    }
    [[nodiscard]] std::string_view text() const { return {text_.data(), text_.size()}; }

private:
    std::array<char, 10> text_{};
};

/// Rounds half up, also below zero, and keeps to 64 bits.
std::int64_t nano_of(Wide pico) {
    Wide nano = (pico + pico_in_nano / 2) / pico_in_nano;
    if ((pico + pico_in_nano / 2) % pico_in_nano < 0) {
        --nano;
    }
    constexpr Wide least = std::numeric_limits<std::int64_t>::min();
    constexpr Wide most = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(std::clamp(nano, least, most));
}

/// Adds tokens at a price; a class that does not occur needs none.
bool add(Wide& sum, std::int64_t tokens, std::optional<PicoUsd> price) {
    if (tokens == 0) {
        return true;
    }
    if (!price) {
        return false;
    }
    sum += static_cast<Wide>(tokens) * *price;
    return true;
}

std::optional<PicoUsd> either(std::optional<PicoUsd> price, std::optional<PicoUsd> otherwise) {
    return price ? price : otherwise;
}

PicoUsd dearest(std::initializer_list<std::optional<PicoUsd>> prices) {
    PicoUsd most = 0;
    for (const auto& price : prices) {
        most = std::max(most, price.value_or(0));
    }
    return most;
}

/// Reads an unsigned decimal number as a whole number of units of 10^-decimals.
Result<PicoUsd> read_decimal(std::string_view text, int decimals) {
    const auto refused = [&](std::string_view why) {
        return fail(ErrorKind::bad_input, fmt::format("'{}' is no price: {}", text, why), {},
                    "write it as \"0.15\"");
    };
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view rest =
        point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
    const auto are_digits = [](std::string_view digits) {
        return std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    };
    if (whole.empty() || !are_digits(whole) || !are_digits(rest) ||
        (rest.empty() && point != std::string_view::npos)) {
        return refused("it is not an unsigned decimal number");
    }
    if (rest.size() > static_cast<std::size_t>(decimals)) {
        return refused(fmt::format("it has more than {} decimals", decimals));
    }
    PicoUsd scale = 1;
    for (int i = 0; i < decimals; ++i) {
        scale *= 10;
    }
    PicoUsd value = 0;
    for (const char digit : whole) {
        value = value * 10 + (digit - '0');
        if (value > usd_max) {
            return refused(fmt::format("it is more than {} USD", usd_max));
        }
    }
    value *= scale;
    for (const char digit : rest) {
        scale /= 10;
        value += scale * (digit - '0');
    }
    return value;
}

}  // namespace

const PriceTier* tier_of(const PriceRow& row, std::int64_t prompt_tokens) {
    const PriceTier* found = nullptr;
    for (const PriceTier& tier : row.tiers) {
        if (found == nullptr || tier.from_prompt_tokens <= prompt_tokens) {
            found = &tier;
        }
    }
    return found;
}

const PriceRow* PriceSchedule::at(std::int64_t time_us) const {
    const IsoDay today(time_us);
    for (const PriceRow& row : rows) {
        if ((row.valid_from.empty() || row.valid_from <= today.text()) &&
            (row.valid_to.empty() || today.text() < row.valid_to)) {
            return &row;
        }
    }
    return nullptr;
}

std::optional<Charge> charge(const PriceRow& row, const dialect::Usage& usage) {
    const auto classes = dialect::classes_of(usage);
    if (!classes) {
        return std::nullopt;
    }
    const std::int64_t cached = classes->cache_read + classes->cache_write;
    const PriceTier* tier = tier_of(row, classes->uncached_in + cached);
    if (tier == nullptr) {
        return std::nullopt;
    }
    Wide in_cache = 0;
    Wide uncached = 0;
    Wide prompt = tier->request.value_or(0);
    Wide completion = 0;
    const bool is_known =
        add(in_cache, classes->cache_read, either(tier->cache_read, tier->prompt)) &&
        add(in_cache, classes->cache_write, either(tier->cache_write, tier->prompt)) &&
        add(uncached, cached, tier->prompt) && add(prompt, classes->uncached_in, tier->prompt) &&
        add(completion, classes->text_out, tier->completion) &&
        add(completion, classes->reasoning_out, either(tier->reasoning, tier->completion));
    if (!is_known) {
        return std::nullopt;
    }
    const std::int64_t cost = nano_of(prompt + in_cache + completion);
    return Charge{.cost_nano_usd = cost,
                  .completion_nano_usd = std::min(cost, nano_of(completion)),
                  .cache_discount_nano_usd = nano_of(uncached - in_cache),
                  .price_id = row.price_id};
}

std::int64_t bound_nano_usd(const PriceRow& row, std::int64_t prompt_tokens_max,
                            std::int64_t completion_tokens_max) {
    const Wide prompt_tokens = std::max<std::int64_t>(prompt_tokens_max, 0);
    const Wide completion_tokens = std::max<std::int64_t>(completion_tokens_max, 0);
    Wide most = 0;
    bool is_first = true;
    for (const PriceTier& tier : row.tiers) {
        if (!is_first && tier.from_prompt_tokens > prompt_tokens) {
            break;
        }
        is_first = false;
        const Wide cost =
            prompt_tokens * dearest({tier.prompt, tier.cache_read, tier.cache_write}) +
            completion_tokens * dearest({tier.completion, tier.reasoning}) +
            tier.request.value_or(0);
        most = std::max(most, cost);
    }
    return nano_of(most);
}

Result<PicoUsd> pico_usd_per_token(std::string_view usd_per_million) {
    return read_decimal(usd_per_million, 6);
}

Result<PicoUsd> pico_usd(std::string_view usd) {
    return read_decimal(usd, 12);
}

std::string usd_per_million_text(PicoUsd pico_usd_per_token) {
    std::string text =
        fmt::format("{}.{:06}", pico_usd_per_token / 1'000'000, pico_usd_per_token % 1'000'000);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') {
        text.pop_back();
    }
    return text;
}

}  // namespace orrery::gateway
