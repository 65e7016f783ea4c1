// Stands between roam-station and wpa_supplicant's control socket to do what the real daemon cannot be made
// to do on demand: refuse every command, or answer nothing. Otherwise it hands every datagram on, both ways,
// unchanged.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "lab/guest/loop.hpp"

namespace lab::guest {

class ControlProxy {
public:
    enum class Mood : unsigned char {
        HandOn,
        Refuse,  ///< every command is answered FAIL; events still come
        Silent,  ///< nothing comes back, neither answers nor events
    };

    /// Listens at `front`; `back` is the real socket, which may come and go. Abstract addresses belong to a
    /// network namespace, so that both ends are made in the station's. Throws std::system_error.
    ControlProxy(Loop& loop, const std::string& front, std::string back);
    ~ControlProxy();
    ControlProxy(const ControlProxy&) = delete;
    ControlProxy& operator=(const ControlProxy&) = delete;

    void set_mood(Mood mood) { mood_ = mood; }

private:
    void from_client();
    void from_daemon(int fd, const std::string& watched);
    int daemon_for(const std::string& client);
    void forget(const std::string& client);
    [[nodiscard]] bool answer(const std::string& client, std::string_view datagram) const;

    Loop& loop_;
    std::string back_;
    int front_ = -1;
    Mood mood_ = Mood::HandOn;
    std::map<std::string, int> daemons_;  ///< by client address: our connected socket towards the daemon
    std::string buffer_;
};

}  // namespace lab::guest
