#include "adapters/ubus/conversation.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace ubus {

namespace {

constexpr std::size_t kOpenAtMost = 4'096;
constexpr std::size_t kSubscriptionsAtMost = 1'024;
constexpr std::uint32_t kEventObject = 1;  // the broker's own

}  // namespace

std::string describe(const CallFault& fault) {
    switch (fault.why) {
        case CallFault::Why::NoAnswer:
            return "no answer in time";
        case CallFault::Why::Down:
            return "the connection to ubus ended";
        case CallFault::Why::Refused:
            return std::string{describe(fault.status)};
    }
    return {};
}

// -- Octets in.

std::optional<Error> Conversation::take(Octets octets, Time now) {
    const std::uint64_t connection = connection_;
    while (connection == connection_) {
        const bool in_pieces = !arrived_.empty();
        const auto size = message_size(in_pieces ? Octets{arrived_} : octets);
        if (!size) return size.error();
        // A message that lies there whole is read where it lies.
        if (!in_pieces && *size && **size <= octets.size()) {
            take_message(octets.first(**size), now);
            octets = octets.subspan(**size);
            continue;
        }
        const std::size_t missing = size->value_or(kHeadOctets) - arrived_.size();
        if (missing == 0) {
            take_message(std::exchange(arrived_, {}), now);
            continue;
        }
        if (octets.empty()) return std::nullopt;
        const Octets piece = octets.first(std::min(missing, octets.size()));
        arrived_.insert(arrived_.end(), piece.begin(), piece.end());
        octets = octets.subspan(piece.size());
    }
    return std::nullopt;
}

void Conversation::take_message(Octets octets, Time now) {
    const auto message = parse_message(octets);
    if (!message) {
        if (!std::exchange(complained_, true))
            outside_.complain("a message was left out: " + std::string{describe(message.error().fault)} +
                              " at octet " + std::to_string(message.error().offset));
        return;
    }
    switch (message->head.type) {
        case MessageType::Hello:
            return take_hello(*message, now);
        case MessageType::Status:
            return take_status(*message);
        case MessageType::Data:
            if (const auto open = pending_.find(message->head.sequence);
                open != pending_.end() && open->second.on_data)
                open->second.on_data(*message);
            return;
        case MessageType::Invoke:
            return take_invoke(*message);
        case MessageType::Notify:
            if (const auto own = objects_.find(message->object.value_or(0)); own != objects_.end())
                own->second.subscribed = message->active.value_or(own->second.subscribed);
            return;
        case MessageType::Unsubscribe:
            return take_gone(message->object.value_or(0), now);
        default:
            return;  // nothing that a client is sent
    }
}

void Conversation::take_hello(const Message& message, Time now) {
    if (client_ != 0) return;
    client_ = message.head.peer;
    Pending pending;
    pending.on_data = [this](const Message& made) { ears_ = made.object.value_or(0); };
    pending.on_done = [this](const Answer& answer) {
        if (!answer || ears_ == 0) return;  // whoever waits for us to be up has a deadline
        up_ = true;
        outside_.on_up();
    };
    request(MessageType::AddObject, 0, {}, std::move(pending), now);
}

void Conversation::take_status(const Message& message) {
    const auto open = pending_.find(message.head.sequence);
    if (open == pending_.end()) return;
    const std::uint32_t status = message.status.value_or(0);
    Pending& pending = open->second;
    if (pending.on_verdict && message.subscribers) {
        pending.verdicts = message.subscribers;
        if (*pending.verdicts == 0) finish(message.head.sequence, {});
        return;
    }
    if (pending.on_verdict && pending.verdicts) {
        const OnVerdict on_verdict = pending.on_verdict;
        const bool last = --*pending.verdicts == 0;
        on_verdict(message.object.value_or(0), status);
        if (last) finish(message.head.sequence, {});
        return;
    }
    if (status == 0) return finish(message.head.sequence, {});
    finish(message.head.sequence,
           std::unexpected(CallFault{CallFault::Why::Refused, static_cast<Status>(status)}));
}

void Conversation::finish(std::uint16_t sequence, const Answer& answer) {
    auto node = pending_.extract(sequence);
    if (node && node.mapped().on_done) node.mapped().on_done(answer);
}

void Conversation::take_invoke(const Message& message) {
    if (message.object == ears_ && ears_ != 0) {
        if (message.head.peer == 0 && outside_.on_event) outside_.on_event(message.method, message.data);
        return;
    }
    if (subscriptions_.contains(message.object.value_or(0))) return take_notification(message);
    const Call call{message.object.value_or(0),
                    message.head.sequence,
                    message.head.peer,
                    message.method,
                    message.data,
                    message.no_reply};
    const auto own = objects_.find(call.object);
    if (own == objects_.end() || !own->second.on_call) return answer(call, nullptr, Status::NotFound);
    // The broker hands on whatever is called.
    if (!own->second.methods.contains(message.method)) return answer(call, nullptr, Status::MethodNotFound);
    const OnCall on_call = own->second.on_call;  // it may remove the object
    on_call(call);
}

void Conversation::take_notification(const Message& message) {
    const Call call{*message.object, message.head.sequence, message.head.peer, message.method, {},
                    message.no_reply};
    Notification notification{message.method, message.data, [this, call](std::uint32_t status) {
                                  answer(call, nullptr, static_cast<Status>(status));
                              }};
    const auto handler = subscriptions_.at(call.object).second.on_notification;  // it may unsubscribe
    handler(notification);
    notification.answer(0);
}

void Conversation::end() {
    ++connection_;
    up_ = complained_ = false;
    client_ = ears_ = 0;
    arrived_.clear();
    deadlines_.clear();
    objects_.clear();
    subscriptions_.clear();
    for (auto& [sequence, pending] : std::exchange(pending_, {}))
        if (pending.on_done) pending.on_done(std::unexpected(CallFault{CallFault::Why::Down}));
}

std::optional<Time> Conversation::deadline() const {
    return deadlines_.empty() ? std::nullopt : std::optional{deadlines_.front().first};
}

void Conversation::expire(Time now) {
    while (!deadlines_.empty() &&
           (deadlines_.front().first <= now || !pending_.contains(deadlines_.front().second))) {
        const auto [when, sequence] = deadlines_.front();
        deadlines_.pop_front();
        if (when <= now) finish(sequence, std::unexpected(CallFault{CallFault::Why::NoAnswer}));
    }
}

// -- Requests.

void Conversation::send(MessageType type, std::uint16_t sequence, std::uint32_t peer, const Writer& content) {
    if (auto octets = message({type, sequence, peer}, content); !octets.empty())
        outside_.send(std::move(octets));
}

void Conversation::request(MessageType type, std::uint32_t peer, const Writer& content, Pending pending,
                           Time now) {
    if (client_ == 0 || pending_.size() >= kOpenAtMost || !content.fits()) {
        if (pending.on_done) pending.on_done(std::unexpected(CallFault{CallFault::Why::Down}));
        return;
    }
    do ++sequence_;
    while (sequence_ == 0 || pending_.contains(sequence_));
    pending_.emplace(sequence_, std::move(pending));
    // What is answered leaves its deadline behind; all of them wait equally long.
    while (!deadlines_.empty() && !pending_.contains(deadlines_.front().second)) deadlines_.pop_front();
    deadlines_.emplace_back(now + patience_, sequence_);
    send(type, sequence_, peer, content);
}

void Conversation::ping(OnDone on_done, Time now) {
    request(MessageType::Ping, 0, {}, {{}, std::move(on_done), {}, {}}, now);
}

void Conversation::look_up(std::string_view pattern, OnFound on_found, OnDone on_done, Time now) {
    Writer content;
    content.text(kObjectPath, pattern);
    auto on_data = [found = std::move(on_found)](const Message& message) {
        if (message.object && !message.path.empty())
            found({message.path, *message.object, message.signature});
    };
    request(MessageType::Lookup, 0, content, {std::move(on_data), std::move(on_done), {}, {}}, now);
}

void Conversation::call(std::uint32_t object, std::string_view method, const Writer& arguments,
                        OnData on_data, OnDone on_done, Time now) {
    Writer content;
    content.number(kObject, object);
    content.text(kMethod, method);
    content.nested(kData, [&](Writer& data) { data.append(arguments.octets()); });
    Pending pending;
    pending.on_done = std::move(on_done);
    if (on_data)
        pending.on_data = [data = std::move(on_data)](const Message& message) { data(message.data); };
    request(MessageType::Invoke, object, content, std::move(pending), now);
}

// A notification says to which of our objects it goes, and which program sends it, not of which object of
// that program it is. So each subscription has an object of its own.
void Conversation::subscribe(std::uint32_t target, Subscription subscription, OnDone on_done, Time now) {
    if (!on_done) on_done = [](const Answer&) {};
    if (subscriptions_.size() >= kSubscriptionsAtMost)
        return on_done(std::unexpected(CallFault{CallFault::Why::Refused, Status::NoMemory}));
    auto ear = std::make_shared<std::uint32_t>(0);
    Pending pending;
    pending.on_data = [ear](const Message& message) { *ear = message.object.value_or(0); };
    pending.on_done = [this, ear, target, now, done = std::move(on_done),
                       what = std::move(subscription)](const Answer& answer) {
        if (!answer || *ear == 0) return done(answer);
        // Before the answer: what is notified in between counts.
        subscriptions_.insert_or_assign(*ear, std::pair{target, what});
        Writer content;
        content.number(kObject, *ear);
        content.number(kTarget, target);
        request(MessageType::Subscribe, 0, content,
                {{},
                 [this, ear, now, done](const Answer& subscribed) {
                     if (!subscribed) forget(*ear, now);
                     done(subscribed);
                 },
                 {},
                 {}},
                now);
    };
    request(MessageType::AddObject, 0, {}, std::move(pending), now);
}

void Conversation::forget(std::uint32_t ear, Time now) {
    if (subscriptions_.erase(ear) == 0) return;
    Writer content;
    content.number(kObject, ear);
    request(MessageType::RemoveObject, 0, content, {}, now);
}

void Conversation::unsubscribe(std::uint32_t target, Time now) {
    const auto known =
        std::ranges::find(subscriptions_, target, [](const auto& entry) { return entry.second.first; });
    if (known != subscriptions_.end()) forget(known->first, now);
}

void Conversation::take_gone(std::uint32_t ear, Time now) {
    const auto known = subscriptions_.find(ear);
    if (known == subscriptions_.end()) return;
    const auto on_gone = known->second.second.on_gone;
    forget(ear, now);
    if (on_gone) on_gone();
}

void Conversation::listen(std::string_view pattern, OnDone on_done, Time now) {
    Writer arguments;
    arguments.int32("object", ears_);
    arguments.text("pattern", pattern);
    call(kEventObject, "register", arguments, {}, std::move(on_done), now);
}

void Conversation::send_event(std::string_view name, const Writer& fields, OnDone on_done, Time now) {
    Writer arguments;
    arguments.text("id", name);
    arguments.table("data", [&](Writer& data) { data.append(fields.octets()); });
    call(kEventObject, "send", arguments, {}, std::move(on_done), now);
}

// -- Objects of our own.

void Conversation::add_object(std::string_view path, const Writer& methods, OnCall on_call,
                              std::function<void(std::uint32_t)> on_made, OnDone on_done, Time now) {
    Writer content;
    content.text(kObjectPath, path);
    content.nested(kSignature, [&](Writer& data) { data.append(methods.octets()); });
    std::set<std::string, std::less<>> names;
    if (const auto fields = Fields::read(methods.octets()))
        for (const Field& method : *fields) names.emplace(method.name());
    auto on_data = [this, names, call = std::move(on_call),
                    made = std::move(on_made)](const Message& message) {
        if (!message.object) return;
        objects_[*message.object] = {call, names, false};
        if (made) made(*message.object);
    };
    request(MessageType::AddObject, 0, content, {std::move(on_data), std::move(on_done), {}, {}}, now);
}

void Conversation::remove_object(std::uint32_t object, OnDone on_done, Time now) {
    if (objects_.erase(object) == 0) return;
    Writer content;
    content.number(kObject, object);
    request(MessageType::RemoveObject, 0, content, {{}, std::move(on_done), {}, {}}, now);
}

bool Conversation::has_subscribers(std::uint32_t object) const {
    const auto own = objects_.find(object);
    return own != objects_.end() && own->second.subscribed;
}

void Conversation::answer(const Call& call, const Writer* data, Status status) {
    if (call.no_reply || client_ == 0) return;
    if (data && !data->fits()) status = Status::NoMemory;
    if (data && data->fits()) {
        Writer content;
        content.number(kObject, call.object);
        content.nested(kData, [&](Writer& inner) { inner.append(data->octets()); });
        if (content.fits()) send(MessageType::Data, call.sequence, call.peer, content);
    }
    Writer content;
    content.number(kStatus, static_cast<std::uint32_t>(status));
    content.number(kObject, call.object);
    send(MessageType::Status, call.sequence, call.peer, content);
}

void Conversation::notify(std::uint32_t object, std::string_view name, const Writer& fields) {
    Writer content;
    content.number(kObject, object);
    content.text(kMethod, name);
    content.flag(kNoReply, true);
    content.nested(kData, [&](Writer& data) { data.append(fields.octets()); });
    if (client_ != 0) send(MessageType::Notify, ++sequence_, object, content);
}

void Conversation::notify(std::uint32_t object, std::string_view name, const Writer& fields,
                          OnVerdict on_verdict, OnDone on_done, Time now) {
    Writer content;
    content.number(kObject, object);
    content.text(kMethod, name);
    content.nested(kData, [&](Writer& data) { data.append(fields.octets()); });
    Pending pending;
    pending.on_done = std::move(on_done);
    pending.on_verdict = on_verdict ? std::move(on_verdict) : [](std::uint32_t, std::uint32_t) {};
    request(MessageType::Notify, object, content, std::move(pending), now);
}

}  // namespace ubus
