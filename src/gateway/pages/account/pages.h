#pragma once

#include "gateway/pages/question.h"

namespace orrery::gateway {

/// GET /key: the calling key, its limit and what it has used.
[[nodiscard]] Answer current_key_page(const Question& question);
/// GET /credits: what the account was granted and has used, in USD.
[[nodiscard]] Answer credits_page(const Question& question);
/// GET /generation?id=: one generation of the account.
[[nodiscard]] Answer generation_page(const Question& question);

/// GET /keys: the account's inference keys, newest first, 100 at a time from `offset`.
[[nodiscard]] Answer list_keys_page(const Question& question);
/// POST /keys: makes an inference key; its secret is in this answer and nowhere else.
[[nodiscard]] Answer create_key_page(const Question& question);
/// GET, PATCH, DELETE /keys/{hash}.
[[nodiscard]] Answer get_key_page(const Question& question);
[[nodiscard]] Answer update_key_page(const Question& question);
[[nodiscard]] Answer delete_key_page(const Question& question);

/// GET /byok: the account's own provider keys, without their secrets.
[[nodiscard]] Answer list_byok_page(const Question& question);
/// POST /byok: keeps a provider key of the account's, sealed.
[[nodiscard]] Answer create_byok_page(const Question& question);
/// GET, PATCH, DELETE /byok/{id}.
[[nodiscard]] Answer get_byok_page(const Question& question);
[[nodiscard]] Answer update_byok_page(const Question& question);
[[nodiscard]] Answer delete_byok_page(const Question& question);

}  // namespace orrery::gateway
