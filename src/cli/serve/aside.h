#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace orrery::cli {

/// A thread that lets others go first, for what must not keep requests waiting. Others give it work
/// and wait for its end.
class Aside {
public:
    /// `nice`: of the thread, 0 to 19.
    explicit Aside(int nice);
    ~Aside();
    Aside(const Aside&) = delete;
    Aside& operator=(const Aside&) = delete;

    /// Runs `work` there and returns when it is done. One caller after the other.
    void run(const std::function<void()>& work);

private:
    void serve(int nice);

    std::mutex callers_;  ///< Held by who waits for his work.
    std::mutex mutex_;
    std::condition_variable changed_;
    const std::function<void()>* work_ = nullptr;  ///< Guarded by mutex_, as is_ending_.
    bool is_ending_ = false;
    std::thread thread_;
};

}  // namespace orrery::cli
