#include "lab/ubus/broker.hpp"

#include <algorithm>
#include <deque>
#include <unistd.h>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace lab::ubus_broker {

using namespace ubus;

namespace {

constexpr std::uint32_t kEventObject = 1;

bool matches(std::string_view pattern, std::string_view name) {
    return pattern.ends_with('*') ? name.starts_with(pattern.substr(0, pattern.size() - 1)) : pattern == name;
}

}  // namespace

/// One client.
class Broker::Session : public std::enable_shared_from_this<Session> {
public:
    Session(Broker& broker, boost::asio::local::stream_protocol::socket socket, std::uint32_t id)
        : broker_{&broker}, socket_{std::move(socket)}, id_{id}, room_(65'536) {}

    [[nodiscard]] std::uint32_t id() const { return id_; }
    void read() {
        socket_.async_read_some(
            boost::asio::buffer(room_), [self = shared_from_this()](auto error, std::size_t size) {
                if (!self->broker_) return;
                if (error) return self->broker_->ended(self->id_);
                self->arrived_.insert(self->arrived_.end(), self->room_.begin(),
                                      self->room_.begin() + static_cast<std::ptrdiff_t>(size));
                self->split();
                if (self->broker_) self->read();
            });
    }
    void send(std::vector<std::uint8_t> octets) {
        unsent_.push_back(std::move(octets));
        if (unsent_.size() == 1) write();
    }
    void close() {
        broker_ = nullptr;
        boost::system::error_code ignored;
        socket_.close(ignored);
    }

private:
    void split() {
        std::size_t at = 0;
        while (broker_) {
            const Octets rest = Octets{arrived_}.subspan(at);
            const auto size = message_size(rest);
            if (!size) return broker_->ended(id_);
            if (!*size || **size > rest.size()) break;
            if (const auto message = parse_message(rest.first(**size)))
                broker_->take(*this, *message, rest.first(**size));
            at += **size;
        }
        arrived_.erase(arrived_.begin(), arrived_.begin() + static_cast<std::ptrdiff_t>(at));
    }
    void write() {
        boost::asio::async_write(socket_, boost::asio::buffer(unsent_.front()),
                                 [self = shared_from_this()](auto error, std::size_t) {
                                     if (error || !self->broker_) return;
                                     self->unsent_.pop_front();
                                     if (!self->unsent_.empty()) self->write();
                                 });
    }

    Broker* broker_;  ///< null once it is of no concern any more
    boost::asio::local::stream_protocol::socket socket_;
    std::uint32_t id_;
    std::vector<std::uint8_t> room_;
    std::vector<std::uint8_t> arrived_;
    std::deque<std::vector<std::uint8_t>> unsent_;
};

Broker::Broker(boost::asio::io_context& io, std::string path) : path_{std::move(path)}, acceptor_{io} {
    ::unlink(path_.c_str());
    acceptor_.open();
    acceptor_.bind(boost::asio::local::stream_protocol::endpoint{path_});
    acceptor_.listen();
    accept();
}

Broker::~Broker() {
    *alive_ = false;
    for (const auto& [id, session] : sessions_) session->close();
    ::unlink(path_.c_str());
}

std::uint32_t Broker::new_id() { return last_id_ += 0x11; }

void Broker::accept() {
    acceptor_.async_accept([this, alive = alive_](auto error, auto socket) {
        if (error || !*alive) return;
        const auto session = std::make_shared<Session>(*this, std::move(socket), new_id());
        sessions_[session->id()] = session;
        if (!silent) send(session->id(), {MessageType::Hello, 0, session->id()}, {});
        session->read();
        accept();
    });
}

void Broker::say(const std::vector<std::uint8_t>& octets) {
    for (const auto& [id, session] : sessions_) session->send(octets);
}

void Broker::send(std::uint32_t client, const Head& head, const Writer& content) {
    const auto session = sessions_.find(client);
    if (session == sessions_.end()) return;
    auto octets = message(head, content);
    if (spoil) spoil(octets);
    if (!octets.empty()) session->second->send(std::move(octets));
}

void Broker::ended(std::uint32_t client) {
    const auto session = sessions_.extract(client);
    if (!session) return;
    session.mapped()->close();
    std::vector<std::uint32_t> theirs;
    for (const auto& [id, object] : objects_)
        if (object.client == client) theirs.push_back(id);
    for (const std::uint32_t id : theirs) remove(id);
}

void Broker::take(Session& from, const Message& message, Octets octets) {
    ++counts_[message.head.type];
    if (silent) return;
    if (message.head.type == MessageType::Data || message.head.type == MessageType::Status)
        return hand_back(from, message, octets);
    bool answered = false;
    const Status status = handle(from, message, answered);
    if (answered) return;
    Writer content;
    content.number(kStatus, static_cast<std::uint32_t>(status));
    send(from.id(), {MessageType::Status, message.head.sequence, message.head.peer}, content);
}

Status Broker::handle(Session& from, const Message& message, bool& answered) {
    switch (message.head.type) {
        case MessageType::Ping:
            send(from.id(), {MessageType::Data, message.head.sequence, message.head.peer}, {});
            return Status::Ok;
        case MessageType::Lookup:
            return look_up(from, message);
        case MessageType::Invoke:
            return message.object == kEventObject ? invoke_events(from, message, answered)
                                                  : invoke(from, message, answered);
        case MessageType::AddObject:
            return add_object(from, message);
        case MessageType::RemoveObject:
            return remove_object(from, message);
        case MessageType::Subscribe:
            return subscribe(from, message);
        case MessageType::Unsubscribe: {
            const auto target = objects_.find(message.target.value_or(0));
            if (target == objects_.end()) return Status::NotFound;
            return std::erase(target->second.subscribers, message.object.value_or(0)) != 0 ? Status::Ok
                                                                                           : Status::NotFound;
        }
        case MessageType::Notify:
            return notify(from, message, answered);
        default:
            return Status::InvalidCommand;
    }
}

Status Broker::look_up(Session& from, const Message& message) {
    bool any = false;
    for (const auto& [id, object] : objects_) {
        if (object.path.empty() || (!message.path.empty() && !matches(message.path, object.path))) continue;
        any = true;
        Writer content;
        content.text(kObjectPath, object.path);
        content.number(kObject, object.id);
        content.number(kObjectType, object.type);
        content.nested(kSignature, [&](Writer& inner) { inner.append(object.signature); });
        send(from.id(), {MessageType::Data, message.head.sequence, message.head.peer}, content);
    }
    return any || message.path.empty() ? Status::Ok : Status::NotFound;
}

Status Broker::add_object(Session& from, const Message& message) {
    const std::string path{message.path};
    if (!path.empty() &&
        std::ranges::any_of(objects_, [&](const auto& each) { return each.second.path == path; }))
        return Status::InvalidArgument;
    Object object;
    object.id = new_id();
    object.path = path;
    object.client = from.id();
    const Octets signature = message.signature.octets();
    object.signature.assign(signature.begin(), signature.end());
    if (!signature.empty()) object.type = new_id();
    Writer content;
    content.number(kObject, object.id);
    if (object.type != 0) content.number(kObjectType, object.type);
    const Object& made = objects_[object.id] = std::move(object);
    // As the real one: the announcement may come before the answer.
    if (!made.path.empty()) tell_of_object(made, true);
    send(from.id(), {MessageType::Data, message.head.sequence, message.head.peer}, content);
    return Status::Ok;
}

Status Broker::remove_object(Session& from, const Message& message) {
    const auto object = objects_.find(message.object.value_or(0));
    if (object == objects_.end() || object->second.client != from.id()) return Status::NotFound;
    Writer content;
    content.number(kObject, object->first);
    send(from.id(), {MessageType::Data, message.head.sequence, message.head.peer}, content);
    remove(object->first);
    return Status::Ok;
}

void Broker::remove(std::uint32_t id) {
    const Object gone = std::move(objects_.extract(id).mapped());
    std::erase_if(listeners_, [id](const Listener& each) { return each.object == id; });
    for (const std::uint32_t subscriber : gone.subscribers) {
        const auto object = objects_.find(subscriber);
        if (object == objects_.end()) continue;
        Writer content;
        content.number(kObject, subscriber);
        content.number(kTarget, id);
        send(object->second.client, {MessageType::Unsubscribe, 1, 0}, content);
    }
    for (auto& [each, object] : objects_)
        if (std::erase(object.subscribers, id) != 0 && object.subscribers.empty()) {
            Writer content;
            content.number(kObject, each);
            content.flag(kActive, false);
            send(object.client, {MessageType::Notify, 1, 0}, content);
        }
    if (!gone.path.empty()) tell_of_object(gone, false);
}

Status Broker::subscribe(Session& from, const Message& message) {
    const auto own = objects_.find(message.object.value_or(0));
    const auto target = objects_.find(message.target.value_or(0));
    if (own == objects_.end() || target == objects_.end()) return Status::NotFound;
    if (own->second.client != from.id() || target->second.client == from.id()) return Status::InvalidArgument;
    const bool first = target->second.subscribers.empty();
    target->second.subscribers.push_back(own->first);
    if (first) {
        Writer content;
        content.number(kObject, target->first);
        content.flag(kActive, true);
        send(target->second.client, {MessageType::Notify, 1, 0}, content);
    }
    return Status::Ok;
}

void Broker::forward(const Object& to, std::string_view method, const Head& head, bool no_reply,
                     Octets data) {
    Writer content;
    if (no_reply) content.flag(kNoReply, true);
    content.number(kObject, to.id);
    content.text(kMethod, method);
    content.nested(kData, [&](Writer& inner) { inner.append(data); });
    send(to.client, head, content);
}

Status Broker::invoke(Session& from, const Message& message, bool& answered) {
    const auto object = objects_.find(message.object.value_or(0));
    if (object == objects_.end()) return Status::NotFound;
    answered = true;
    forward(object->second, message.method, {MessageType::Invoke, message.head.sequence, from.id()},
            message.no_reply, message.data.octets());
    return Status::Ok;
}

Status Broker::invoke_events(Session& from, const Message& message, bool& answered) {
    if (message.method == "register") {
        const auto object =
            objects_.find(static_cast<std::uint32_t>(message.data.natural("object").value_or(0)));
        if (object == objects_.end() || object->second.client != from.id()) return Status::NotFound;
        listeners_.push_back({object->first, std::string{message.data.text("pattern").value_or("*")}});
        return Status::Ok;
    }
    if (message.method != "send") return Status::MethodNotFound;
    const auto name = message.data.text("id");
    if (!name) return Status::InvalidArgument;
    if (name->starts_with("ubus.")) return Status::PermissionDenied;
    tell_event(*name, message.data.inside("data").octets(), from.id());
    (void)answered;
    return Status::Ok;
}

void Broker::tell_event(std::string_view name, Octets data, std::uint32_t not_to) {
    for (const Listener& listener : std::vector<Listener>{listeners_}) {
        const auto object = objects_.find(listener.object);
        if (object == objects_.end() || object->second.client == not_to || !matches(listener.pattern, name))
            continue;
        forward(object->second, name, {MessageType::Invoke, 1, 0}, false, data);
    }
}

void Broker::tell_of_object(const Object& object, bool added) {
    Writer data;
    data.int32("id", object.id);
    data.text("path", object.path);
    tell_event(added ? "ubus.object.add" : "ubus.object.remove", data.octets(), 0);
}

Status Broker::notify(Session& from, const Message& message, bool& answered) {
    const auto object = objects_.find(message.object.value_or(0));
    if (object == objects_.end()) return Status::NotFound;
    if (object->second.client != from.id()) return Status::PermissionDenied;
    answered = true;
    const std::vector<std::uint32_t> subscribers = object->second.subscribers;
    if (!message.no_reply) {
        Writer content;
        content.number(kObject, object->first);
        content.nested(kSubscribers, [&](Writer& inner) {
            for (const std::uint32_t subscriber : subscribers) inner.number(0, subscriber);
        });
        content.number(kStatus, 0);
        send(from.id(), {MessageType::Status, message.head.sequence, message.head.peer}, content);
    }
    for (const std::uint32_t subscriber : subscribers)
        if (const auto ear = objects_.find(subscriber); ear != objects_.end())
            forward(ear->second, message.method, {MessageType::Invoke, message.head.sequence, from.id()},
                    message.no_reply, message.data.octets());
    return Status::Ok;
}

void Broker::hand_back(Session& from, const Message& message, Octets octets) {
    const auto object = objects_.find(message.object.value_or(0));
    const auto to = sessions_.find(message.head.peer);
    if (object == objects_.end() || object->second.client != from.id() || to == sessions_.end()) return;
    Writer content;
    content.append(octets.subspan(kHeadOctets));
    send(message.head.peer, {message.head.type, message.head.sequence, object->first}, content);
}

}  // namespace lab::ubus_broker
