#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/format/json.h"
#include "dialect/answer.h"
#include "dialect/openai/openai.h"
#include "dialect/request.h"

namespace {

using namespace std::string_view_literals;
using orrery::dialect::Event;
using orrery::dialect::Ingress;

constexpr Ingress ingresses[] = {Ingress::chat, Ingress::completions, Ingress::responses,
                                 Ingress::messages, Ingress::embeddings};

/// Writes events for every client: whole bodies are JSON, streams are whole events.
void write_all(const std::vector<Event>& events) {
    for (const Ingress ingress : ingresses) {
        orrery::dialect::AnswerContext context;
        context.generation_id = "gen";
        const auto streamed = orrery::dialect::make_answer_writer(ingress, true, context);
        const auto whole = orrery::dialect::make_answer_writer(ingress, false, context);
        std::string out;
        std::string unused;
        for (const Event& event : events) {
            streamed->write(event, out);
            whole->write(event, unused);
        }
        streamed->end({}, out);
        ORRERY_CHECK(ingress == Ingress::embeddings || out.ends_with("\n\n"),
                     "a stream ends inside an event");
        ORRERY_CHECK(nlohmann::json::accept(whole->body({})), "a body is no JSON");
    }
}

}  // namespace

/// Any bytes as a request, as events between newlines and as a body: nothing crashes, what is read
/// can be written for every client.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    for (const auto read : {orrery::dialect::read_chat, orrery::dialect::read_completions,
                            orrery::dialect::read_embeddings}) {
        if (const auto request = read(input)) {
            const auto outgoing = orrery::dialect::write_openai(*request, "m");
            ORRERY_CHECK(outgoing && nlohmann::json::accept(outgoing->body),
                         "a request was not written as JSON");
        }
    }
    const auto reader = orrery::dialect::make_openai_reader(Ingress::chat);
    std::vector<Event> events;
    std::string_view rest = input;
    bool is_read = true;
    while (!rest.empty() && is_read) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        is_read = reader->read_event(""sv, line, events).has_value();
    }
    write_all(events);
    for (const Ingress ingress : {Ingress::chat, Ingress::embeddings}) {
        events.clear();
        if (orrery::dialect::make_openai_reader(ingress)->read_body(input, events)) {
            write_all(events);
        }
    }
    return 0;
}
