#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/format/json.h"
#include "base/result.h"

namespace orrery::dialect {

using Json = nlohmann::ordered_json;

/// What clients speak to us.
enum class Ingress { chat, completions, responses, messages, embeddings };
/// The record's api_type: chat, completion, responses, messages, embeddings.
[[nodiscard]] std::string_view api_type_of(Ingress ingress);

/// What providers speak.
enum class Egress { openai, anthropic, gemini };
[[nodiscard]] std::string_view name_of(Egress egress);

/// A request in the one form that all others are read into and written from.
///
/// `chat` is an OpenRouter chat request: `messages` (roles system, developer, user, assistant,
/// tool; content text or parts text, image_url, input_audio, file, with `cache_control`; assistant
/// `tool_calls`, `reasoning`, `reasoning_details`), `tools`, `tool_choice`, `parallel_tool_calls`,
/// `max_tokens`, `temperature`, `top_p`, `top_k`, `min_p`, `stop`, `seed`, penalties, `logit_bias`,
/// `logprobs`, `response_format`, `reasoning` {effort | max_tokens, exclude, enabled}, `user`,
/// `stream`, and OpenRouter's own: `models`, `provider`, `session_id`, `prompt_cache_key`,
/// `transforms`, `plugins`, `usage`. For embeddings `input`, `dimensions`, `encoding_format`; for
/// completions `prompt` stays a `prompt` beside a `messages` that says the same.
struct Request {
    Ingress ingress = Ingress::chat;
    Json chat;
    bool stream = false;
    /// Names of parameters of the client's dialect that have no counterpart here.
    std::vector<std::string> dropped;
};

/// Reads a client's body. Fails with `bad_input`: what, and in `where` the JSON path of it
/// ("messages[2].content"), as clients get it in a 400.
[[nodiscard]] Result<Request> read_request(Ingress ingress, std::string_view body);

/// A request as a provider takes it.
struct Outgoing {
    std::string target;  ///< Below the base URL: "/chat/completions", "/v1/messages".
    std::string body;
    /// Further header fields, without authorization: {"anthropic-version", "2023-06-01"}.
    std::vector<std::pair<std::string, std::string>> fields;
    /// Parameters of the request that this provider's dialect cannot carry.
    std::vector<std::string> dropped;
};

/// Writes a request for a provider. `model` is the provider's own name of it. Always asks for usage
/// in streams. `max_tokens_default` is used where the dialect demands a bound and the client gave
/// none. Fails with `bad_input` where content cannot be carried at all (an audio part to a dialect
/// without audio): another endpoint may take it.
[[nodiscard]] Result<Outgoing> write_request(Egress egress, const Request& request,
                                             std::string_view model,
                                             std::int64_t max_tokens_default);

}  // namespace orrery::dialect
