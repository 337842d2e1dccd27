#include "gateway/relay/passage.h"

#include <utility>
#include <vector>

#include "dialect/splice.h"

namespace orrery::gateway {
namespace {

using dialect::Event;

class Spliced final : public Passage {
public:
    explicit Spliced(const dialect::AnswerContext& context) : passage_(context) {}

    Status pass_event(std::string_view /*name*/, std::string_view data, std::string& out) override {
        return passage_.pass_event(data, out);
    }
    Status read_body(std::string_view body) override { return passage_.read_body(body); }
    void write_body(const dialect::Bill& bill, std::string& out) override {
        passage_.write_body(bill, out);
    }
    void end(const dialect::Bill& bill, std::string& out) override { passage_.end(bill, out); }
    void fail(int status, std::string_view message, std::string& out) override {
        passage_.fail(status, message, out);
    }

    Progress progress() const override {
        return {passage_.has_content(), passage_.is_ended(), passage_.error() != nullptr};
    }
    Heard heard() const override {
        Heard heard;
        heard.usage = passage_.usage();
        heard.finish = passage_.finish();
        heard.native_finish = passage_.native_finish();
        heard.upstream_id = passage_.upstream_id();
        heard.tool_calls = passage_.tool_calls();
        heard.content_bytes = passage_.content_bytes();
        if (passage_.error() != nullptr) {
            heard.error = *passage_.error();
        }
        return heard;
    }

private:
    dialect::ChatPassage passage_;
};

class Translated final : public Passage {
public:
    Translated(std::unique_ptr<dialect::AnswerReader> reader,
               std::unique_ptr<dialect::AnswerWriter> writer)
        : reader_(std::move(reader)), writer_(std::move(writer)) {}

    Status pass_event(std::string_view name, std::string_view data, std::string& out) override {
        events_.clear();
        if (auto read = reader_->read_event(name, data, events_); !read) {
            return read;
        }
        hear(out);
        return {};
    }
    Status read_body(std::string_view body) override {
        events_.clear();
        if (auto read = reader_->read_body(body, events_); !read) {
            return read;
        }
        std::string unused;
        hear(unused);
        return {};
    }
    void write_body(const dialect::Bill& bill, std::string& out) override {
        out += writer_->body(bill);
    }
    void end(const dialect::Bill& bill, std::string& out) override { writer_->end(bill, out); }
    void fail(int status, std::string_view message, std::string& out) override {
        writer_->fail(status, message, out);
    }
    Progress progress() const override {
        return {has_content_, reader_->is_ended(), heard_.error.has_value()};
    }
    Heard heard() const override { return heard_; }

private:
    void hear(std::string& out) {
        for (const Event& event : events_) {
            note(event);
            if (event.kind != Event::Kind::error) {
                writer_->write(event, out);
            }
        }
    }

    void note(const Event& event) {
        switch (event.kind) {
            case Event::Kind::start:
                heard_.upstream_id = event.id;
                break;
            case Event::Kind::finish:
                heard_.finish = event.finish;
                heard_.native_finish = event.text;
                break;
            case Event::Kind::usage:
                learn(event.usage);
                break;
            case Event::Kind::error:
                heard_.error = event;
                break;
            case Event::Kind::tool_call:
                ++heard_.tool_calls;
                note_content(event);
                break;
            case Event::Kind::image:
                ++heard_.media;
                has_content_ = true;
                break;
            default:
                note_content(event);
        }
    }

    /// A later usage replaces what it knows and leaves the rest.
    void learn(const dialect::Usage& later) {
        dialect::Usage& usage = heard_.usage;
        for (const auto part :
             {&dialect::Usage::prompt, &dialect::Usage::completion, &dialect::Usage::reasoning,
              &dialect::Usage::cache_read, &dialect::Usage::cache_write,
              &dialect::Usage::audio_prompt, &dialect::Usage::audio_completion,
              &dialect::Usage::cost_nano_usd}) {
            if (later.*part) {
                usage.*part = later.*part;
            }
        }
        usage.provenance = later.provenance;
    }

    void note_content(const Event& event) {
        has_content_ = true;
        if (event.kind != Event::Kind::logprobs && event.kind != Event::Kind::embedding) {
            heard_.content_bytes += static_cast<std::int64_t>(event.text.size());
        }
    }

    std::unique_ptr<dialect::AnswerReader> reader_;
    std::unique_ptr<dialect::AnswerWriter> writer_;
    std::vector<Event> events_;
    Heard heard_;
    bool has_content_ = false;
};

}  // namespace

std::unique_ptr<Passage> make_passage(dialect::Egress egress, dialect::Ingress ingress,
                                      bool is_stream, dialect::AnswerContext context) {
    if (egress == dialect::Egress::openai && ingress == dialect::Ingress::chat) {
        return std::make_unique<Spliced>(context);
    }
    return std::make_unique<Translated>(
        dialect::make_answer_reader(egress, ingress),
        dialect::make_answer_writer(ingress, is_stream, std::move(context)));
}

}  // namespace orrery::gateway
