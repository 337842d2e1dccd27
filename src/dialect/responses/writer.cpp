#include <utility>

#include "dialect/json/parse.h"
#include "dialect/responses/envelope.h"
#include "dialect/responses/output.h"
#include "dialect/responses/responses.h"
#include "dialect/wire/field.h"

namespace orrery::dialect {

namespace {

constexpr std::string_view torn = "the provider mixed the arguments of its tool calls";
constexpr std::string_view broken = "the provider broke the answer off";

std::string_view code_of(int status) {
    return status == 429   ? "rate_limit_exceeded"
           : status == 400 ? "invalid_prompt"
                           : "server_error";
}

class ResponsesWriter final : public AnswerWriter {
public:
    ResponsesWriter(bool is_stream, AnswerContext context)
        : context_(std::move(context)),
          output_(is_stream, wants_summary(context_), context_.generation_id) {}

    void write(const Event& event, std::string& out) override;
    void end(const Bill& bill, std::string& out) override;
    void fail(int status, std::string_view message, std::string& out) override;
    std::string body(const Bill& bill) override;

private:
    void start(std::string& out);
    /// Closes the output and returns the response as the finish reason has it.
    [[nodiscard]] Json finished(const Bill& bill, std::string& out);
    [[nodiscard]] Json failed(int status, std::string_view message, std::string& out);

    AnswerContext context_;
    ResponseOutput output_;
    bool is_started_ = false;
    Finish finish_ = Finish::stop;
};

void ResponsesWriter::start(std::string& out) {
    if (std::exchange(is_started_, true)) {
        return;
    }
    const Json response = response_envelope(context_, "in_progress");
    output_.emit("response.created", {{"response", response}}, out);
    output_.emit("response.in_progress", {{"response", response}}, out);
}

void ResponsesWriter::write(const Event& event, std::string& out) {
    if (event.choice != 0 || event.kind == Event::Kind::usage || event.kind == Event::Kind::error) {
        return;
    }
    if (event.kind == Event::Kind::finish) {
        finish_ = event.finish;
        return;
    }
    start(out);
    switch (event.kind) {
        case Event::Kind::text:
            if (!event.text.empty()) {
                output_.add_text(event.text, out);
            }
            break;
        case Event::Kind::refusal:
            output_.add_refusal(event.text, out);
            break;
        case Event::Kind::reasoning:
            output_.add_reasoning(event.text, out);
            break;
        case Event::Kind::reasoning_signature:
            output_.add_signature(event, out);
            break;
        case Event::Kind::reasoning_redacted:
            output_.add_redacted(event, out);
            break;
        case Event::Kind::tool_call:
            output_.add_call(event, out);
            break;
        case Event::Kind::tool_arguments:
            output_.add_arguments(event, out);
            break;
        case Event::Kind::image:
            output_.add_image(event.text, out);
            break;
        case Event::Kind::annotation:
            output_.add_annotation(event.text, out);
            break;
        case Event::Kind::logprobs:
            output_.add_logprobs(event.text);
            break;
        default:
            break;
    }
}

Json ResponsesWriter::failed(int status, std::string_view message, std::string& out) {
    output_.close("incomplete", out);
    Json response = response_envelope(context_, "failed");
    response["output"] = output_.items();
    response["error"] = {{"code", code_of(status)}, {"message", message}};
    return response;
}

Json ResponsesWriter::finished(const Bill& bill, std::string& out) {
    const bool is_cut = finish_ == Finish::length || finish_ == Finish::content_filter;
    const std::string_view status = is_cut ? "incomplete" : "completed";
    output_.close(status, out);
    Json response = response_envelope(context_, status);
    response["output"] = output_.items();
    response["usage"] = responses_usage(bill, context_.is_byok);
    if (is_cut) {
        response["incomplete_details"] = {
            {"reason", finish_ == Finish::length ? "max_output_tokens" : "content_filter"}};
    }
    return response;
}

void ResponsesWriter::end(const Bill& bill, std::string& out) {
    if (output_.is_torn() || finish_ == Finish::error) {
        fail(502, output_.is_torn() ? torn : broken, out);
        return;
    }
    start(out);
    Json response = finished(bill, out);
    const bool is_cut = !response["incomplete_details"].is_null();
    output_.emit(is_cut ? "response.incomplete" : "response.completed",
                 {{"response", std::move(response)}}, out);
}

void ResponsesWriter::fail(int status, std::string_view message, std::string& out) {
    start(out);
    Json response = failed(status, message, out);
    output_.emit("error", {{"code", code_of(status)}, {"message", message}, {"param", nullptr}},
                 out);
    output_.emit("response.failed", {{"response", std::move(response)}}, out);
}

std::string ResponsesWriter::body(const Bill& bill) {
    std::string ignored;
    if (finish_ == Finish::error) {
        Json response = failed(502, broken, ignored);
        response["usage"] = responses_usage(bill, context_.is_byok);
        return to_text(response);
    }
    return to_text(finished(bill, ignored));
}

}  // namespace

std::unique_ptr<AnswerWriter> make_responses_writer(bool is_stream, AnswerContext context) {
    return std::make_unique<ResponsesWriter>(is_stream, std::move(context));
}

}  // namespace orrery::dialect
