#pragma once

#include <string>

#include "study/figure.h"

namespace orrery::study {

// Writers of sentences; write_takeaway() names them. Empty where there is nothing to say.

/// On categories, tags, languages and cohorts.
[[nodiscard]] std::string category_means(const FigureResult& figure);
[[nodiscard]] std::string mean_ratio(const FigureResult& figure);
[[nodiscard]] std::string tag_shares(const FigureResult& figure);
[[nodiscard]] std::string category_prices(const FigureResult& figure);
[[nodiscard]] std::string language_top(const FigureResult& figure);
[[nodiscard]] std::string retention(const FigureResult& figure);

/// On operations: classes of tokens, caching, speed and failures.
[[nodiscard]] std::string token_classes(const FigureResult& figure);
[[nodiscard]] std::string cache_savings(const FigureResult& figure);
[[nodiscard]] std::string latency(const FigureResult& figure);
[[nodiscard]] std::string fastest_provider(const FigureResult& figure);
[[nodiscard]] std::string providers(const FigureResult& figure);
[[nodiscard]] std::string failures(const FigureResult& figure);

/// On robustness and concentration, and on the last week.
[[nodiscard]] std::string messages(const FigureResult& figure);
[[nodiscard]] std::string equal_models(const FigureResult& figure);
[[nodiscard]] std::string hhi(const FigureResult& figure);
[[nodiscard]] std::string concentration(const FigureResult& figure);
[[nodiscard]] std::string inflection(const FigureResult& figure);
[[nodiscard]] std::string top_account(const FigureResult& figure);
[[nodiscard]] std::string spikes(const FigureResult& figure);
[[nodiscard]] std::string two_elasticities(const FigureResult& figure);
[[nodiscard]] std::string account_survival(const FigureResult& figure);
[[nodiscard]] std::string week_movers(const FigureResult& figure);

}  // namespace orrery::study
