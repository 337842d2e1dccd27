#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "classifier/backends/backend.h"
#include "classifier/backends/local.h"
#include "labelling/limits/pace.h"
#include "labelling/options.h"

namespace orrery::labelling::google {

/// Labels by Google Cloud Natural Language; what Google does not label, the embedded classifier
/// does. Runs a loop of its own in the thread that asks.
class GoogleBackend final : public classifier::Backend {
public:
    /// Fails as make_backend() does. REQUIRES: model and taxonomy outlive the backend; the
    /// options have been checked.
    [[nodiscard]] static Result<std::unique_ptr<GoogleBackend>> open(
        const BackendOptions& options, const classifier::Model& model,
        const catalog::Taxonomy& taxonomy, const std::string& where, std::unique_ptr<Pace> pace);
    ~GoogleBackend() override;

    [[nodiscard]] std::vector<classifier::Labelling> label(
        std::span<const std::string_view> texts) override;
    [[nodiscard]] classifier::BackendCounts counts() const override;

private:
    class Connection;
    GoogleBackend(const BackendOptions& options, const classifier::Model& model,
                  const catalog::Taxonomy& taxonomy, std::unique_ptr<Connection> connection);
    [[nodiscard]] bool is_worth_asking(std::string_view text,
                                       const classifier::LanguageGuess& language) const;

    BackendOptions options_;
    const catalog::Taxonomy& taxonomy_;
    std::unique_ptr<Connection> connection_;
    classifier::LocalBackend local_;
    std::unique_ptr<classifier::LanguageDetector> languages_;
    std::string name_;
    std::atomic<std::uint64_t> labelled_ = 0;
    std::atomic<std::uint64_t> fallbacks_ = 0;
    mutable std::mutex failure_mutex_;
    std::string last_failure_;
};

}  // namespace orrery::labelling::google
