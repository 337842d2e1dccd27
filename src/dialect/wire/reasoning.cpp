#include "dialect/wire/reasoning.h"

#include <utility>

#include "dialect/json/parse.h"
#include "dialect/wire/field.h"

namespace orrery::dialect {

namespace {
constexpr std::string_view seal_prefix = "orrery:";
}

std::string seal(const SealedReasoning& reasoning) {
    const bool is_signature = reasoning.kind == SealedReasoning::Kind::signature;
    const Json fields = {{"kind", is_signature ? "signature" : "redacted"},
                         {"format", reasoning.format},
                         {"id", reasoning.id},
                         {"data", reasoning.data}};
    return std::string(seal_prefix) + to_text(fields);
}

std::optional<SealedReasoning> unseal(std::string_view text) {
    if (!text.starts_with(seal_prefix)) {
        return std::nullopt;
    }
    const auto fields = parse_object(text.substr(seal_prefix.size()));
    if (!fields) {
        return std::nullopt;
    }
    SealedReasoning reasoning;
    reasoning.kind = text_at(*fields, "kind") == "signature" ? SealedReasoning::Kind::signature
                                                             : SealedReasoning::Kind::redacted;
    reasoning.format = text_at(*fields, "format");
    reasoning.id = text_at(*fields, "id");
    reasoning.data = text_at(*fields, "data");
    return reasoning;
}

Json reasoning_text_detail(std::string_view text, std::string_view signature,
                           std::string_view format) {
    Json detail = {{"type", "reasoning.text"}, {"text", text}};
    if (!signature.empty()) {
        detail["signature"] = signature;
    }
    if (!format.empty()) {
        detail["format"] = format;
    }
    return detail;
}

Json reasoning_encrypted_detail(std::string_view data, std::string_view id,
                                std::string_view format) {
    Json detail = {{"type", "reasoning.encrypted"}, {"data", data}};
    if (!id.empty()) {
        detail["id"] = id;
    }
    if (!format.empty()) {
        detail["format"] = format;
    }
    return detail;
}

void add_reasoning(Json& message, Json detail) {
    const std::string_view text =
        text_at(detail, text_at(detail, "type") == "reasoning.summary" ? "summary" : "text");
    if (!text.empty()) {
        std::string whole(text_at(message, "reasoning"));
        message["reasoning"] = whole.append(text);
    }
    Json& details = message["reasoning_details"];
    detail["index"] = details.size();
    details.push_back(std::move(detail));
}

}  // namespace orrery::dialect
