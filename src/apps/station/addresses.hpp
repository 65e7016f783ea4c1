// Who is told that an interface may need other addresses: the first of those that manage addresses on this
// machine whose interface it is. What goes wrong is said in one line and costs nothing but the renewal.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "ports/address_manager.hpp"

namespace station_app {

class Addresses {
public:
    using Managers = std::vector<std::unique_ptr<ports::AddressManager>>;
    /// One line for people; `problem`: the addresses may be wrong now.
    using Say = std::function<void(const std::string& line, bool problem)>;

    Addresses(boost::asio::io_context& io, Managers managers, Say say);
    ~Addresses();

    /// Tells whose interface it is. Where nobody answers it is tried again after 2, 10 and 30 s; a request
    /// under way is given up.
    void renew(records::Renewal what);

    /// Gives up a request under way: the link moved on, or the program ends.
    void cancel();

private:
    void ask(std::size_t which);
    void next(const ports::RenewalTold& told, std::size_t which);
    void end_round();

    Managers managers_;
    Say say_;
    boost::asio::steady_timer again_;
    records::Renewal what_ = records::Renewal::None;
    std::size_t round_ = 0;
    bool try_again_ = false;         ///< somebody did not answer in this round
    std::vector<std::string> why_;   ///< what each said in this round
    std::shared_ptr<bool> current_;  ///< false once the request is over: for answers that come late
};

}  // namespace station_app
