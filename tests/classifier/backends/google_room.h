#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "classifier/backends/fake_pace.h"
#include "classifier/backends/fake_service.h"
#include "classifier/knowledge.h"
#include "labelling/google/google.h"
#include "support/temporary_directory.h"

namespace orrery::test_support {

inline constexpr std::string_view test_key = "AIzaSy-a-key-that-nobody-may-see";
/// Long enough to be tagged, and unlike anything that could stand in a message by chance.
inline constexpr std::string_view test_text =
    "Zanzibarquux: please write a Python function that parses a CSV file and prints the sum";

inline const std::string programming_answer =
    R"({"categories":[{"name":"/Computers & Electronics","confidence":0.71},)"
    R"({"name":"/Computers & Electronics/Programming","confidence":0.83},)"
    R"({"name":"/Science","confidence":0.31}]})";

inline const catalog::Taxonomy& taxonomy() {
    static const catalog::Taxonomy loaded = *catalog::Taxonomy::load();
    return loaded;
}

inline const classifier::Model& model() {
    static const classifier::Model read =
        *classifier::Model::read(classifier::shipped_model(), "the binary");
    return read;
}

/// A service, a backend that asks it, and the time of both.
struct GoogleRoom {
    explicit GoogleRoom(net::TlsContext* tls = nullptr) : service(tls) {
        static_cast<void>(write_file(directory / "key", std::string(test_key) + "\n"));
        options.backend = labelling::BackendKind::google;
        options.key_file = directory / "key";
        options.endpoint = service.url();
        options.requests_at_once = 1;
        options.requests_per_minute = 60'000;
    }

    labelling::google::GoogleBackend& backend() {
        if (made == nullptr) {
            auto fake = std::make_unique<FakePace>();
            fake->passed = began_after;
            pace = fake.get();
            auto opened = labelling::google::GoogleBackend::open(options, model(), taxonomy(),
                                                                 "[classifier]", std::move(fake));
            EXPECT_TRUE(opened.has_value()) << describe(opened.error());
            made = std::move(*opened);
        }
        return *made;
    }
    /// Forgets all but what lies in files, as a new process would.
    void restart() {
        began_after = pace == nullptr ? began_after : pace->passed;
        made.reset();
        pace = nullptr;
    }
    classifier::Labelling label(std::string_view text = test_text) {
        const std::string_view texts[] = {text};
        return backend().label(texts).front();
    }
    bool is_by_google(const classifier::Labelling& labelling) {
        return labelling.classifier.starts_with("google ");
    }

    TemporaryDirectory directory;
    FakeService service;
    labelling::BackendOptions options;
    FakePace* pace = nullptr;
    net::Clock::duration began_after{0};
    std::unique_ptr<labelling::google::GoogleBackend> made;
};

/// Google's error as it sends them.
inline ScriptedAnswer google_error(int status, const std::string& code, const std::string& message,
                                   const std::string& reason = {}) {
    std::string details;
    if (!reason.empty()) {
        details = R"(,"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":")" +
                  reason + R"("}])";
    }
    return {status, R"({"error":{"code":)" + std::to_string(status) + R"(,"message":")" + message +
                        R"(","status":")" + code + "\"" + details + "}}"};
}

}  // namespace orrery::test_support
