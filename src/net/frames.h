#pragma once

#include <array>
#include <cstddef>
#include <new>

namespace orrery::net {

/// Memory for coroutine frames, kept by each thread for the next frame of about the same size: a
/// relayed request makes some ten, of sizes that malloc is slow for. What another thread takes back
/// stays with that thread. Under AddressSanitizer nothing is kept, so that it sees each frame's
/// end.
class Frames {
public:
    static void* take(std::size_t bytes) {
        Kept& kept = of_thread();
        const std::size_t size = class_of(bytes);
        if (size < classes && kept.first[size] != nullptr) {
            Free* const frame = kept.first[size];
            kept.first[size] = frame->next;
            --kept.count[size];
            return frame;
        }
        return ::operator new(size < classes ? size * step : bytes);
    }

    static void give(void* memory, std::size_t bytes) {
        Kept& kept = of_thread();
        const std::size_t size = class_of(bytes);
        if (size < classes && kept.count[size] < kept_max && !kept.is_over) {
            kept.first[size] = new (memory) Free{kept.first[size]};
            ++kept.count[size];
            return;
        }
        ::operator delete(memory);
    }

private:
    static constexpr std::size_t step = 64;
    static constexpr std::size_t kept_max = 128;  ///< Of one size.
#ifdef ORRERY_SANITIZED
    static constexpr std::size_t classes = 0;
#else
    static constexpr std::size_t classes = 64;  ///< Up to 4 KB.
#endif

    struct Free {
        Free* next;
    };
    struct Kept {
        std::array<Free*, 64> first{};
        std::array<std::size_t, 64> count{};
        bool is_over = false;  ///< The thread ends: frames may still go after this.
        ~Kept() {
            is_over = true;
            for (Free*& list : first) {
                while (list != nullptr) {
                    Free* const next = list->next;
                    ::operator delete(list);
                    list = next;
                }
            }
        }
    };

    static std::size_t class_of(std::size_t bytes) { return (bytes + step - 1) / step; }
    static Kept& of_thread() {
        thread_local Kept kept;
        return kept;
    }
};

}  // namespace orrery::net
