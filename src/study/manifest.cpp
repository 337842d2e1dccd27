#include "study/manifest.h"

#include <array>

#include "base/format/json.h"
#include "base/hash.h"
#include "base/table.h"
#include "study/figure_names.h"

namespace orrery::study {

std::string manifest_json(const StudyRun& run, const std::string& catalog) {
    nlohmann::ordered_json manifest;
    manifest["orrery"] = run.orrery_version;
    manifest["engine"] = run.engine;
    manifest["watermark"] = run.watermark;
    manifest["catalog"] = catalog;
    manifest["window"] = {{"from", run.window_from}, {"to", run.window_to}};
    manifest["generations"] = run.generations;
    manifest["tokens"] = run.tokens;
    // Tokens that the weights of sampled labels were calibrated to, by how far they were pooled.
    constexpr std::array<const char*, pooling_count> poolings = {
        "model_day", "model_week", "model", "week", "bounded", "outside"};
    for (std::size_t at = 0; at < poolings.size(); ++at) {
        if (run.pooled_tokens.at(at) > 0) {
            manifest["calibration"][poolings.at(at)] = run.pooled_tokens.at(at);
        }
    }
    for (const FigureResult& figure : run.figures) {
        nlohmann::ordered_json entry;
        entry["id"] = figure.definition.id;
        entry["status"] = name_of(figure.status);
        entry["query"] = fingerprint(figure.definition.sql);
        entry["rows"] = figure.table.rows.size();
        entry["output"] = fingerprint(to_csv(figure.table));
        manifest["figures"].push_back(std::move(entry));
    }
    for (const DataTest& test : run.tests) {
        manifest["tests"].push_back({{"name", test.name}, {"passed", test.passed}});
    }
    return manifest.dump(2) + "\n";
}

}  // namespace orrery::study
