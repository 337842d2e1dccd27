#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "dialect/json/parse.h"
#include "dialect/openai/error.h"
#include "dialect/openai/openai.h"
#include "dialect/openai/request/message_reader.h"
#include "dialect/openai/usage.h"

namespace orrery::dialect {
namespace {

using Kind = Event::Kind;

Event event_of(Kind kind, std::string text) {
    Event event;
    event.kind = kind;
    event.text = std::move(text);
    return event;
}

class OpenAiReader final : public AnswerReader {
public:
    explicit OpenAiReader(Ingress ingress) : ingress_(ingress) {}

    Status read_event(std::string_view name, std::string_view data,
                      std::vector<Event>& events) override;
    Status read_body(std::string_view body, std::vector<Event>& events) override;
    bool is_ended() const override { return is_ended_; }

private:
    Status read_answer(const Json& answer, std::string_view said, std::vector<Event>& events);
    Status read_embeddings(const Json& answer, std::vector<Event>& events);
    void read_start(const Json& answer, std::vector<Event>& events);
    void read_usage(const Json& answer, bool is_final, std::vector<Event>& events);
    void read_choice(const Json& choice, std::string_view said, std::vector<Event>& events);

    Ingress ingress_;
    bool is_started_ = false;
    bool is_ended_ = false;
    bool is_finished_ = false;
    MessageReader messages_;
};

Status OpenAiReader::read_event(std::string_view /*name*/, std::string_view data,
                                std::vector<Event>& events) {
    if (data == "[DONE]") {
        is_ended_ = true;
        return {};
    }
    const Result<Json> chunk = parse_object(data);
    if (!chunk) {
        return fail(ErrorKind::bad_input, "the provider's event is not a JSON object");
    }
    return read_answer(*chunk, "delta", events);
}

Status OpenAiReader::read_body(std::string_view body, std::vector<Event>& events) {
    const Result<Json> answer = parse_object(body);
    if (!answer) {
        return fail(ErrorKind::bad_input, "the provider's answer is not a JSON object");
    }
    is_ended_ = true;
    return ingress_ == Ingress::embeddings ? read_embeddings(*answer, events)
                                           : read_answer(*answer, "message", events);
}

Status OpenAiReader::read_answer(const Json& answer, std::string_view said,
                                 std::vector<Event>& events) {
    const Json* const error = member(answer, "error");
    if (error != nullptr && !error->is_null()) {
        events.push_back(openai_error_event(to_text(*error)));
        return {};
    }
    const Json* const choices = member(answer, "choices");
    const Json* const usage = member(answer, "usage");
    const bool has_usage = usage != nullptr && usage->is_object();
    if ((choices == nullptr || !choices->is_array()) && !has_usage) {
        return fail(ErrorKind::bad_input, "the provider's answer has no choices");
    }
    read_start(answer, events);
    const bool has_choices = choices != nullptr && choices->is_array() && !choices->empty();
    if (has_choices) {
        for (const Json& choice : *choices) {
            read_choice(choice, said, events);
        }
    }
    if (has_usage) {
        read_usage(*usage, !has_choices || is_finished_ || said == "message", events);
    }
    return {};
}

void OpenAiReader::read_start(const Json& answer, std::vector<Event>& events) {
    // Azure opens with a chunk of empty names that only tells of its filter.
    if (is_started_ || (text_of(answer, "id").empty() && text_of(answer, "model").empty() &&
                        member(answer, "prompt_filter_results") != nullptr)) {
        return;
    }
    is_started_ = true;
    Event event = event_of(Kind::start, text_of(answer, "model"));
    event.id = text_of(answer, "id");
    events.push_back(std::move(event));
}

void OpenAiReader::read_usage(const Json& usage, bool is_final, std::vector<Event>& events) {
    Event event = event_of(Kind::usage, {});
    read_openai_usage(to_text(usage), event.usage);
    event.usage.provenance = is_final ? Provenance::provider_final : Provenance::provider_partial;
    events.push_back(std::move(event));
}

void OpenAiReader::read_choice(const Json& choice, std::string_view said,
                               std::vector<Event>& events) {
    const Json* const index = member(choice, "index");
    const std::int64_t number =
        index != nullptr && index->is_number_integer() ? index->get<std::int64_t>() : 0;
    if (const Json* const message = member(choice, said); message != nullptr) {
        messages_.read(number, *message, events);
    }
    if (const Json* const logprobs = member(choice, "logprobs");
        logprobs != nullptr && logprobs->is_object()) {
        Event event = event_of(Kind::logprobs, to_text(*logprobs));
        event.choice = number;
        events.push_back(std::move(event));
    }
    const std::string reason = text_of(choice, "finish_reason");
    const std::string native = text_of(choice, "native_finish_reason");
    if (reason.empty() && native.empty()) {
        return;
    }
    is_finished_ = true;
    Event event = event_of(Kind::finish, native.empty() ? reason : native);
    event.choice = number;
    event.finish = finish_of(reason.empty() ? native : reason);
    events.push_back(std::move(event));
}

Status OpenAiReader::read_embeddings(const Json& answer, std::vector<Event>& events) {
    const Json* const error = member(answer, "error");
    if (error != nullptr && !error->is_null()) {
        events.push_back(openai_error_event(to_text(*error)));
        return {};
    }
    const Json* const data = member(answer, "data");
    if (data == nullptr || !data->is_array()) {
        return fail(ErrorKind::bad_input, "the provider's answer has no list of vectors");
    }
    read_start(answer, events);
    std::int64_t place = 0;
    for (const Json& vector : *data) {
        const Json* const index = member(vector, "index");
        const Json* const values = member(vector, "embedding");
        if (values == nullptr || !(values->is_array() || values->is_string())) {
            return fail(ErrorKind::bad_input, "the provider's vector is no vector");
        }
        Event event = event_of(Kind::embedding, to_text(*values));
        event.index =
            index != nullptr && index->is_number_integer() ? index->get<std::int64_t>() : place;
        events.push_back(std::move(event));
        ++place;
    }
    if (const Json* const usage = member(answer, "usage"); usage != nullptr && usage->is_object()) {
        read_usage(*usage, true, events);
    }
    return {};
}

}  // namespace

std::unique_ptr<AnswerReader> make_openai_reader(Ingress ingress) {
    return std::make_unique<OpenAiReader>(ingress);
}

}  // namespace orrery::dialect
