#include "adapters/hostapd_ubus/bss.hpp"

#include <utility>

#include <boost/asio/post.hpp>

#include "adapters/hostapd_ubus/answers.hpp"

namespace hostapd_ubus {

namespace {

using std::chrono::milliseconds;
using ubus::Answer;
using ubus::Fields;
using ubus::Writer;

constexpr milliseconds kAgain{1'000};
/// Status code of what is refused: "unable to handle additional associated STAs" (9.4.1.9).
constexpr std::uint32_t kRefused = 17;

bool hangs(const Answer& answer) { return !answer && answer.error().why == ubus::CallFault::Why::NoAnswer; }

}  // namespace

Bss::Bss(boost::asio::io_context& io, ubus::Client& client, std::string name, Settings settings,
         OnEvent on_event)
    : NamedBss{io, std::move(name), std::move(on_event)},
      client_{client},
      settings_{settings},
      timer_{io},
      list_timer_{io} {}

Bss::~Bss() {
    will_go();
    if (object_ == 0) return;
    kept_out_.clear();
    client_.unsubscribe(object_);
}

void Bss::call(std::string_view method, const Writer& arguments, ubus::OnData on_data, ubus::OnDone on_done) {
    const auto ours = [this, alive = alive(), binding = binding_] { return *alive && binding == binding_; };
    ubus::OnData data;
    if (on_data)
        data = [ours, handler = std::move(on_data)](const Fields& fields) {
            if (ours()) handler(fields);
        };
    client_.call(object_, method, arguments, std::move(data),
                 // An answer is owed also after the object was lost.
                 [alive = alive(), handler = std::move(on_done)](const Answer& answer) {
                     if (*alive && handler) handler(answer);
                 });
}

// -- Attaching, staying attached.

void Bss::bind(std::uint32_t object, const Methods& methods) {
    if (object == object_) return;
    if (object_ != 0) client_.unsubscribe(object_);
    object_ = object;
    methods_ = methods;
    ready_ = false;
    set_up();
}

void Bss::unbind(const std::string& why) {
    if (object_ == 0) return;
    object_ = 0;
    ++binding_;
    ready_ = listing_ = status_running_ = false;
    list_timer_.cancel();
    timer_.expires_after(settings_.grace);
    timer_.async_wait([this, alive = alive(), binding = binding_, why](auto error) {
        if (!error && *alive && binding == binding_ && object_ == 0) detach(why);
    });
}

void Bss::set_up() {
    ++binding_;
    status_running_ = listing_ = false;
    timer_.cancel();
    const auto ours = [this, alive = alive(), binding = binding_] { return *alive && binding == binding_; };
    client_.subscribe(object_,
                      {[this, ours](ubus::Notification& notification) {
                           if (ours()) on_notification(notification);
                       },
                       {}},
                      [this, ours](const Answer& answer) {
                          if (!ours()) return;
                          if (!answer) return set_up_again(problem_of("subscribe", answer));
                          enable([this] { tell_wish_to_answer([this](const Answer&) { ready(); }); });
                      });
}

void Bss::set_up_again(const std::string& why) {
    if (attached_)
        detach(why);
    else if (std::exchange(last_problem_, why) != why)
        tell(ports::ApDetached{why});
    timer_.expires_after(kAgain);
    timer_.async_wait([this, alive = alive(), binding = binding_](auto error) {
        if (error || !*alive || binding != binding_ || object_ == 0) return;
        client_.unsubscribe(object_);
        set_up();
    });
}

void Bss::enable(const std::function<void()>& then) {
    const auto on_done = [this, alive = alive(), binding = binding_, then](const Answer& answer) {
        if (!*alive || binding != binding_) return;
        if (hangs(answer)) return set_up_again(problem_of("bss_mgmt_enable", answer));
        then();
    };
    if (!settings_.manage || !methods_.management)
        boost::asio::post(io(), [on_done] { on_done({}); });
    else
        call("bss_mgmt_enable", management(methods_), {}, on_done);
}

void Bss::ready() {
    ready_ = true;
    last_problem_.clear();
    described_.reset();
    if (!std::exchange(attached_, true)) {
        first_list_ = true;
        status_ = {};
        tell(ports::ApAttached{});
    }
    if (!ready_) return;
    read_status();
    if (table_) push_table_later();
    if (!first_list_) fetch_list();
    list_later();
}

void Bss::detach(const std::string& why) {
    ready_ = listing_ = status_running_ = false;
    ++binding_;
    list_timer_.cancel();
    wanted_.clear();
    all_wanted_ = false;
    kept_out_.clear();
    clients_.clear();
    table_.reset();
    own_report_.reset();
    const bool was_attached = std::exchange(attached_, false);
    if (!was_attached && last_problem_ == why) return;
    last_problem_ = why;
    tell(ports::ApDetached{why});
}

// -- Status.

void Bss::read_status() {
    if (!ready_) return tell_later(ports::StatusFailed{"its object on ubus is not there"});
    status_again_ = status_running_;
    if (std::exchange(status_running_, true)) return;
    draft_.reset();
    draft_problem_.clear();
    call(
        "get_status", {},
        [this](const Fields& data) {
            auto status = parse_status(data);
            if (status)
                draft_ = *std::move(status);
            else
                draft_problem_ = "answer not understood: " + std::string{status.error().field} + " wanted";
        },
        [this](const Answer& answer) {
            if (is_down(answer) || !ready_) return;
            if (!answer) draft_problem_ = problem_of("get_status", answer);
            if (hangs(answer)) return set_up_again(draft_problem_);
            if (draft_) return describe();
            if (draft_problem_.empty()) draft_problem_ = "get_status: no data";
            status_done();
        });
}

void Bss::describe() {
    const Described now{draft_->bssid, draft_->channel};
    if (!draft_->enabled || described_ == now) return status_done();
    described_ = now;
    capability_.reset();
    const ubus::OnDone by_features = [this](const Answer& answer) {
        if (is_down(answer) || !ready_) return;
        if (capability_ || !methods_.features) return status_done();
        call(
            "get_features", {}, [this](const Fields& data) { add_features(data, draft_->capability); },
            [this](const Answer& known) {
                if (!is_down(known) && ready_) status_done();
            });
    };
    if (!methods_.own_report) return by_features({});
    call("rrm_nr_get_own", {}, [this](const Fields& data) { own_report_read(data); }, by_features);
}

void Bss::own_report_read(const Fields& data) {
    auto own = parse_neighbor(data.inside("value"));
    if (!own) return;
    capability_ = capability_in_report(*own);
    own_report_ = *std::move(own);
}

void Bss::status_done() {
    status_running_ = false;
    if (!draft_) {
        tell(ports::StatusFailed{draft_problem_});
    } else {
        if (capability_) draft_->capability = *capability_;
        // Not told by hostapd: on where we switched it on, and else until it answers otherwise.
        draft_->transition = methods_.transition || methods_.announced_end;
        draft_->neighbor_reports = methods_.own_report && (!draft_->enabled || own_report_.has_value());
        draft_->beacon_reports = true;
        draft_->clients = authorized();
        capability_ = draft_->capability;
        status_ = *std::exchange(draft_, std::nullopt);
        tell(status_);
    }
    if (std::exchange(status_again_, false) && ready_) read_status();
}

// -- Notifications.

void Bss::on_notification(ubus::Notification& notification) {
    const auto event = parse_notification(notification.name, notification.fields, status_.bssid);
    if (!event) return;  // nobody's answer depends on what cannot be read
    if (const auto* frame = std::get_if<Asked>(&*event)) {
        // First of all: hostapd does nothing else until it has its answer.
        if (kept_out_.contains(frame->client)) notification.answer(kRefused);
        notification.answer(0);
        return asked(*frame);
    }
    if (const auto* query = std::get_if<Queried>(&*event)) {
        query_ = Query{query->query.client, query->token, false};
        tell(query->query);
        // Where the engine has answered, hostapd need not.
        if (std::exchange(query_, std::nullopt)->answered) notification.answer(1);
        return;
    }
    notification.answer(0);
    if (!ready_) return;
    if (std::holds_alternative<Changed>(*event)) {
        described_.reset();
        return read_status();
    }
    if (std::holds_alternative<Moved>(*event)) return fetch_list();
    if (const auto* joined = std::get_if<ports::ClientJoined>(&*event)) return came(joined->client);
    std::visit(
        [this](const auto& what) {
            if constexpr (std::is_constructible_v<ports::ApEvent, decltype(what)>) tell(what);
        },
        *event);
}

void Bss::asked(const Asked& frame) {
    if (!ready_) return;
    if (const auto known = clients_.find(frame.client); known != clients_.end())
        known->second.heard = Clock::now();
    if (frame.is_probe && frame.signal && probes_wanted_)
        tell(ports::ProbeHeard{frame.client, *frame.signal});
}

}  // namespace hostapd_ubus
