#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "simulate/rows/texts.h"
#include "simulate/rows/work.h"
#include "warehouse/duckdb/stream.h"

namespace orrery::simulate {

/// What the sources of one world share. `on_rows` hears how many rows each chunk held.
struct SourceContext {
    std::shared_ptr<const WorldTexts> texts;
    std::int64_t import_batch = 0;
    std::function<void(std::int64_t)> on_rows;
};

/// Returns the id of a generation: the world's four characters and eight of the row's number.
[[nodiscard]] ShortText<12> generation_id(const World& world, std::int64_t number);

/// Streams rows as columns of the generation record.
[[nodiscard]] std::unique_ptr<warehouse::StreamSource> generation_source(
    std::shared_ptr<Work> work, const SourceContext& context);

/// Streams the labels of the sampled rows as columns of the table labels.
[[nodiscard]] std::unique_ptr<warehouse::StreamSource> label_source(std::shared_ptr<Work> work,
                                                                    const SourceContext& context);

/// Returns the columns of the table labels, in its order.
[[nodiscard]] std::vector<warehouse::StreamColumn> label_columns();

}  // namespace orrery::simulate
