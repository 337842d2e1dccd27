#include "simulate/rows/draw.h"

#include <algorithm>
#include <cmath>

#include "base/time.h"
#include "simulate/random.h"

namespace orrery::simulate {
namespace {

enum Draw : std::uint64_t {
    day = 1,
    weekend,
    hour,
    second,
    ending,
    ending_kind,
    tools,
    streamed,
    attempts,
    provider,
    free_of_charge,
    reasons,
    thought,
    speed,
    wait,
    cut,
    api_key
};

constexpr std::int64_t completion_max = 64'000;

/// Share of a person's requests up to each hour of the local day.
constexpr double hours_until[24] = {.020, .033, .042, .048, .053, .060, .072, .092,
                                    .125, .175, .235, .297, .355, .412, .475, .540,
                                    .603, .663, .718, .772, .828, .885, .942, 1.0};
constexpr int utc_offset_hours[continent_count] = {-6, 1, 7, 0};

std::int64_t moment(const World& world, const Slice& slice, const Pool& pool, std::uint32_t owner,
                    std::uint64_t key) {
    const Account& account = world.accounts.all[owner];
    const Day first = std::min(
        slice.last, std::max({slice.first, world.market[pool.model].release, account.signup}));
    const auto days = static_cast<double>(slice.last - first + 1);
    auto date = first + static_cast<Day>(uniform(key, Draw::day) * days);
    const bool is_weekend = date - week_of(date) >= 5;
    if (is_weekend && !account.is_agent && uniform(key, Draw::weekend) < 0.25) {
        date = first + static_cast<Day>(uniform(key, Draw::weekend, 1) * days);
    }
    double hour_of_day = 24 * uniform(key, Draw::hour);
    if (!account.is_agent) {
        const double u = uniform(key, Draw::hour);
        const auto* found = std::upper_bound(std::begin(hours_until), std::end(hours_until), u);
        const auto local = static_cast<int>(std::min<std::ptrdiff_t>(found - hours_until, 23));
        const int utc = local - utc_offset_hours[static_cast<int>(account.continent)] + 24;
        hour_of_day = utc % 24 + uniform(key, Draw::second);
    }
    return date * day_us +
           std::min(static_cast<std::int64_t>(hour_of_day / 24 * day_us), day_us - 1);
}

/// Draws the lengths. The quantiles of a model's generations form an additive recurrence (Roberts
/// 2018, the R3 sequence): any run of them covers the distribution evenly, so that sums of few
/// generations already lie near their expectation.
void draw_tokens(const World& world, const Pool& pool, std::int64_t at, Row& row) {
    const Workload& workload = world.profile.workloads[pool.category];
    const MarketModel& model = world.market[pool.model];
    const auto index = static_cast<double>(pool.first_of_model + at);
    const std::uint64_t start = key_of(world.options.seed, pool.model);
    const auto quantile = [&](double step, int draw) {
        const double place = index * step + uniform(start, draw);
        return std::clamp(place - std::floor(place), 1e-9, 1 - 1e-9);
    };
    row.evenly = quantile(0.6180339887498949, 3);
    row.evenly_called = quantile(0.4142135623730950, 4);
    const auto log_normal = [](double mean, double sigma, double u) {
        return mean * std::exp(sigma * normal_quantile(u) - sigma * sigma / 2);
    };
    const double spread = model.tuning == nullptr ? 1 : model.tuning->spread;
    const double prompt = log_normal(pool.shape.prompt, spread * workload.prompt_sigma,
                                     quantile(0.8191725133961645, 0));
    const double completion = log_normal(pool.shape.completion, spread * workload.completion_sigma,
                                         quantile(0.6710436067037893, 1));
    const std::int64_t context = model.facts->context_length.value_or(128'000);
    row.prompt =
        std::clamp<std::int64_t>(std::llround(prompt), 1, std::max(context, std::int64_t{1}));
    row.completion = std::clamp<std::int64_t>(std::llround(completion), 1, completion_max);
    // A power of a uniform number has any mean; the written share keeps its own.
    const double read = pool.shape.cached <= 0
                            ? 0
                            : std::pow(quantile(0.5497004779019703, 2), 1 / pool.shape.cached - 1);
    row.cache_read = static_cast<std::int64_t>(static_cast<double>(row.prompt) * read);
    row.cache_write =
        static_cast<std::int64_t>(static_cast<double>(row.prompt) * (1 - read) *
                                  pool.shape.written / std::max(1e-9, 1 - pool.shape.cached));
    row.reasoning = 0;
    if (model.reasons(static_cast<double>(row.created_us) / day_us)) {
        const bool always = model.facts->reasoning == catalog::Reasoning::yes;
        if (always || uniform(row.key, Draw::reasons) < 0.4) {
            row.reasoning =
                static_cast<std::int64_t>(static_cast<double>(row.completion) *
                                          (0.3 + 0.5 * uniform(row.key, Draw::thought)));
        }
    }
}

void draw_ending(const World& world, const Pool& pool, Row& row) {
    const Profile& profile = world.profile;
    const double u = uniform(row.key, Draw::ending);
    const double kind = uniform(row.key, Draw::ending_kind);
    row.tool_calls = 0;
    if (u < profile.errors) {
        row.ending = kind < 0.6   ? Ending::upstream_error
                     : kind < 0.8 ? Ending::error_mid_stream
                                  : Ending::timeout;
        row.prompt = row.completion = row.reasoning = row.cache_read = row.cache_write = 0;
    } else if (row.evenly_called < pool.tool_share) {
        row.ending = Ending::tool_calls;
        row.tool_calls = static_cast<std::uint8_t>(1 + poisson(0.3, kind));
    } else if (u < profile.errors + profile.cancelled) {
        row.ending = Ending::client_gone;
        const double kept = uniform(row.key, Draw::cut);
        row.completion = std::max<std::int64_t>(
            1, static_cast<std::int64_t>(static_cast<double>(row.completion) * kept));
        row.reasoning = std::min(row.reasoning, row.completion);
    } else {
        row.ending = kind < 0.03    ? Ending::length
                     : kind < 0.033 ? Ending::content_filter
                                    : Ending::stop;
    }
    row.has_tools = row.ending == Ending::tool_calls ||
                    uniform(row.key, Draw::tools, 1) < std::min(1.0, 1.5 * pool.tool_share);
}

void draw_service(const World& world, const Pool& pool, Row& row) {
    const MarketModel& model = world.market[pool.model];
    row.is_streamed = uniform(row.key, Draw::streamed) < 0.8;
    row.attempts = uniform(row.key, Draw::attempts) < 0.03 ? 2 : 1;
    row.provider = static_cast<std::uint8_t>(
        std::min<std::size_t>(static_cast<std::size_t>(uniform(row.key, Draw::provider) *
                                                       uniform(row.key, Draw::provider, 1) *
                                                       static_cast<double>(model.providers.size())),
                              model.providers.size() - 1));
    // Small models are quick, long prompts slow; each provider has a pace of its own.
    const double size =
        std::clamp(model.facts->params_active_b.value_or(model.facts->params_total_b.value_or(60)),
                   3.0, 120.0);
    const double pace = 0.7 + 0.6 * uniform(key_of(pool.model, row.provider));
    const double wait = std::exp(0.5 * normal_quantile(uniform(row.key, Draw::wait)));
    row.ttft_ms = std::round((180 + 4 * size + static_cast<double>(row.prompt) / 40) * pace * wait);
    const double tokens_per_s = 160 * pace / std::sqrt(size / 10) *
                                std::exp(0.25 * normal_quantile(uniform(row.key, Draw::speed)));
    row.generation_ms =
        std::round(row.ttft_ms + 1000 * static_cast<double>(row.completion) / tokens_per_s);
    row.gateway_us = 80 + static_cast<std::int64_t>(120 * wait);
}

/// Charges the row by the price in force on its day, in nano-USD.
void charge(const World& world, const Pool& pool, Row& row) {
    const MarketModel& model = world.market[pool.model];
    const double date = std::floor(static_cast<double>(row.created_us) / day_us);
    const bool is_launch = date >= model.free_launch_from && date < model.free_launch_to;
    row.is_free = is_launch || uniform(row.key, Draw::free_of_charge) < pool.shape.free;
    row.upstream_nano_usd = 0;
    row.discount_nano_usd = 0;
    row.price = model.price(date);
    if (row.is_free) {
        row.price = model.free_prices.empty() ? row.price : &model.free_prices.back();
        return;
    }
    if (row.price == nullptr) {
        return;
    }
    const PriceWindow& price = *row.price;
    const double premium =
        1000 * world.pricing[pool.model].premium;  // USD per M to nano per token.
    const auto read = static_cast<double>(row.cache_read);
    const auto written = static_cast<double>(row.cache_write);
    const double saved = read * (price.prompt - price.cache_read.value_or(price.prompt)) -
                         written * (price.cache_write.value_or(price.prompt) - price.prompt);
    const double full = static_cast<double>(row.prompt) * price.prompt +
                        static_cast<double>(row.completion) * price.completion;
    row.upstream_nano_usd = std::llround(premium * (full - saved));
    row.discount_nano_usd = std::llround(premium * saved);
}

}  // namespace

void draw_row(const World& world, const Slice& slice, const Pool& pool, std::int64_t at,
              std::uint32_t account, Detail detail, Row& row) {
    row.number = pool.first_row + at;
    row.key = key_of(world.options.seed, 0x20d1U, row.number);
    row.account = account;
    row.model = pool.model;
    row.category = pool.category;
    row.created_us = moment(world, slice, pool, account, row.key);
    const double turns = world.profile.workloads[pool.category].turns;
    const auto length = static_cast<std::int64_t>(std::max(1.0, turns * 2));
    row.session = key_of(0x5e55U, account, pool.model, pool.category, slice.first, at / length);
    row.turn = static_cast<std::uint8_t>(std::min<std::int64_t>(1 + at % length, 200));
    row.key_of_account = static_cast<std::uint8_t>(3 * uniform(row.key, Draw::api_key) *
                                                   uniform(row.key, Draw::api_key, 1));
    draw_tokens(world, pool, at, row);
    draw_ending(world, pool, row);
    if (detail == Detail::all) {
        draw_service(world, pool, row);
        charge(world, pool, row);
    }
}

}  // namespace orrery::simulate
