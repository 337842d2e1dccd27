// Runs a fuzz target over its corpus and over seeded mutations of it, where libFuzzer is not at
// hand. Usage: <name>_fuzz [ROUNDS] [SEED]

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

/// Reads the corpus of the target that is called as the program.
std::vector<std::string> corpus(const std::filesystem::path& program) {
    std::string name = program.filename();
    name.resize(name.rfind("_fuzz"));
    const auto directory = std::filesystem::path(ORRERY_SOURCE_DIR) / "tests/fuzz/corpus" / name;
    std::vector<std::string> texts = {""};
    for (const auto& entry : std::filesystem::directory_iterator(directory)) {
        std::ifstream stream(entry.path(), std::ios::binary);
        texts.emplace_back(std::istreambuf_iterator<char>(stream),
                           std::istreambuf_iterator<char>());
    }
    return texts;
}

/// Changes a few bytes: sets, inserts, erases, or doubles a stretch.
std::string mutated(std::string text, std::mt19937_64& random) {
    constexpr char bytes[] = {'"', '\n', '\r', ',', ':', '-', '\0', '\xff', '\xef', ' ', '|', 'a'};
    for (std::size_t change = 0; change < 1 + random() % 6; ++change) {
        const std::size_t at = text.empty() ? 0 : random() % text.size();
        const char byte =
            random() % 3 == 0 ? static_cast<char>(random()) : bytes[random() % sizeof bytes];
        switch (random() % 4) {
            case 0:
                text.insert(at, 1, byte);
                break;
            case 1:
                text.erase(at, 1 + random() % 8);
                break;
            case 2:
                text.insert(at, text.substr(at, random() % 64));
                break;
            default:
                if (!text.empty()) {
                    text[at] = byte;
                }
        }
    }
    return text;
}

void run(const std::string& text) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

}  // namespace

int main(int argc, char** argv) {
    const long rounds = argc > 1 ? std::atol(argv[1]) : 20000;
    const std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 20241126;
    std::mt19937_64 random(seed);
    const auto texts = corpus(argv[0]);
    for (const std::string& text : texts) {
        run(text);
    }
    for (long round = 0; round < rounds; ++round) {
        run(mutated(texts[random() % texts.size()], random));
    }
    std::printf("%s: %zu corpus files, %ld mutations, seed %llu\n", argv[0], texts.size() - 1,
                rounds, static_cast<unsigned long long>(seed));
    return 0;
}
