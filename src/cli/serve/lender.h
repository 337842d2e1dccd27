#pragma once

#include <atomic>
#include <deque>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/lease/admin_socket.h"
#include "cli/serve/archive.h"

namespace orrery::cli {

/// Lends the store of a serving process to commands, to one at a time in the order in which they
/// asked. Between two of them the archive has the store and takes in what waits.
class Lender {
public:
    /// REQUIRES: the archive outlives the lender.
    Lender(AdminSocket socket, Archive& archive);
    ~Lender();
    Lender(const Lender&) = delete;
    Lender& operator=(const Lender&) = delete;

    /// Lends no more. Who is in line hears of it when the lender ends: the archive should have
    /// closed the store by then.
    void stop();

private:
    struct Borrower {
        Descriptor connection;
        std::string text;   ///< Received, not yet a line.
        std::string name;   ///< "`orrery study` (pid 123)"; empty until it has asked.
        std::string heard;  ///< For whom it was told that it waits.
    };

    void run();
    /// Waits until a connection, a message or an end has come.
    void wait() const;
    void take_in();
    /// Reads what has come; false once the borrower is gone.
    [[nodiscard]] static bool hear(Borrower& borrower);
    void lend_to_next();
    void tell_line();

    AdminSocket socket_;
    Archive& archive_;
    Descriptor wake_;
    std::optional<Borrower> holder_;
    std::deque<Borrower> line_;
    std::atomic<bool> is_ending_ = false;
    std::thread thread_;
};

}  // namespace orrery::cli
