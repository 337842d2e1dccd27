#include "warehouse/texts/labeller.h"
#include "base/format/json.h"

#include "base/check.h"
#include "classifier/label_rows.h"
#include "warehouse/texts/messages.h"

namespace orrery::warehouse {
namespace {

using nlohmann::json;

json text_or_null(const std::string& text) {
    return text.empty() ? json() : json(text);
}

void add_labels(const classifier::Labelling& labelling, json& facts) {
    json labels = json::array();
    for (const classifier::LabelRow& row : classifier::label_rows(labelling)) {
        labels.push_back({{"path", text_or_null(row.path)},
                          {"tag", text_or_null(row.tag)},
                          {"category", text_or_null(row.category)},
                          {"confidence", row.confidence ? json(*row.confidence) : json()}});
    }
    facts["labels"] = std::move(labels);
    facts["by"] = labelling.classifier;
    const bool is_known = labelling.language.is_known();
    facts["language"] = is_known ? json(labelling.language.code) : json();
    facts["language_confidence"] = is_known ? json(labelling.language.confidence) : json();
}

}  // namespace

Status TextLabeller::prepare(const std::vector<std::filesystem::path>& catalogs) {
    if (knowledge_ != nullptr && catalogs == catalogs_) {
        return {};
    }
    auto loaded = classifier::load_knowledge(catalogs);
    if (!loaded) {
        return std::unexpected(loaded.error());
    }
    const std::scoped_lock lock(mutex_);
    idle_.clear();
    knowledge_ = std::move(*loaded);
    catalogs_ = catalogs;
    return {};
}

std::unique_ptr<classifier::LocalBackend> TextLabeller::take_backend() {
    ORRERY_CHECK(knowledge_ != nullptr, "texts are labelled after prepare()");
    const std::scoped_lock lock(mutex_);
    if (idle_.empty()) {
        return std::make_unique<classifier::LocalBackend>(knowledge_->model, knowledge_->taxonomy);
    }
    auto backend = std::move(idle_.back());
    idle_.pop_back();
    return backend;
}

std::string TextLabeller::facts(std::string_view text, bool is_labelled) {
    const TextFacts read = read_text(text);
    json facts{{"kind", kind_name(read.kind)},
               {"prompt_bytes", read.prompt_bytes},
               {"answer_bytes", read.answer_bytes},
               {"turns", read.turns},
               {"media", read.media},
               {"tool_calls", read.tool_calls}};
    if (is_labelled && !read.prompt.empty()) {
        auto backend = take_backend();
        add_labels(backend->label_one(read.prompt), facts);
        const std::scoped_lock lock(mutex_);
        idle_.push_back(std::move(backend));
    }
    return facts.dump();
}

}  // namespace orrery::warehouse
