#include <cstdint>

#include "dialect/request.h"
#include "dialect/splice.h"
#include "gateway/pages/catalogue/pages.h"

namespace orrery::gateway {
namespace {

/// An image of the largest size that is not scaled down (docs.anthropic.com, "Vision").
constexpr std::int64_t tokens_per_image = 1600;

/// What a part of a conversation weighs.
struct Weight {
    std::int64_t bytes = 0;
    std::int64_t media = 0;

    /// Adds all texts of a value; a part that is no text counts as one image.
    void add(const dialect::Json& value) {
        if (value.is_string()) {
            bytes += static_cast<std::int64_t>(value.get_ref<const std::string&>().size());
        } else if (value.is_object() && value.contains("image_url")) {
            ++media;
        } else if (value.is_structured()) {
            for (const auto& element : value) {
                add(element);
            }
        }
    }
};

}  // namespace

Answer count_tokens_page(const Question& question) {
    Json body = Json::parse(question.body, nullptr, false);
    if (!body.is_object()) {
        return answer_error(400, "The body is not a JSON object");
    }
    // Counting asks for no answer, so that nothing bounds one.
    body["max_tokens"] = 1;
    const auto request = dialect::read_request(dialect::Ingress::messages, body.dump());
    if (!request) {
        return answer_error(400, describe(request.error()));
    }
    Weight weight;
    for (const char* name : {"messages", "tools"}) {
        if (const auto found = request->chat.find(name); found != request->chat.end()) {
            weight.add(*found);
        }
    }
    return answer_json({{"input_tokens", dialect::estimated_tokens(weight.bytes) +
                                             weight.media * tokens_per_image}});
}

}  // namespace orrery::gateway
