#pragma once

#include <string>

#include "study/figure.h"

namespace orrery::study {

/// Writes a figure's title as a sentence from its numbers, by the writer that figure.toml names.
/// Falls back to the neutral title where there is nothing to say. Writers:
///   class_shares, top_series, top_categories, top_authors, top_continents
///                                 who leads late, and how that changed
///   volume_growth, count_growth   first against last complete x
///   reasoning_share, share_change, programming_share, mean_change
///   category_means, mean_ratio, tags, category_prices, language_top, retention
///   elasticity, segments, price_span, table_top
///   token_classes, cache_hits, cache_savings, latency, fastest_provider, providers, failures,
///   retried, byok, cancelled      how generations were served
///   messages, effective_models, hhi, concentration, inflection, top_account, spikes,
///   elasticities, account_retention   how robust and how concentrated
///   movers                        what rose and fell most
[[nodiscard]] std::string write_takeaway(const FigureResult& figure);

}  // namespace orrery::study
