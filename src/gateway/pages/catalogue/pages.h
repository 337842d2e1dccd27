#pragma once

#include "gateway/pages/question.h"

namespace orrery::gateway {

/// GET /models: what can be asked for, filtered and sorted as the query says.
[[nodiscard]] Answer models_page(const Question& question);
/// GET /models/count: how many models the same query lists.
[[nodiscard]] Answer models_count_page(const Question& question);
/// GET /embeddings/models: the models that answer with embeddings.
[[nodiscard]] Answer embedding_models_page(const Question& question);
/// GET /model/{author}/{slug}: one model.
[[nodiscard]] Answer model_page(const Question& question);
/// GET /models/{author}/{slug}/endpoints: who serves a model, at what price and how well. Figures
/// of health are for those who show a key.
[[nodiscard]] Answer endpoints_page(const Question& question);
/// GET /providers: the providers of the configuration.
[[nodiscard]] Answer providers_page(const Question& question);

/// POST /messages/count_tokens: an estimate of the tokens of a Messages request, `input_tokens`, by
/// the rule of dialect::estimated_tokens. Anthropic's own count needs Anthropic.
[[nodiscard]] Answer count_tokens_page(const Question& question);

}  // namespace orrery::gateway
