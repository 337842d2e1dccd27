#include <map>
#include <utility>

#include "dialect/anthropic/anthropic.h"
#include "dialect/json/parse.h"
#include "dialect/wire/field.h"
#include "dialect/wire/reasoning.h"

namespace orrery::dialect {

namespace {

/// The HTTP status that an error's type stands for (docs.claude.com, "Errors"), in the gateway's
/// own set: 529 becomes 503, 500 and 504 become 502.
int status_of(std::string_view type) {
    constexpr std::pair<std::string_view, int> statuses[] = {
        {"invalid_request_error", 400}, {"authentication_error", 401}, {"billing_error", 402},
        {"permission_error", 403},      {"not_found_error", 404},      {"request_too_large", 413},
        {"rate_limit_error", 429},      {"overloaded_error", 503},
    };
    for (const auto& [name, status] : statuses) {
        if (name == type) {
            return status;
        }
    }
    return 502;
}

Event event_of(Event::Kind kind, std::string_view text) {
    Event event;
    event.kind = kind;
    event.text = text;
    return event;
}

/// Anthropic counts input in three classes that exclude each other; each is kept as far as it is
/// known, a later figure replaces an earlier one, and the totals are made at the end.
class Counts {
public:
    void read(const Json& usage) {
        replace(usage, "input_tokens", input_);
        replace(usage, "cache_read_input_tokens", cache_read_);
        replace(usage, "cache_creation_input_tokens", cache_write_);
        replace(usage, "output_tokens", output_);
        if (const Json* details = value_at(usage, "output_tokens_details")) {
            replace(*details, "thinking_tokens", thinking_);
        }
    }

    [[nodiscard]] Usage usage(Provenance provenance) const {
        Usage usage;
        if (input_) {
            usage.prompt = *input_ + cache_read_.value_or(0) + cache_write_.value_or(0);
        }
        usage.completion = output_;
        usage.reasoning = thinking_;
        usage.cache_read = cache_read_;
        usage.cache_write = cache_write_;
        const bool knows_nothing = !input_ && !output_ && !cache_read_ && !cache_write_;
        usage.provenance = knows_nothing ? Provenance::unknown : provenance;
        return usage;
    }

private:
    /// Counts beyond any context window are no counts; keeping sums in range is what it is for.
    static void replace(const Json& usage, std::string_view key,
                        std::optional<std::int64_t>& count) {
        constexpr std::int64_t tokens_max = 1'000'000'000'000;
        const auto given = integer_at(usage, key);
        if (given && *given >= 0 && *given <= tokens_max) {
            count = given;
        }
    }

    std::optional<std::int64_t> input_;
    std::optional<std::int64_t> cache_read_;
    std::optional<std::int64_t> cache_write_;
    std::optional<std::int64_t> output_;
    std::optional<std::int64_t> thinking_;
};

class AnthropicReader final : public AnswerReader {
public:
    Status read_event(std::string_view name, std::string_view data,
                      std::vector<Event>& events) override;
    Status read_body(std::string_view body, std::vector<Event>& events) override;
    [[nodiscard]] bool is_ended() const override { return is_ended_; }

private:
    void start(const Json& message, std::vector<Event>& events);
    void open_block(std::int64_t index, const Json& block, std::vector<Event>& events);
    void read_delta(std::int64_t index, const Json& delta, std::vector<Event>& events);
    void read_citation(const Json& citation, std::vector<Event>& events);
    void add_usage(const Json& holder, Provenance provenance, std::vector<Event>& events);
    static void add_finish(const Json& holder, std::vector<Event>& events);
    static void add_error(const Json& body, std::vector<Event>& events);

    Counts counts_;
    std::map<std::int64_t, std::int64_t> calls_;  ///< Content block to tool call.
    bool is_ended_ = false;
};

void AnthropicReader::start(const Json& message, std::vector<Event>& events) {
    Event event = event_of(Event::Kind::start, text_at(message, "model"));
    event.id = text_at(message, "id");
    events.push_back(std::move(event));
}

void AnthropicReader::add_usage(const Json& holder, Provenance provenance,
                                std::vector<Event>& events) {
    const Json* usage = value_at(holder, "usage");
    if (usage == nullptr) {
        return;
    }
    counts_.read(*usage);
    Event event = event_of(Event::Kind::usage, "");
    event.usage = counts_.usage(provenance);
    events.push_back(std::move(event));
}

void AnthropicReader::add_finish(const Json& holder, std::vector<Event>& events) {
    const std::string_view reason = text_at(holder, "stop_reason");
    if (reason.empty()) {
        return;
    }
    Event event = event_of(Event::Kind::finish, reason);
    event.finish = finish_of(reason);
    event.name = text_at(holder, "stop_sequence");
    events.push_back(std::move(event));
}

void AnthropicReader::add_error(const Json& body, std::vector<Event>& events) {
    const Json& error = object_at(body, "error");
    const std::string_view type = text_at(error, "type");
    const std::string_view message = text_at(error, "message");
    Event event = event_of(Event::Kind::error, message.empty() ? type : message);
    event.name = type;
    event.status = status_of(type);
    events.push_back(std::move(event));
}

void AnthropicReader::open_block(std::int64_t index, const Json& block,
                                 std::vector<Event>& events) {
    const std::string_view type = text_at(block, "type");
    if (type == "text" && !text_at(block, "text").empty()) {
        events.push_back(event_of(Event::Kind::text, text_at(block, "text")));
    } else if (type == "thinking") {
        read_delta(index, {{"type", "thinking_delta"}, {"thinking", text_at(block, "thinking")}},
                   events);
        read_delta(index, {{"type", "signature_delta"}, {"signature", text_at(block, "signature")}},
                   events);
    } else if (type == "redacted_thinking") {
        Event event = event_of(Event::Kind::reasoning_redacted, text_at(block, "data"));
        event.name = anthropic_reasoning;
        events.push_back(std::move(event));
    } else if (type == "tool_use") {
        const auto call = static_cast<std::int64_t>(calls_.size());
        calls_[index] = call;
        const Json* input = value_at(block, "input");
        const bool has_input = input != nullptr && !(input->is_object() && input->empty());
        Event event = event_of(Event::Kind::tool_call, has_input ? to_text(*input) : "");
        event.index = call;
        event.id = text_at(block, "id");
        event.name = text_at(block, "name");
        events.push_back(std::move(event));
    }
    for (const Json& citation : list_at(block, "citations")) {
        read_citation(citation, events);
    }
}

void AnthropicReader::read_citation(const Json& citation, std::vector<Event>& events) {
    const std::string_view url = text_at(citation, "url");
    if (url.empty()) {
        return;
    }
    const Json annotation = {{"type", "url_citation"},
                             {"url_citation",
                              {{"url", url},
                               {"title", text_at(citation, "title")},
                               {"content", text_at(citation, "cited_text")}}}};
    events.push_back(event_of(Event::Kind::annotation, to_text(annotation)));
}

void AnthropicReader::read_delta(std::int64_t index, const Json& delta,
                                 std::vector<Event>& events) {
    const std::string_view type = text_at(delta, "type");
    if (type == "text_delta") {
        events.push_back(event_of(Event::Kind::text, text_at(delta, "text")));
    } else if (type == "thinking_delta" && !text_at(delta, "thinking").empty()) {
        Event event = event_of(Event::Kind::reasoning, text_at(delta, "thinking"));
        event.name = anthropic_reasoning;
        events.push_back(std::move(event));
    } else if (type == "signature_delta" && !text_at(delta, "signature").empty()) {
        Event event = event_of(Event::Kind::reasoning_signature, text_at(delta, "signature"));
        event.name = anthropic_reasoning;
        events.push_back(std::move(event));
    } else if (type == "input_json_delta") {
        const auto call = calls_.find(index);
        if (call != calls_.end() && !text_at(delta, "partial_json").empty()) {
            Event event = event_of(Event::Kind::tool_arguments, text_at(delta, "partial_json"));
            event.index = call->second;
            events.push_back(std::move(event));
        }
    } else if (type == "citations_delta") {
        if (const Json* citation = value_at(delta, "citation")) {
            read_citation(*citation, events);
        }
    }
}

Status AnthropicReader::read_event(std::string_view name, std::string_view data,
                                   std::vector<Event>& events) {
    if (name == "ping") {
        return {};
    }
    const auto body = parse_object(data);
    if (!body) {
        return std::unexpected(body.error());
    }
    const std::string_view type = text_at(*body, "type");
    const std::int64_t index = integer_at(*body, "index").value_or(0);
    if (type == "message_start") {
        if (const Json* message = value_at(*body, "message")) {
            start(*message, events);
            add_usage(*message, Provenance::provider_partial, events);
        }
    } else if (type == "content_block_start") {
        if (const Json* block = value_at(*body, "content_block")) {
            open_block(index, *block, events);
        }
    } else if (type == "content_block_delta") {
        if (const Json* delta = value_at(*body, "delta")) {
            read_delta(index, *delta, events);
        }
    } else if (type == "message_delta") {
        if (const Json* delta = value_at(*body, "delta")) {
            add_finish(*delta, events);
        }
        add_usage(*body, Provenance::provider_final, events);
    } else if (type == "message_stop") {
        is_ended_ = true;
    } else if (type == "error") {
        add_error(*body, events);
    }
    return {};
}

Status AnthropicReader::read_body(std::string_view text, std::vector<Event>& events) {
    const auto body = parse_object(text);
    if (!body) {
        return std::unexpected(body.error());
    }
    if (text_at(*body, "type") == "error") {
        add_error(*body, events);
        return {};
    }
    if (text_at(*body, "type") != "message") {
        return fail(ErrorKind::bad_input, "the answer is not a message", "type");
    }
    start(*body, events);
    const Json& content = list_at(*body, "content");
    for (std::size_t i = 0; i < content.size(); ++i) {
        const std::size_t before = events.size();
        open_block(static_cast<std::int64_t>(i), content[i], events);
        // A whole call without arguments is a call with none, in a stream they are still to come.
        if (events.size() > before && events[before].kind == Event::Kind::tool_call &&
            events[before].text.empty()) {
            events[before].text = "{}";
        }
    }
    add_finish(*body, events);
    add_usage(*body, Provenance::provider_final, events);
    is_ended_ = true;
    return {};
}

}  // namespace

std::unique_ptr<AnswerReader> make_anthropic_reader() {
    return std::make_unique<AnthropicReader>();
}

}  // namespace orrery::dialect
