#include <fmt/format.h>

#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/format/append.h"
#include "dialect/openai/error.h"
#include "dialect/openai/frame.h"
#include "dialect/openai/openai.h"
#include "dialect/openai/usage.h"

namespace orrery::dialect {
namespace {

class EmbeddingsWriter final : public AnswerWriter {
public:
    explicit EmbeddingsWriter(AnswerContext context) : context_(std::move(context)) {}

    void write(const Event& event, std::string& /*out*/) override {
        if (event.kind == Event::Kind::embedding) {
            vectors_[event.index] = event.text;
        }
    }
    void end(const Bill& bill, std::string& out) override { out += body(bill); }
    void fail(int status, std::string_view message, std::string& out) override {
        out += chat_error_body(status, message, {});
    }
    std::string body(const Bill& bill) override;

private:
    AnswerContext context_;
    std::map<std::int64_t, std::string> vectors_;  ///< By index, as JSON.
};

std::string EmbeddingsWriter::body(const Bill& bill) {
    std::string out = "{" + answer_head(context_);
    append_openai_usage(out, bill, context_.is_byok, UsageShape::embedding);
    out += out.ends_with(',') ? "" : ",";
    append_dropped(out, context_);
    out += "\"object\":\"list\",\"data\":[";
    const char* separator = "";
    for (const auto& [index, vector] : vectors_) {
        append(out, "{}{{\"object\":\"embedding\",\"index\":{},\"embedding\":{}}}", separator,
               index, vector);
        separator = ",";
    }
    out += "]}";
    return out;
}

}  // namespace

std::unique_ptr<AnswerWriter> make_embeddings_writer(AnswerContext context) {
    return std::make_unique<EmbeddingsWriter>(std::move(context));
}

}  // namespace orrery::dialect
