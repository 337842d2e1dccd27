#pragma once

#include <string>

#include "base/result.h"
#include "dashboard/api/answer.h"
#include "dashboard/api/names.h"
#include "dashboard/api/parameters.h"
#include "dashboard/context.h"
#include "study/panel.h"

namespace orrery::dashboard {

/// What GET /api/study/{id} asks for.
struct PanelQuestion {
    AskedDays days;
    std::string grain_name;
    study::Grain grain = study::Grain::week;
    study::Filter filter;
};

/// Reads it. Whatever an account asks for, the filter keeps its own generations only.
[[nodiscard]] Result<PanelQuestion> read_panel_question(const Query& query, const Names& names);

/// Writes the filter as it was applied, by the names of the parameters: only lists that filter. An
/// account is not told the filter that it always has.
[[nodiscard]] Json filters_json(const PanelQuestion& question, const Visitor& visitor);

}  // namespace orrery::dashboard
