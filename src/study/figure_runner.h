#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "study/definition.h"
#include "study/figure.h"
#include "study/store/coverage.h"
#include "study/store/labels/labels.h"
#include "study/store/labels/sample.h"
#include "study/store/labels/weights.h"
#include "study/store/series.h"
#include "study/store/stand_ins.h"
#include "study/store/window.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// What figures need beside the marts: tables made for a window, and what was read of them.
struct PreparedStore {
    StoreCoverage coverage;
    DisplayNames names;
    std::optional<LabelledPart> labelled;  ///< Once the table `tagged` is made.
    bool is_sampled = false;               ///< Whether labels are of drawn generations.
    std::optional<StandIns> stand_ins;     ///< Once a figure on cohorts was run.
    PooledTokens pooled_tokens = {};       ///< Of the sample's calibration.
};

/// Runs one figure after the other on one window: query, transformations, coverage, comparison with
/// the paper, takeaway.
class FigureRunner {
public:
    /// REQUIRES: warehouse and study outlive it.
    FigureRunner(warehouse::Warehouse& warehouse, const StudyDefinition& study, Window window,
                 double effective_size = effective_size_min)
        : warehouse_(warehouse),
          study_(study),
          window_(std::move(window)),
          effective_size_(effective_size) {}

    /// Makes the temporary tables that every figure reads. Call once, before run().
    [[nodiscard]] Status prepare();

    /// Takes what somebody else has prepared. REQUIRES: the tables that its figures read are made.
    void adopt(PreparedStore prepared) { prepared_ = std::move(prepared); }

    [[nodiscard]] Result<FigureResult> run(const FigureDefinition& definition);

    /// Tokens of the sampled part of the window by how far they were pooled to weight the sample.
    [[nodiscard]] const PooledTokens& pooled_tokens() const { return prepared_.pooled_tokens; }

private:
    Status fill(FigureResult& figure);
    Status read_rows(FigureResult& figure);
    Status read_cohorts(FigureResult& figure);
    Status prepare_labels();
    std::vector<Event> events_of(const FigureResult& figure);

    warehouse::Warehouse& warehouse_;
    const StudyDefinition& study_;
    Window window_;
    double effective_size_;
    PreparedStore prepared_;
};

}  // namespace orrery::study
