#include "gateway/sampling/labeller.h"

#include <fmt/format.h>
#include <strings.h>

#include <array>
#include <cstdio>
#include <span>
#include <utility>

#include "base/process/priority.h"
#include "base/process/wiped_text.h"
#include "classifier/label_rows.h"
#include "classifier/sampling.h"
#include "classifier/text/prompt.h"
#include "gateway/sampling/prompt_turns.h"

namespace orrery::gateway {
namespace {

constexpr int background_nice = 10;
/// Labelled at once: one transaction of the ledger for so many.
constexpr std::size_t batch_max = 16;

std::optional<std::string> text_or_none(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

std::string prompt_of(const PromptQueue::Item& item) {
    const std::array<classifier::Turn, 2> turns = {
        classifier::Turn{.role = "system", .text = item.system},
        classifier::Turn{.role = "user", .text = item.user}};
    if (item.system.empty()) {
        return classifier::prompt_text(std::span(turns).last(1));
    }
    return classifier::prompt_text(turns);
}

/// Appends the rows of one prompt.
void append_rows(std::vector<record::Label>& rows, const std::string& generation_id,
                 const classifier::Labelling& said, double probability, std::string_view salt) {
    for (const classifier::LabelRow& row : classifier::label_rows(said)) {
        record::Label label;
        label.generation_id = generation_id;
        label.path = text_or_none(row.path);
        label.tag = text_or_none(row.tag);
        label.category = text_or_none(row.category);
        label.confidence = row.confidence;
        label.classifier = classifier::labelled_by(said.classifier, salt);
        label.inclusion_probability = probability;
        if (said.language.is_known()) {
            label.language = said.language.code;
            label.language_confidence = said.language.confidence;
        }
        rows.push_back(std::move(label));
    }
}

}  // namespace

Labeller::Labeller(const ClassifierConfig& config, std::unique_ptr<PromptQueue> queue,
                   ledger::Ledger& ledger)
    : sample_(config.sample), salt_(config.salt), queue_(std::move(queue)), ledger_(ledger) {}

Result<std::unique_ptr<Labeller>> Labeller::start(const ClassifierConfig& config,
                                                  const MakeBackend& make_backend,
                                                  ledger::Ledger& ledger) {
    auto queue = PromptQueue::open(config.queue_max);
    if (!queue) {
        return std::unexpected(queue.error());
    }
    std::unique_ptr<Labeller> labeller(new Labeller(config, std::move(*queue), ledger));
    for (std::size_t i = 0; i < config.threads; ++i) {
        auto backend = make_backend();
        if (!backend) {
            return std::unexpected(backend.error());
        }
        labeller->backends_.push_back(std::move(*backend));
    }
    for (const auto& backend : labeller->backends_) {
        labeller->threads_.emplace_back(
            [own = labeller.get(), &backend = *backend] { own->run(backend); });
    }
    return labeller;
}

Labeller::~Labeller() {
    stop(std::chrono::steady_clock::now());
}

void Labeller::consider(std::uint64_t generation_id, std::string_view generation_id_text,
                        const ledger::Account& account, const Asked& asked) {
    if (!account.allows_sampling || asked.ingress == dialect::Ingress::embeddings ||
        !classifier::is_sampled(generation_id_text, salt_, sample_)) {
        return;
    }
    WipedText user(turn_bytes_max);
    WipedText system(turn_bytes_max);
    append_prompt_turns(asked, user.text(), system.text());
    (void)queue_->push(generation_id, user.text(), system.text());
}

void Labeller::run(classifier::Backend& backend) {
    step_back(background_nice);
    std::vector<PromptQueue::Item> items;
    for (auto item = queue_->take(); item; item = queue_->take()) {
        items.clear();
        items.push_back(*item);
        while (items.size() < batch_max) {
            const auto another = queue_->take_now();
            if (!another) {
                break;
            }
            items.push_back(*another);
        }
        label(backend, items);
    }
}

void Labeller::label(classifier::Backend& backend, const std::vector<PromptQueue::Item>& items) {
    std::vector<std::string> texts;
    texts.reserve(items.size());
    for (const PromptQueue::Item& item : items) {
        texts.push_back(prompt_of(item));
        queue_->release(item);
    }
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    const std::vector<classifier::Labelling> labellings = backend.label(views);
    for (std::string& text : texts) {
        ::explicit_bzero(text.data(), text.size());
    }
    keep(items, labellings);
}

void Labeller::keep(const std::vector<PromptQueue::Item>& items,
                    const std::vector<classifier::Labelling>& labellings) {
    std::vector<record::Label> rows;
    std::uint64_t tagged = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        append_rows(rows, ledger::generation_id_text(items[i].generation_id), labellings[i],
                    sample_, salt_);
        tagged += labellings[i].tagged ? 1 : 0;
    }
    if (const Status kept = ledger_.add_labels(rows); !kept) {
        if (failed_.fetch_add(items.size(), std::memory_order_relaxed) == 0) {
            fmt::print(stderr, "orrery: labels cannot be kept: {}\n", describe(kept.error()));
        }
        return;
    }
    tagged_.fetch_add(tagged, std::memory_order_relaxed);
    untagged_.fetch_add(items.size() - tagged, std::memory_order_relaxed);
}

void Labeller::stop(std::chrono::steady_clock::time_point deadline) {
    queue_->close(deadline <= std::chrono::steady_clock::now());
    queue_->wait_empty(deadline);
    queue_->close(true);
    for (std::thread& thread : threads_) {
        if (thread.joinable()) {
            thread.join();
        }
    }
}

LabellerCounts Labeller::counts() const {
    LabellerCounts counts;
    counts.tagged = tagged_.load(std::memory_order_relaxed);
    counts.untagged = untagged_.load(std::memory_order_relaxed);
    counts.failed = failed_.load(std::memory_order_relaxed);
    counts.dropped = queue_->dropped();
    counts.depth = queue_->depth();
    counts.is_locked = queue_->is_locked();
    for (const auto& backend : backends_) {
        const classifier::BackendCounts own = backend->counts();
        counts.backend.labelled += own.labelled;
        counts.backend.fallbacks += own.fallbacks;
        counts.backend.requests += own.requests;
        counts.backend.failures += own.failures;
        counts.backend.spent_nano_usd += own.spent_nano_usd;
    }
    return counts;
}

}  // namespace orrery::gateway
