#include <map>
#include <set>
#include <utility>

#include "base/hash.h"
#include "dialect/gemini/counts.h"
#include "dialect/gemini/embeddings.h"
#include "dialect/gemini/gemini.h"
#include "dialect/json/parse.h"
#include "dialect/wire/field.h"
#include "dialect/wire/media.h"
#include "dialect/wire/reasoning.h"

namespace orrery::dialect {

namespace {

constexpr std::size_t message_bytes_max = 1000;

/// The status in the gateway's own set: what is wrong at Google's side is a bad gateway.
int status_of(std::int64_t code) {
    const bool is_known =
        code == 400 || code == 401 || code == 403 || code == 404 || code == 429 || code == 503;
    return is_known ? static_cast<int>(code) : 502;
}

class GeminiReader final : public AnswerReader {
public:
    explicit GeminiReader(Ingress ingress) : ingress_(ingress) {}

    Status read_event(std::string_view name, std::string_view data,
                      std::vector<Event>& events) override;
    Status read_body(std::string_view body, std::vector<Event>& events) override;
    /// There is no last word: the stream is over when each candidate has its finish reason.
    [[nodiscard]] bool is_ended() const override {
        return !finished_.empty() && finished_.size() >= seen_.size();
    }

private:
    void read_chunk(const Json& chunk, std::vector<Event>& events);
    void read_candidate(const Json& candidate, std::vector<Event>& events);
    void read_part(const Json& part, std::int64_t choice, std::vector<Event>& events);
    void read_call(const Json& call, std::string_view signature, std::int64_t choice,
                   std::vector<Event>& events);
    void read_finish(const Json& candidate, std::int64_t choice, std::vector<Event>& events);

    Ingress ingress_;
    bool is_started_ = false;
    std::string response_id_;
    std::map<std::int64_t, std::int64_t> calls_;  ///< Calls so far, by choice.
    std::set<std::int64_t> seen_;
    std::set<std::int64_t> finished_;
};

Event event_of(Event::Kind kind, std::int64_t choice, std::string_view text) {
    Event event;
    event.kind = kind;
    event.choice = choice;
    event.text = text;
    return event;
}

Event reasoning_of(Event::Kind kind, std::int64_t choice, std::string_view text) {
    Event event = event_of(kind, choice, text);
    event.name = gemini_reasoning;
    return event;
}

/// Writes Gemini's log probabilities as OpenAI's `logprobs`.
std::string logprobs_of(const Json& result) {
    const auto entry_of = [](const Json& candidate) {
        return Json{{"token", text_at(candidate, "token")},
                    {"logprob", number_at(candidate, "logProbability").value_or(0)},
                    {"bytes", nullptr}};
    };
    const Json& chosen = list_at(result, "chosenCandidates");
    const Json& tops = list_at(result, "topCandidates");
    Json content = Json::array();
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        Json entry = entry_of(chosen[i]);
        entry["top_logprobs"] = Json::array();
        if (i < tops.size()) {
            for (const Json& top : list_at(tops[i], "candidates")) {
                entry["top_logprobs"].push_back(entry_of(top));
            }
        }
        content.push_back(std::move(entry));
    }
    return to_text({{"content", std::move(content)}, {"refusal", nullptr}});
}

void GeminiReader::read_call(const Json& call, std::string_view signature, std::int64_t choice,
                             std::vector<Event>& events) {
    const Json* args = value_at(call, "args");
    const std::int64_t index = calls_[choice]++;
    Event event = event_of(Event::Kind::tool_call, choice, args == nullptr ? "{}" : to_text(*args));
    event.index = index;
    event.name = text_at(call, "name");
    event.id = text_at(call, "id");
    if (event.id.empty()) {
        // The same answer gives the same ids, and no two calls of a conversation share one.
        event.id = "call_" + fingerprint(response_id_ + "/" + std::to_string(choice) + "/" +
                                         std::to_string(index) + "/" + event.name + event.text);
    }
    if (!signature.empty()) {
        Event proof = reasoning_of(Event::Kind::reasoning_redacted, choice, signature);
        proof.id = event.id;
        events.push_back(std::move(proof));
    }
    events.push_back(std::move(event));
}

void GeminiReader::read_part(const Json& part, std::int64_t choice, std::vector<Event>& events) {
    const std::string_view signature = text_at(part, "thoughtSignature");
    const std::string_view text = text_at(part, "text");
    if (const Json* call = value_at(part, "functionCall")) {
        read_call(*call, signature, choice, events);
        return;
    }
    if (flag_at(part, "thought").value_or(false)) {
        if (!text.empty()) {
            events.push_back(reasoning_of(Event::Kind::reasoning, choice, text));
        }
        if (!signature.empty()) {
            events.push_back(reasoning_of(Event::Kind::reasoning_signature, choice, signature));
        }
        return;
    }
    if (!text.empty()) {
        events.push_back(event_of(Event::Kind::text, choice, text));
    }
    if (const Json* data = value_at(part, "inlineData")) {
        const std::string_view type = text_at(*data, "mimeType");
        if (type.starts_with("image/")) {
            events.push_back(
                event_of(Event::Kind::image, choice, data_url(type, text_at(*data, "data"))));
        }
    }
    if (!signature.empty()) {
        events.push_back(reasoning_of(Event::Kind::reasoning_redacted, choice, signature));
    }
}

void GeminiReader::read_finish(const Json& candidate, std::int64_t choice,
                               std::vector<Event>& events) {
    const std::string_view reason = text_at(candidate, "finishReason");
    if (reason.empty() || reason == "FINISH_REASON_UNSPECIFIED") {
        return;
    }
    Event event = event_of(Event::Kind::finish, choice, reason);
    event.finish = finish_of(reason);
    if (event.finish == Finish::stop && calls_[choice] > 0) {
        event.finish = Finish::tool_calls;  // STOP stands for both.
    }
    events.push_back(std::move(event));
    finished_.insert(choice);
}

void GeminiReader::read_candidate(const Json& candidate, std::vector<Event>& events) {
    const std::int64_t choice = integer_at(candidate, "index").value_or(0);
    seen_.insert(choice);
    if (const Json* content = value_at(candidate, "content")) {
        for (const Json& part : list_at(*content, "parts")) {
            read_part(part, choice, events);
        }
    }
    if (const Json* logprobs = value_at(candidate, "logprobsResult")) {
        events.push_back(event_of(Event::Kind::logprobs, choice, logprobs_of(*logprobs)));
    }
    read_finish(candidate, choice, events);
}

void GeminiReader::read_chunk(const Json& chunk, std::vector<Event>& events) {
    if (const Json* error = value_at(chunk, "error")) {
        Event event = event_of(Event::Kind::error, 0, text_at(*error, "message"));
        event.name = text_at(*error, "status");
        event.status = status_of(integer_at(*error, "code").value_or(0));
        events.push_back(std::move(event));
        return;
    }
    if (!std::exchange(is_started_, true)) {
        response_id_ = text_at(chunk, "responseId");
        Event event = event_of(Event::Kind::start, 0, text_at(chunk, "modelVersion"));
        event.id = response_id_;
        events.push_back(std::move(event));
    }
    for (const Json& candidate : list_at(chunk, "candidates")) {
        read_candidate(candidate, events);
    }
    const std::string_view block = text_at(object_at(chunk, "promptFeedback"), "blockReason");
    if (!block.empty()) {
        Event event = event_of(Event::Kind::finish, 0, block);
        event.finish = Finish::content_filter;
        events.push_back(std::move(event));
        finished_.insert(0);
    }
    if (const Json* counts = value_at(chunk, "usageMetadata")) {
        Event event = event_of(Event::Kind::usage, 0, "");
        event.usage = read_counts(
            *counts, is_ended() ? Provenance::provider_final : Provenance::provider_partial);
        events.push_back(std::move(event));
    }
}

Status GeminiReader::read_event(std::string_view /*name*/, std::string_view data,
                                std::vector<Event>& events) {
    const auto chunk = parse_object(data);
    if (!chunk) {
        return std::unexpected(chunk.error());
    }
    read_chunk(*chunk, events);
    return {};
}

Status GeminiReader::read_body(std::string_view text, std::vector<Event>& events) {
    const auto body = parse_object(text);
    if (!body) {
        return std::unexpected(body.error());
    }
    if (ingress_ == Ingress::embeddings && value_at(*body, "error") == nullptr) {
        finished_.insert(0);
        return read_gemini_embeddings(*body, events);
    }
    const bool is_answer =
        body->contains("candidates") || body->contains("promptFeedback") || body->contains("error");
    if (!is_answer) {
        return fail(ErrorKind::bad_input, "the answer holds no candidates", "candidates");
    }
    read_chunk(*body, events);
    return {};
}

}  // namespace

std::unique_ptr<AnswerReader> make_gemini_reader(Ingress ingress) {
    return std::make_unique<GeminiReader>(ingress);
}

ProviderError read_gemini_error(std::string_view body) {
    // A stream that could not begin answers with an array of one error.
    const std::size_t begin = body.find('{');
    const std::size_t end = body.rfind('}');
    const bool has_object =
        begin != std::string_view::npos && end != std::string_view::npos && end > begin;
    const auto read = parse_object(has_object ? body.substr(begin, end - begin + 1) : body);
    const Json* error = read ? value_at(*read, "error") : nullptr;
    if (error == nullptr || text_at(*error, "message").empty()) {
        return {.message = std::string(body.substr(0, message_bytes_max)), .type = {}};
    }
    return {.message = std::string(text_at(*error, "message")),
            .type = std::string(text_at(*error, "status"))};
}

}  // namespace orrery::dialect
