#include "dialect/gemini/embeddings.h"

#include <utility>

#include "dialect/gemini/counts.h"
#include "dialect/json/parse.h"
#include "dialect/wire/field.h"

namespace orrery::dialect {

Result<Outgoing> write_gemini_embeddings(const Request& request, std::string_view model) {
    const Json& chat = request.chat;
    const Json* input = value_at(chat, "input");
    const Json texts =
        input != nullptr && input->is_string() ? Json::array({*input}) : list_at(chat, "input");
    Outgoing outgoing;
    Json requests = Json::array();
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (!texts[i].is_string()) {
            return fail(ErrorKind::bad_input, "this provider embeds text only",
                        "input[" + std::to_string(i) + "]");
        }
        Json one = {{"model", "models/" + std::string(model)},
                    {"content", {{"parts", Json::array({{{"text", texts[i]}}})}}}};
        if (const auto dimensions = integer_at(chat, "dimensions")) {
            one["outputDimensionality"] = *dimensions;
        }
        requests.push_back(std::move(one));
    }
    if (requests.empty()) {
        return fail(ErrorKind::bad_input, "there is nothing to embed", "input");
    }
    const std::string_view format = text_at(chat, "encoding_format");
    if (!format.empty() && format != "float") {
        add_dropped(outgoing.dropped, "encoding_format");
    }
    add_uncarried(chat, {"input", "dimensions", "encoding_format"}, outgoing.dropped);
    outgoing.target = "/models/" + std::string(model) + ":batchEmbedContents";
    outgoing.body = to_text({{"requests", std::move(requests)}});
    return outgoing;
}

Status read_gemini_embeddings(const Json& body, std::vector<Event>& events) {
    const Json& vectors = list_at(body, "embeddings");
    if (vectors.empty()) {
        return fail(ErrorKind::bad_input, "the answer holds no embeddings", "embeddings");
    }
    Event start;
    start.kind = Event::Kind::start;
    events.push_back(std::move(start));
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const Json& values = list_at(vectors[i], "values");
        if (values.empty()) {
            return fail(ErrorKind::bad_input, "an embedding holds no values",
                        "embeddings[" + std::to_string(i) + "].values");
        }
        Event event;
        event.kind = Event::Kind::embedding;
        event.index = static_cast<std::int64_t>(i);
        event.text = to_text(values);
        events.push_back(std::move(event));
    }
    if (const Json* counts = value_at(body, "usageMetadata")) {
        Event event;
        event.kind = Event::Kind::usage;
        event.usage = read_counts(*counts, Provenance::provider_final);
        events.push_back(std::move(event));
    }
    return {};
}

}  // namespace orrery::dialect
