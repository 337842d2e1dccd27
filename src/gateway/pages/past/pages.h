#pragma once

#include "gateway/pages/question.h"

namespace orrery::gateway {

/// GET /activity: the account's last 30 completed UTC days by day, model and provider.
[[nodiscard]] Answer activity_page(const Question& question);
/// GET /analytics/meta: what POST /analytics/query can be asked.
[[nodiscard]] Answer analytics_meta_page(const Question& question);
/// POST /analytics/query: metrics of the account's generations by dimensions and time.
[[nodiscard]] Answer analytics_query_page(const Question& question);
/// GET /datasets/rankings-daily: tokens by UTC day and model, over everything in the store.
[[nodiscard]] Answer rankings_daily_page(const Question& question);
/// GET /datasets/app-rankings: applications by tokens, over everything in the store.
[[nodiscard]] Answer app_rankings_page(const Question& question);

}  // namespace orrery::gateway
