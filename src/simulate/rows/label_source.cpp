#include <algorithm>
#include <array>

#include "simulate/random.h"
#include "simulate/rows/generation_source.h"

namespace orrery::simulate {
namespace {

using warehouse::StreamChunk;

enum Draw : std::uint64_t { sample = 100, confidence, second, second_tag, language };

constexpr double second_label_share = 0.12;
constexpr double confidence_min = 0.5;  ///< The classifier's threshold.

enum Column : std::size_t {
    id,
    path,
    tag_name,
    category,
    confidence_value,
    classifier,
    probability,
    language_code,
    language_confidence,
    import_batch
};

/// A row's labels: the primary one, and for some a second with less confidence.
struct Label {
    std::int64_t number = 0;
    std::uint32_t tag = 0;
    double confidence = 0;
    std::uint32_t language = 0;
    double language_confidence = 0;
};

class LabelSource final : public warehouse::StreamSource {
public:
    LabelSource(std::shared_ptr<Work> work, SourceContext context)
        : rows_(std::move(work), Detail::labels),
          context_(std::move(context)),
          texts_(*context_.texts) {
        for (std::size_t c = 0; c < category_count; ++c) {
            double sum = 0;
            for (const TagShare& share : rows_.world().profile.workloads[c].tags) {
                shares_[c].push_back(sum += share.share);
            }
        }
    }

    Result<std::size_t> fill(StreamChunk& chunk) override {
        std::size_t count = 0;
        Row row;
        const Profile& profile = rows_.world().profile;
        const std::int64_t from = profile.labels_from * 86'400'000'000LL;
        while (count + 2 <= StreamChunk::rows_max && rows_.next(row)) {
            if (row.created_us < from || row.ending == Ending::upstream_error ||
                uniform(row.key, Draw::sample) >= profile.label_rate) {
                continue;
            }
            count = write(chunk, count, row);
        }
        if (count > 0) {
            chunk.constant_text(Column::classifier, "simulation");
            chunk.dictionary(Column::path, texts_.paths, std::span(tags_).first(count));
            chunk.dictionary(Column::tag_name, texts_.tags, std::span(tags_).first(count));
            chunk.dictionary(Column::category, texts_.categories_of_tags,
                             std::span(tags_).first(count));
            chunk.dictionary(Column::language_code, texts_.languages,
                             std::span(languages_).first(count));
            context_.on_rows(0);
        }
        return count;
    }

private:
    [[nodiscard]] std::uint32_t draw_tag(std::size_t category, double u) const {
        const auto& shares = shares_[category];
        const auto found = std::ranges::upper_bound(shares, u);
        return texts_.first_tag(category) + static_cast<std::uint32_t>(std::min<std::ptrdiff_t>(
                                                found - shares.begin(), std::ssize(shares) - 1));
    }

    std::size_t write(StreamChunk& chunk, std::size_t at, const Row& row) {
        Label label;
        label.number = row.number;
        label.tag = draw_tag(row.category, row.evenly);
        label.confidence = confidence_min +
                           (1 - confidence_min) * (0.2 + 0.8 * uniform(row.key, Draw::confidence));
        label.language = rows_.world().accounts.all[row.account].language;
        label.language_confidence = 0.9 + 0.1 * uniform(row.key, Draw::language);
        put(chunk, at++, label);
        if (uniform(row.key, Draw::second) < second_label_share) {
            const std::uint32_t primary = label.tag;
            label.tag = draw_tag(row.category, uniform(row.key, Draw::second_tag));
            label.confidence = (label.confidence + confidence_min) / 2;
            if (label.tag != primary) {
                put(chunk, at++, label);
            }
        }
        return at;
    }

    void put(StreamChunk& chunk, std::size_t at, const Label& label) {
        chunk.text(Column::id, at, generation_id(rows_.world(), label.number).view());
        chunk.reals(Column::confidence_value)[at] = label.confidence;
        chunk.reals(Column::probability)[at] = rows_.world().profile.label_rate;
        chunk.reals(Column::language_confidence)[at] = label.language_confidence;
        chunk.counts(Column::import_batch)[at] = context_.import_batch;
        tags_[at] = label.tag;
        languages_[at] = label.language;
    }

    Rows rows_;
    SourceContext context_;
    const WorldTexts& texts_;
    std::array<std::vector<double>, category_count> shares_;
    std::array<std::uint32_t, StreamChunk::rows_max> tags_{};
    std::array<std::uint32_t, StreamChunk::rows_max> languages_{};
};

}  // namespace

std::unique_ptr<warehouse::StreamSource> label_source(std::shared_ptr<Work> work,
                                                      const SourceContext& context) {
    return std::make_unique<LabelSource>(std::move(work), context);
}

std::vector<warehouse::StreamColumn> label_columns() {
    return {{"generation_id", "text"},
            {"path", "text"},
            {"tag", "text"},
            {"category", "text"},
            {"confidence", "real"},
            {"classifier", "text"},
            {"inclusion_probability", "real"},
            {"language", "text"},
            {"language_confidence", "real"},
            {"import_batch", "count"}};
}

}  // namespace orrery::simulate
