#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "dialect/answer.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// Reads a chat request, as OpenAI and OpenRouter have it. Fails with `bad_input` and the path.
[[nodiscard]] Result<Request> read_chat(std::string_view body);
/// Reads a legacy completions request; `messages` then say what its one prompt says. Refuses what a
/// chat cannot do: several prompts, tokens for a prompt, suffix, echo, best_of.
[[nodiscard]] Result<Request> read_completions(std::string_view body);
/// Reads an embeddings request.
[[nodiscard]] Result<Request> read_embeddings(std::string_view body);

/// Writes a request for the chat completions or the embeddings API.
[[nodiscard]] Result<Outgoing> write_openai(const Request& request, std::string_view model);

/// Reads chat completions, streamed or whole, or embeddings.
[[nodiscard]] std::unique_ptr<AnswerReader> make_openai_reader(Ingress ingress);

[[nodiscard]] std::unique_ptr<AnswerWriter> make_chat_writer(bool is_stream, AnswerContext context);
[[nodiscard]] std::unique_ptr<AnswerWriter> make_completions_writer(bool is_stream,
                                                                    AnswerContext context);
/// Writes the list of vectors; embeddings have no streams.
[[nodiscard]] std::unique_ptr<AnswerWriter> make_embeddings_writer(AnswerContext context);

}  // namespace orrery::dialect
