#include "simulate/rows/texts.h"

#include <fmt/format.h>

#include <algorithm>

#include "simulate/rows/row.h"

namespace orrery::simulate {
namespace {

using Texts = std::vector<std::string>;

constexpr std::size_t ending_count = 8;

template <typename Range, typename Name>
Texts texts_of(const Range& range, const Name& name) {
    Texts texts;
    for (const auto& element : range) {
        texts.push_back(name(element));
    }
    return texts;
}

Texts provider_names(const World& world) {
    Texts names;
    for (const MarketModel& model : world.market) {
        names.insert(names.end(), model.providers.begin(), model.providers.end());
    }
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    return names;
}

Texts requested_names(const World& world) {
    Texts names =
        texts_of(world.market, [](const MarketModel& model) { return model.facts->slug; });
    for (const MarketModel& model : world.market) {
        names.push_back(model.facts->slug + ":free");
    }
    return names;
}

std::vector<const PriceWindow*> prices_of(const World& world) {
    std::vector<const PriceWindow*> prices;
    for (const MarketModel& model : world.market) {
        for (const auto* windows : {&model.prices, &model.free_prices}) {
            for (const PriceWindow& price : *windows) {
                prices.push_back(&price);
            }
        }
    }
    std::ranges::sort(prices);
    return prices;
}

std::vector<TagShare> tags_of(const World& world) {
    std::vector<TagShare> tags;
    for (const Workload& workload : world.profile.workloads) {
        tags.insert(tags.end(), workload.tags.begin(), workload.tags.end());
    }
    return tags;
}

Texts tag_categories(const World& world) {
    Texts names;
    for (std::size_t c = 0; c < category_count; ++c) {
        names.insert(names.end(), world.profile.workloads[c].tags.size(),
                     std::string(categories[c]));
    }
    return names;
}

/// What providers of three families write for each Ending; "" is no reason at all.
const Texts& native_texts() {
    static const Texts texts = {
        "stop",     "tool_calls", "length",     "content_filter", "", "error", "error", "error",
        "end_turn", "tool_use",   "max_tokens", "refusal",        "", "error", "error", "error",
        "STOP",     "STOP",       "MAX_TOKENS", "SAFETY",         "", "error", "error", "error"};
    return texts;
}

}  // namespace

WorldTexts::WorldTexts(const World& world)
    : slugs(texts_of(world.market, [](const auto& model) { return model.facts->slug; })),
      requested(requested_names(world)),
      permaslugs(texts_of(world.market, [](const auto& model) { return model.permaslug; })),
      providers(provider_names(world)),
      countries(texts_of(world.profile.countries, [](const auto& mix) { return mix.country; })),
      languages(world.accounts.languages),
      apps([] {
          Texts names;
          for (std::size_t i = 0; i < app_count; ++i) {
              names.push_back(fmt::format("app-{:02}", i));
          }
          return names;
      }()),
      variants(Texts{"standard", "free"}),
      terminal_states(Texts{"done", "done", "done", "done", "client_gone", "upstream_error",
                            "error_mid_stream", "timeout"}),
      finish_reasons(
          Texts{"stop", "tool_calls", "length", "content_filter", "", "error", "error", "error"}),
      native_reasons(native_texts()),
      provenances(Texts{"provider_final", "estimated"}),
      price_ids(texts_of(simulate::prices_of(world),
                         [](const PriceWindow* price) { return price->price_id; })),
      paths(texts_of(tags_of(world), [](const TagShare& tag) { return tag.path; })),
      tags(texts_of(tags_of(world), [](const TagShare& tag) { return tag.tag; })),
      categories_of_tags(tag_categories(world)),
      prices_(simulate::prices_of(world)) {
    const Texts names = provider_names(world);
    for (const MarketModel& model : world.market) {
        auto& codes = providers_of_model_.emplace_back();
        for (const std::string& name : model.providers) {
            codes.push_back(
                static_cast<std::uint32_t>(std::ranges::lower_bound(names, name) - names.begin()));
        }
        const std::string& author = model.facts->author;
        family_of_model_.push_back(author == "anthropic"                    ? 1
                                   : author == "google" && !model.is_open() ? 2
                                                                            : 0);
    }
    std::uint32_t first = 0;
    for (std::size_t c = 0; c < category_count; ++c) {
        first_tag_[c] = first;
        first += static_cast<std::uint32_t>(world.profile.workloads[c].tags.size());
    }
}

std::uint32_t WorldTexts::price_id(const PriceWindow* price) const {
    if (price == nullptr) {
        return price_ids.null_code();
    }
    return static_cast<std::uint32_t>(std::ranges::lower_bound(prices_, price) - prices_.begin());
}

std::uint32_t WorldTexts::native_reason(std::uint16_t model, int ending) const {
    return family_of_model_[model] * ending_count + static_cast<std::uint32_t>(ending);
}

}  // namespace orrery::simulate
